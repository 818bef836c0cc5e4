import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf } from '../../main/reports/export-csv.ts';
import { hledgerOf } from '../../main/reports/export-hledger.ts';
import { jsonOf } from '../../main/reports/export-json.ts';
import { linkHash } from '../../main/store/journal.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { openShopBooks, type ShopBooks, tradeADay } from '../store/shop-books.ts';

const folder = mkdtempSync(join(tmpdir(), 'till-export-'));
let books: ShopBooks;
beforeAll(() => {
  books = openShopBooks(folder);
  tradeADay(books, 5);
  for (const reason of ['=HYPERLINK("x")', '@sum, "quoted"', '＝1+1', 'a;b|c\nd  e\u2028f', '2026-01-01 x'])
    books.moveCash(reason);
});
afterAll(() => {
  books.db.close();
  rmSync(folder, { recursive: true, force: true });
});

function whole(pieces: Iterable<string>): string {
  return [...pieces].join('');
}

describe('the books as an hledger journal', () => {
  it('are accepted, strictly, and balance to what the books say', () => {
    const file = join(folder, 'books.hledger');
    writeFileSync(file, whole(hledgerOf(books.db)));
    execFileSync('hledger', ['-f', file, 'check', '--strict']);
    const said = execFileSync('hledger', ['-f', file, 'balance', 'assets:safe', '--no-total', '-O', 'csv'], {
      encoding: 'utf8',
    });
    const due =
      books.db.get<{ sum: bigint }>(`SELECT SUM(amount) AS sum FROM posting WHERE account = 'assets:safe'`)
        ?.sum ?? 0n;
    expect(said).toContain(`CNY ${(Number(due) / 100).toFixed(2)}`);
  });

  it('keep one line a description, whatever was typed as a reason', () => {
    const text = whole(hledgerOf(books.db));
    expect(text).toContain('cash-moved: a b c d e f  ; link:1-');
    expect(text).toContain('cash-moved: 牛奶 milk from next door  ; link:1-');
  });
});

describe('the books as CSV', () => {
  it('hold one posting a row, with nothing that a spreadsheet would run', () => {
    const rows: Record<string, string>[] = parse(whole(csvOf(books.db)), { columns: true });
    const postings = books.db.get<{ n: bigint }>('SELECT count(*) AS n FROM posting')?.n;
    expect(rows).toHaveLength(Number(postings));
    const reasons = new Set(rows.map((row) => row.reason));
    expect(reasons).toContain(`'=HYPERLINK("x")`);
    expect(reasons).toContain(`'@sum, "quoted"`);
    expect(reasons).toContain(`'＝1+1`);
  });

  it('leave the figures of the books as numbers that sum to nothing', () => {
    const rows: Record<string, string>[] = parse(whole(csvOf(books.db)), { columns: true });
    expect(rows.some((row) => row.amount?.startsWith('-'))).toBe(true);
    expect(rows.every((row) => /^-?\d+\.\d\d$/.test(row.amount ?? ''))).toBe(true);
    expect(Math.abs(rows.reduce((sum, row) => sum + Math.round(Number(row.amount) * 100), 0))).toBe(0);
  });
});

describe('the journal as JSON', () => {
  it('proves itself with nothing but the file', () => {
    const archive = JSON.parse(whole(jsonOf(books.db)));
    expect(archive.head).toEqual(books.journal.head());
    let prev = '0'.repeat(64);
    for (const link of archive.links) {
      expect(link.prev).toBe(prev);
      prev = linkHash(link, canonicalJson(link.event));
      expect(link.hash).toBe(prev);
    }
    expect(prev).toBe(archive.head.hash);
  });
});
