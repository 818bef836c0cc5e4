import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { rowFaults } from '../../main/catalogue/import-row.ts';
import en from '../../renderer/words/en.json' with { type: 'json' };
import zhCN from '../../renderer/words/zh-CN.json' with { type: 'json' };
import { scanOutcome } from '../../shared/contract.ts';
import { elsewhereHow, isSettled, paymentStates, tenderKind } from '../../shared/payment.ts';
import { problemCodes } from '../../shared/problems.ts';
import { declineReasons } from '../../shared/scheme-wire.ts';
import { caseEnds, caseKinds } from '../../shared/settlement.ts';
import { fileFaults } from '../../shared/settlement-file.ts';
import { registerView } from '../../shared/views.ts';

const lists: readonly [string, Readonly<Record<string, string>>][] = [
  ['en', en],
  ['zh-CN', zhCN],
];
const renderer = fileURLToPath(new URL('../../renderer', import.meta.url));
const openStates = paymentStates.filter((state) => !isSettled(state));
const noticeKinds = registerView.shape.notices.element.shape.kind.options;

/** Families whose member comes from the core: a missing one would show as its key. */
const families: readonly [string, readonly string[]][] = [
  ['problem', problemCodes],
  ['decline', declineReasons],
  ['attempt', openStates],
  ['attempt-do', openStates],
  ['attempt-means', openStates],
  ['notice', noticeKinds],
  ['notice-do', noticeKinds],
  ['settlement.case', caseKinds],
  ['settlement.do', caseKinds],
  ['settlement.end', caseEnds],
  ['settlement.why', fileFaults],
  ['how', elsewhereHow.options],
  ['tender', tenderKind.options],
  ['import', rowFaults],
  ['heard', scanOutcome.shape.heard.options.filter((heard) => heard !== 'line')],
];

describe.each(lists)('the words in %s', (locale, words) => {
  it.each(families)('name every case of %s that the core can tell', (family, members) => {
    expect(members.map((member) => `${family}.${member}`).filter((key) => !(key in words))).toEqual([]);
  });

  it('are messages that can be spoken, whatever the numbers', () => {
    const intl = createIntl({
      locale,
      messages: words,
      onError: (problem) => {
        throw problem;
      },
    });
    for (const [id, message] of Object.entries(words)) {
      const names = [...message.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '');
      for (const count of [0, 1, 2]) {
        const values = Object.fromEntries(names.map((name) => [name, count]));
        expect(intl.formatMessage({ id }, values)).not.toMatch(/[{}]/);
      }
    }
  });

  it('never promise a success before it is checked', () => {
    expect(Object.values(words).filter((message) => /支付成功|订单号|离线模式|沙箱/.test(message))).toEqual(
      [],
    );
  });
});

it('has the same values in a message of either language', () => {
  const valuesOf = (message: string) =>
    [...new Set([...message.matchAll(/(?<!(?:one|other|=\d) )\{(\w+)[,}]/g)].map(([, name]) => name))].sort();
  const differing = Object.entries(en).filter(
    ([key, message]) =>
      valuesOf(message).join() !==
      valuesOf(Object.entries(zhCN).find(([other]) => other === key)?.[1] ?? '').join(),
  );
  expect(differing).toEqual([]);
});

it('keeps no word that no screen says', () => {
  const source = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(renderer, file), 'utf8'))
    .join('\n');
  const isSaid = (key: string) =>
    source.includes(`'${key}'`) ||
    [...key.matchAll(/\./g)].some(({ index }) => {
      const family = key.slice(0, index);
      return source.includes(`wordIn('${family}'`) || source.includes(`\`${family}.\${`);
    });
  expect(Object.keys(en).filter((key) => !isSaid(key))).toEqual([]);
});
