import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { till } from './command.ts';

/** `till credit` and `till judge`, as support staff and auditors run them. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countertop-credit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const credit = (lines: readonly string[], ...more: readonly string[]) =>
  till(['credit', '--takings', file('takings.csv', lines), ...more]);

/** A sale on the 1st and the 15th of every month of a year. */
const year = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0')).flatMap((month) => [
  `2025-${month}-01,1000.00,sale`,
  `2025-${month}-15,1000.00,sale`,
]);

describe('the command credit', () => {
  it('answers facts, score, points with their reasons, and offers, in one line', async () => {
    const ran = await credit(['date,amount,kind', ...year], '--as-of', '2026-01-01');
    expect(ran).toMatchObject({ code: 0, complaint: '' });
    expect(ran.out.trimEnd().split('\n')).toHaveLength(1);
    const said = JSON.parse(ran.out);
    expect(Object.keys(said).slice(0, 8)).toEqual([
      'facts',
      'card',
      'score',
      'band',
      'points',
      'reasons',
      'toNextBand',
      'offers',
    ]);
    expect(said).toMatchObject({
      facts: { tenure: 12, returns: 0 },
      band: 'A',
      rows: { used: 24, ignored: 0 },
    });
    expect(said.score).toBe(
      380 + said.points.reduce((sum: number, line: { points: number }) => sum + line.points, 0),
    );
  });

  it('counts what it does not take, by reason, and what says nothing of takings', async () => {
    const ran = await credit([
      'kind,amount,date,currency,note',
      'sale,10,2025-01-01,CNY,x',
      'sale,10,2025-03-01,EUR,x',
      'sale,-10,2025-03-01,CNY,x',
      'sale,0,2025-03-01,CNY,x',
      'sale,10.005,2025-03-01,CNY,x',
      'sale,10,2025-02-30,CNY,x',
      'loan,10,2025-03-01,CNY,x',
      'sale,10,2025-03-01,,x',
    ]);
    expect(JSON.parse(ran.out)).toMatchObject({
      currency: 'CNY',
      rows: { used: 2, ignored: 1, refused: { 'other-currency': 1, 'bad-amount': 3, 'bad-date': 1 } },
    });
  });

  it.each([
    ['an empty file', [], 'no-rows'],
    ['a header alone', ['date,amount,kind'], 'no-rows'],
    ['one day', ['date,amount,kind', '2025-01-01,5,sale', '2025-01-01,7,sale'], 'one-day'],
    ['nothing but zeros', ['date,amount,kind', '2025-01-01,0,sale', '2025-02-01,0,sale'], 'no-rows'],
    [
      'rows after the day',
      ['date,amount,kind', '2025-01-01,5,sale', '2027-01-01,7,sale'],
      'rows-after-as-of',
    ],
  ])('names %s, with exit code 1', async (_, lines, problem) => {
    const ran = await credit(lines, '--as-of', '2026-01-01');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ problem: { code: problem } });
    expect(ran.complaint).toMatch(/^till: .+\n$/);
  });

  it('refuses a file without its columns, one that is not there, and a day that is none, in one line', async () => {
    for (const ran of [
      await credit(['day,amount,kind', '2025-01-01,5,sale']),
      await till(['credit', '--takings', join(folder, 'gone.csv')]),
      await credit(['date,amount,kind', ...year], '--as-of', '2026-02-30'),
      await credit(['date,amount,kind', ...year], '--currency', 'yuan'),
    ]) {
      expect(ran).toMatchObject({ code: 2, out: '' });
      expect(ran.complaint).toMatch(/^till: .+\n$/);
    }
  });
});

describe('the command judge', () => {
  it('runs the same card over loans whose end is known', async () => {
    file('berka_preloan_features_682.csv', [
      'account_id,loan_loan_id,loan_date,loan_payments,loan_status',
      '1,11,2025-12-01,10,A',
      '2,12,2025-12-01,5000,B',
      '3,13,2025-12-01,10,A',
    ]);
    const steady = (account: number) =>
      Array.from(
        { length: 11 },
        (_, index) => `${account},2025-${String(index + 1).padStart(2, '0')}-01,credit,1000,900,`,
      );
    file('berka_trans_before_loan.csv', [
      'account_id,date,type,amount,balance,k_symbol',
      ...steady(1),
      '2,2025-01-01,credit,1000,-5,',
      '2,2025-11-01,credit,3,-5,',
      '2,2025-11-02,credit,9,-5,interest credited',
    ]);
    const ran = await till(['judge', folder]);
    expect(ran.complaint).toBe('');
    // The third loan has no account among the moves: it is left out.
    expect(JSON.parse(ran.out)).toMatchObject({
      loans: 2,
      bad: 1,
      auc: { takings: 1, burden: 1, buffer: 1 },
    });
  });

  it('says in one line what it lacks', async () => {
    expect(await till(['judge'])).toMatchObject({ code: 2, complaint: 'till: judge takes one folder\n' });
    expect((await till(['judge', join(folder, 'gone')])).complaint).toMatch(/^till: .*can't be read.*\n$/);
  });
});
