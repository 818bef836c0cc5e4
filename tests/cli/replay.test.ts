import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder } from '../../main/store/lock.ts';
import { till } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'till-replay-'));
const data = join(folder, 'books');
const acks = join(folder, 'acks');
const old = join(folder, 'old.db');
const month = fileURLToPath(new URL('../../data/onlineretail/onlineretail_2010-12.csv', import.meta.url));
const replay = ['replay', '--baskets', month, '--data', data];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function answerOf(...words: string[]) {
  const { code, out, complaint } = await till(words);
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return JSON.parse(out);
}

function acknowledged(): {
  sale?: string;
  refund?: string;
  receipt: number;
  totalMinor: number;
  tender: string;
}[] {
  return readFileSync(acks, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the first invoices of a month', () => {
  beforeAll(async () => {
    await answerOf(...replay, '--limit', '30', '--acks', acks);
    copyFileSync(join(data, 'till.db'), old);
  }, 120_000);

  it('go on where a replay stopped, and count what was booked before', async () => {
    const summary = await answerOf(...replay, '--limit', '60', '--acks', acks);
    expect(summary).toMatchObject({
      baskets: 60,
      sales: 56,
      refunds: 3,
      refusedBaskets: 1,
      refusedRows: { 'price-not-positive': 1, 'zero-quantity': 0, 'bad-amount': 0 },
      totalsMinor: { cash: 1_421_786, wallet: 927_531 },
      unresolved: 0,
    });
    expect(summary.p99Ms).toBeGreaterThanOrEqual(summary.p50Ms);
    const receipts = acknowledged().map(({ receipt }) => receipt);
    expect(receipts).toEqual(Array.from({ length: 59 }, (_, index) => index + 1));
    expect(acknowledged()[0]).toMatchObject({ totalMinor: 13_912, currency: 'GBP', tender: 'cash' });
  });

  it('make books that verify, also against what the scheme has heard', async () => {
    expect(await answerOf('verify', '--data', data, '--witness')).toMatchObject({ ok: true, firstBad: null });
  });

  it('agree with the scheme payment by payment', async () => {
    const wallet = acknowledged().filter(({ tender }) => tender === 'wallet').length;
    const { matched, ...rest } = await answerOf('reconcile', '--data', data);
    expect(matched).toBeGreaterThanOrEqual(wallet);
    expect(rest).toEqual({ missingHere: 0, missingThere: 0, amountDiffers: 0, unresolved: 0 });
  });

  it('are reported by day, in minor units', async () => {
    const day = await answerOf('report', '--data', data, '--day', '2010-12-01');
    expect(day.currency).toBe('GBP');
    expect(day.takingsMinor).toBe(1_421_786 + 927_531);
    expect(await answerOf('report', '--data', data, '--day', '2010-11-30')).toMatchObject({
      sales: 0,
      takingsMinor: 0,
    });
  });

  it('are books that hledger accepts, strictly', async () => {
    const out = join(folder, 'books.hledger');
    await answerOf('export', '--data', data, '--format', 'hledger', '--out', out);
    execFileSync('hledger', ['-f', out, 'check', '--strict']);
    const balance = execFileSync(
      'hledger',
      ['-f', out, 'balance', 'assets:cash', '--no-total', '-O', 'csv'],
      { encoding: 'utf8' },
    );
    expect(balance).toContain('14217.86');
  });

  it('are refused in one line while another process has the folder', async () => {
    const lock = lockFolder(data, 'this test', '2026-11-23T00:00:00.000Z');
    const { code, out, complaint } = await till([...replay, '--limit', '61']);
    lock.release();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(complaint).toContain(`is open in another process: this test, ${process.pid}, since 2026-11-23`);
  });

  it('show a folder that was put back to an old copy, though its own chain holds', async () => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(data, `till.db${end}`), { force: true });
    copyFileSync(old, join(data, 'till.db'));
    expect(await answerOf('verify', '--data', data)).toMatchObject({ ok: true });
    const { code, out } = await till(['verify', '--data', data, '--witness']);
    expect(code).toBe(1);
    expect(JSON.parse(out).firstBad).toMatchObject({
      epoch: 1,
      table: 'journal',
      why: 'the scheme has heard this link, and it is missing here',
    });
  });
});

describe('a replay of few invoices', () => {
  it('refuses books that are kept in another currency, and changes nothing', async () => {
    const few = join(folder, 'few.csv');
    writeFileSync(
      few,
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n1,A,x,1,2026-11-20T10:00:00,3.50,\n',
    );
    const { code, out, complaint } = await till([
      'replay',
      '--baskets',
      few,
      '--data',
      data,
      '--currency',
      'JPY',
    ]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(complaint).toMatch(/books in .* are kept in GBP/);
  });
});
