import type { Locator, Page } from 'playwright';
import { createIntl } from 'react-intl';
import en from '../../renderer/words/en.json' with { type: 'json' };
import zhCN from '../../renderer/words/zh-CN.json' with { type: 'json' };
import type { WordKey, WordValues } from '../../renderer/words.ts';
import type { Language } from '../../shared/product.ts';
import { until } from './until.ts';
import { type OpenOptions, type OpenTill, openTill, registerOf } from './window.ts';

/** Goods of the practice shop that the journeys sell. */
export const goods = {
  cola: { code: '6928804011142', zh: '可口可乐', en: 'Coca-Cola' },
  canOfCola: { code: '6954767415772', zh: '可口可乐 罐装', en: 'Coca-Cola, can' },
  bottleOfCola: { code: '6954767417684', zh: '可口可乐 大瓶', en: 'Coca-Cola, large bottle' },
} as const;

/** Says what the screen says: `say('pay')` is the word on the pay key. */
export type SayWords = (key: WordKey, values?: WordValues) => string;

function wordsOf(language: Language): SayWords {
  const intl = createIntl({
    locale: language,
    messages: language === 'en' ? en : zhCN,
    onError: (problem) => {
      throw problem;
    },
  });
  return (key, values) => intl.formatMessage({ id: key }, { ...values });
}

/** The words of each language, for what must be exactly so. */
export const say = { en: wordsOf('en'), zh: wordsOf('zh-CN') } as const;

/** The till with the register open, as a practice shop finds it at its first start. */
export async function openShop(options: OpenOptions = {}): Promise<OpenTill> {
  const till = await openTill({ language: 'en', ...options });
  await registerOf(till);
  await payKey(till).waitFor();
  return till;
}

/** A key or button by the word on it, in whichever language the screen speaks. */
export function button(page: Page, key: WordKey, values?: WordValues): Locator {
  return page.getByRole('button', { name: new RegExp(`^(${either(key, values)})$`) });
}

/** What is written somewhere on the screen, for eyes and not for screen readers alone. */
export function written(page: Page, key: WordKey, values?: WordValues): Locator {
  return page
    .getByText(new RegExp(either(key, values)))
    .and(page.locator(':not(.heard-only)'))
    .first();
}

export function payKey(till: OpenTill): Locator {
  return button(till.page, 'pay');
}

/** The line of a product in the basket. */
export function line(page: Page, name: string): Locator {
  return page.locator('.basket .line').filter({ has: page.getByText(name, { exact: true }) });
}

/** The basket's total as it is shown. */
export function total(page: Page): Locator {
  return page.locator('.basket-total .money');
}

/** What a screen reader hears of one matter: scan, total, change, payment. */
export function heard(page: Page, name: 'scan' | 'total' | 'change' | 'payment'): Locator {
  return page.locator(`[data-live="${name}"]`);
}

/** The address of the practice scheme as the till printed it. */
export async function schemeUrl(till: OpenTill): Promise<string> {
  const found = () => /customer's phone: (http:\/\/[^/]+)\//.exec(till.printed())?.[1];
  return until(found);
}

/**
 * Holds a text to the practice scanner, as the buttons of phone and sheet do, and waits until the
 * till's ear is there: what nobody heard is held again.
 */
export async function scan(till: OpenTill, text: string): Promise<void> {
  const address = `${await schemeUrl(till)}/practice/scans`;
  await until(() => listenersOf(address, text));
}

async function listenersOf(address: string, text: string): Promise<number> {
  try {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ text }) });
    const answer: { readonly listeners: number } = await reply.json();
    return answer.listeners;
  } catch {
    return 0;
  }
}

function either(key: WordKey, values?: WordValues): string {
  return [say.en, say.zh].map((speak) => escaped(speak(key, values))).join('|');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
