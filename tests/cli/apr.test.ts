import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { till } from './command.ts';

/** `till apr`: for whoever checks an offer with nothing but its payments. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countertop-apr-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function apr(content: unknown) {
  const path = join(folder, 'flows.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return till(['apr', '--cashflows', path]);
}

const example = [
  { day: 0, minor: 100_000 },
  { day: 546, minor: -120_000 },
];

describe('the command apr', () => {
  it('answers the published example of the directive with four decimals, whatever else the file says', async () => {
    const ran = await apr({ cashflows: example.map((flow) => ({ ...flow, note: 'x' })), lender: 'x' });
    expect(ran).toEqual({ code: 0, out: '{"aprPercent":12.962}\n', complaint: '' });
  });

  it('says that there are several rates, and gives the one nearest to nothing', async () => {
    const rows = [100, -230, 132].map((minor, year) => ({ day: year * 365, minor }));
    expect(await apr({ cashflows: rows })).toMatchObject({
      code: 0,
      out: '{"aprPercent":10,"severalRates":true}\n',
    });
  });

  it('names what has no rate, with exit code 1', async () => {
    const ran = await apr({ cashflows: [{ day: 0, minor: 5 }] });
    expect(ran).toMatchObject({ code: 1, out: '{"problem":{"code":"no-rate"}}\n' });
    expect(ran.complaint.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['no JSON', '{'],
    ['no flows', { flows: [] }],
    ['an empty list', { cashflows: [] }],
    ['half a day', { cashflows: [{ day: 0.5, minor: 1 }] }],
    ['an amount as text', { cashflows: [{ day: 0, minor: '1' }] }],
    ['an amount that a number does not hold', '{"cashflows":[{"day":0,"minor":9007199254740993}]}'],
  ])('refuses %s in one line', async (_, content) => {
    const ran = await apr(content);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.complaint).toMatch(/^till: .+\n$/);
  });

  it('refuses a file that is not there, and a flag left out, in one line', async () => {
    const gone = join(fileURLToPath(import.meta.url), 'gone');
    expect((await till(['apr', '--cashflows', gone])).complaint).toMatch(/^till: .*can't be read.*\n$/);
    expect((await till(['apr'])).complaint).toBe('till: --cashflows is missing\n');
  });
});
