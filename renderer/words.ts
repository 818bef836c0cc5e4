import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import type { Problem } from '../shared/result.ts';
import en from './words/en.json' with { type: 'json' };
import zhCN from './words/zh-CN.json' with { type: 'json' };

export type WordKey = keyof typeof en & keyof typeof zhCN;
export type WordValues = Readonly<Record<string, string | number>>;
export type Say = (key: WordKey, values?: WordValues) => string;

/** Every word of the window by language; a test holds that both speak of the same things. */
export const words = { en, 'zh-CN': zhCN } as const;

/** Speaks the language of the shop: `say('pay.title')`. */
export function useWords(): Say {
  const intl = useIntl();
  return useCallback((key, values) => intl.formatMessage({ id: key }, { ...values }), [intl]);
}

/** `family.member` where there are words for it, else the family's own words for the unforeseen. */
export function wordIn(family: string, member: string, fallback: WordKey): WordKey {
  const key = `${family}.${member}`;
  return isWord(key) ? key : fallback;
}

function isWord(key: string): key is WordKey {
  return Object.hasOwn(en, key) && Object.hasOwn(zhCN, key);
}

/** What a refusal means, in words of the counter. */
export function problemWords(say: Say, problem: Problem): string {
  return say(wordIn('problem', problem.code, 'problem.internal'), problem.detail);
}
