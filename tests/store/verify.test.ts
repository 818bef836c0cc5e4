import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allProjectors } from '../../main/flow/projectors.ts';
import { databaseFile, openTillDatabase } from '../../main/store/database.ts';
import { genesis, linkHash } from '../../main/store/journal.ts';
import type { Verdict } from '../../main/store/verdict.ts';
import { verifyBooks } from '../../main/store/verify.ts';
import { answersHold } from '../../main/store/verify-answers.ts';
import { numbersHold } from '../../main/store/verify-numbers.ts';
import { sumsHold } from '../../main/store/verify-sums.ts';
import { openDatabase } from '../../platform/database.ts';
import { openShopBooks, type ShopBooks, tradeADay } from './shop-books.ts';

const folder = mkdtempSync(join(tmpdir(), 'till-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function verdictOf(path: string, findAnswerKey: ShopBooks['scheme']['findAnswerKey'] = () => null): Verdict {
  const auditors = [sumsHold, numbersHold, () => answersHold(findAnswerKey)];
  return verifyBooks({ db: { path }, projectors: allProjectors, auditors });
}

/** Books in which something was written that no counter writes; what verify says of it. */
function whyOf(write: (books: ShopBooks) => void): string | undefined {
  const dir = mkdtempSync(join(folder, 'bad '));
  const books = openShopBooks(dir);
  books.openShift();
  books.sell('cash');
  write(books);
  const { seq } = books.journal.head();
  const { firstBad, ok } = verdictOf(join(dir, databaseFile), books.scheme.findAnswerKey);
  books.db.close();
  expect(ok).toBe(false);
  expect(firstBad?.table).toBe('journal');
  expect(firstBad?.seq).toBeGreaterThan(seq - 3);
  return firstBad?.why;
}

describe('the books of a day', () => {
  const dir = mkdtempSync(join(folder, "a day's "));
  const path = join(dir, databaseFile);
  let books: ShopBooks;
  beforeAll(() => {
    books = openShopBooks(dir);
    tradeADay(books, 7);
  });
  afterAll(() => books.db.close());

  /** A copy in which somebody changed something by SQL, triggers and all out of the way. */
  function tampered(...statements: string[]): Verdict {
    books.db.checkpoint();
    const copy = join(mkdtempSync(join(folder, 'copy-')), databaseFile);
    copyFileSync(path, copy);
    const db = openDatabase(copy);
    for (const trigger of ['updated', 'deleted']) db.exec(`DROP TRIGGER journal_never_${trigger}`);
    for (const statement of statements) db.exec(statement);
    db.close();
    return verdictOf(copy);
  }

  it('hold while the till has them open, and verify says so with the head', () => {
    const head = books.journal.head();
    expect(verdictOf(path, books.scheme.findAnswerKey)).toEqual({
      ok: true,
      events: head.seq,
      head,
      firstBad: null,
    });
  });

  it('hold without the list of keys too, since a list may be lost', () => {
    expect(verdictOf(path).ok).toBe(true);
  });

  it('show a row that was added, taken away, or put under another key', () => {
    expect(tampered(`INSERT INTO setting VALUES ('extra', 'x')`).firstBad).toEqual({
      epoch: null,
      seq: null,
      table: 'setting',
      why: 'row name="extra" does not follow from the journal',
    });
    const gone = tampered('DELETE FROM sale_line WHERE no = 2').firstBad;
    expect(gone?.table).toBe('sale_line');
    expect(gone?.seq).toBeGreaterThan(1);
    expect(gone?.why).toMatch(/^row sale_id="[0-9a-f-]+" no=2 is missing$/);
    expect(tampered('UPDATE shift SET number = 9 WHERE number = 2').firstBad?.why).toContain('number=9');
  });

  it('show a table that was laid down again, more loosely', () => {
    const loose = 'CREATE TABLE grand_total (epoch INTEGER PRIMARY KEY, sales, refunds)';
    expect(tampered('DROP TABLE grand_total', loose).firstBad).toMatchObject({
      table: 'sqlite_schema',
      why: 'row name="grand_total": not what this version lays down',
    });
  });

  it('show a trigger that is gone, though every row is right', () => {
    expect(tampered().firstBad).toMatchObject({
      table: 'sqlite_schema',
      why: 'row name="journal_never_deleted": missing',
    });
  });

  it('show a link that was taken out, and one whose hash was made to fit', () => {
    expect(tampered('DELETE FROM journal WHERE seq = 20').firstBad).toMatchObject({
      table: 'journal',
      epoch: 1,
      seq: 20,
    });
    const last = books.journal.head().seq;
    const row = books.db.get<{ event: string; prev: string; terminal: string }>(
      'SELECT event, prev, terminal FROM journal WHERE seq = ?',
      last,
    );
    if (!row) throw new Error('the last link is missing');
    const spaced = row.event.replace('{', '{ ');
    const hash = linkHash({ terminal: row.terminal, epoch: 1, seq: last, prev: row.prev }, spaced);
    const verdict = tampered(
      `UPDATE journal SET event = '${spaced.replaceAll("'", "''")}', hash = '${hash}' WHERE seq = ${last}`,
    );
    expect(verdict.firstBad).toEqual({
      epoch: 1,
      seq: last,
      table: 'journal',
      why: 'event is not in its canonical form',
    });
    expect(verdict.events).toBe(last - 1);
  });

  it('show text that is no UTF-8, whatever it is read as', () => {
    const verdict = tampered(`UPDATE journal SET event = CAST(x'7bff7d' AS TEXT) WHERE seq = 3`);
    expect(verdict.firstBad).toMatchObject({ seq: 3, why: 'event is no UTF-8 text' });
    expect(tampered(`UPDATE staff SET name = CAST(x'ff' AS TEXT)`).firstBad?.why).toContain(
      'row person_id="',
    );
  });
});

describe('verify finds in the journal itself', () => {
  it('a sale whose postings do not balance', () => {
    const why = whyOf((books) =>
      books.sell('cash', (sale) => ({ ...sale, postings: sale.postings.slice(1) })),
    );
    expect(why).toBe('sale-settled: the postings do not balance');
  });

  it('a sale whose lines, taxes or tenders do not sum to it', () => {
    const cheaper = { minor: '1', currency: 'CNY' };
    expect(whyOf((books) => books.sell('cash', (sale) => ({ ...sale, total: cheaper })))).toContain(
      'do not sum to the total',
    );
    expect(whyOf((books) => books.sell('cash', (sale) => ({ ...sale, gross: cheaper })))).toContain('gross');
    expect(
      whyOf((books) =>
        books.sell('cash', (sale) => ({
          ...sale,
          taxes: sale.taxes.map((tax) => ({ ...tax, tax: cheaper })),
        })),
      ),
    ).toContain('tax');
  });

  it('a receipt number that was left out, and a code of another receipt', () => {
    expect(whyOf((books) => books.sell('cash', (sale) => ({ ...sale, receipt: 7 })))).toBe(
      'sale-settled: receipt 7 follows 1',
    );
    expect(
      whyOf((books) => books.sell('cash', (sale) => ({ ...sale, code: 'CR1-7K3M9Q-1-1-00' }))),
    ).toContain("the receipt's code");
  });

  it('a Z that was changed, or does not name the one before', () => {
    expect(
      whyOf((books) =>
        books.closeShift((z) => ({
          ...z,
          counted: z.counted.map(({ kind }) => ({ kind, amount: { minor: '5', currency: 'CNY' } })),
        })),
      ),
    ).toBe("shift-closed: it is not signed by the terminal's key");
    expect(
      whyOf((books) => {
        books.closeShift();
        books.openShift();
        books.closeShift((z) => ({ ...z, previous: null }));
      }),
    ).toBe('shift-closed: it does not name the Z before it');
  });

  it('a wallet sale whose kept answer was signed by nobody', () => {
    const dir = mkdtempSync(join(folder, 'forged '));
    const books = openShopBooks(dir);
    books.openShift();
    books.sell('wallet');
    const other = openShopBooks(mkdtempSync(join(folder, 'other ')), 'another scheme');
    const kid = books.scheme.answerKid;
    const verdict = verdictOf(join(dir, databaseFile), (asked) =>
      asked === kid ? other.scheme.findAnswerKey(other.scheme.answerKid) : null,
    );
    expect(verdict.firstBad?.why).toContain(
      "payment-moved: the kept answer is not signed by the scheme's key",
    );
    books.db.close();
    other.db.close();
  });
});

describe('a file that is none of the books', () => {
  it('is said to be broken, not thrown about', () => {
    const path = join(mkdtempSync(join(folder, 'none-')), databaseFile);
    writeFileSync(path, 'x'.repeat(5000));
    expect(verdictOf(path)).toMatchObject({
      ok: false,
      events: 0,
      head: null,
      firstBad: { table: 'sqlite_schema' },
    });
  });

  it('is left alone where a newer version wrote it', () => {
    const dir = mkdtempSync(join(folder, 'newer-'));
    const db = openTillDatabase(dir);
    db.run(`INSERT INTO migrations VALUES (99, '0099-later.sql', ?)`, genesis);
    db.close();
    expect(() => verdictOf(join(dir, databaseFile))).toThrow('newer version');
  });
});
