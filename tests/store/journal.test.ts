import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { genesis, linkHash, openJournal, type Projectors } from '../../main/store/journal.ts';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { openShopBooks, type ShopBooks } from './shop-books.ts';

let dataDir = '';
let books: ShopBooks;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'countertop-'));
  books = openShopBooks(dataDir);
});
afterEach(() => {
  books.db.close();
  rmSync(dataDir, { recursive: true, force: true });
});

type Row = {
  v: bigint;
  terminal: string;
  epoch: bigint;
  seq: bigint;
  prev: string;
  event: string;
  hash: string;
};

const rows = (): Row[] => books.db.all<Row>('SELECT * FROM journal ORDER BY epoch, seq');

describe('the database itself', () => {
  it.each([
    ['another text', "UPDATE journal SET event = '{}' WHERE seq = 3"],
    ['another hash', "UPDATE journal SET hash = 'x' WHERE seq = 3"],
    ['another number', 'UPDATE journal SET seq = 99 WHERE seq = 3'],
    ['the same text again', 'UPDATE journal SET event = event'],
  ])('refuses to give a link %s', (_, sql) => {
    const before = rows();
    expect(() => books.db.exec(sql)).toThrow('the journal only grows');
    expect(rows()).toEqual(before);
  });

  it.each([
    ['the last link', 'DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)'],
    ['the first link', 'DELETE FROM journal WHERE seq = 1'],
    ['all of them', 'DELETE FROM journal'],
    ['one under another', 'INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 3'],
  ])('refuses to take %s away', (_, sql) => {
    const before = rows();
    expect(() => books.db.exec(sql)).toThrow(/the journal (only grows|has no gaps)/);
    expect(rows()).toEqual(before);
  });

  it.each([
    ['a gap', 'seq + 2, epoch'],
    ['a number twice', 'seq, epoch'],
    ['a step back', 'seq - 1, epoch'],
    ['an epoch that is over', '1, epoch - 1'],
    ['an epoch that does not begin with one', '2, epoch + 1'],
  ])('refuses %s', (_, place) => {
    const before = rows();
    const insert = `INSERT INTO journal (v, terminal, seq, epoch, prev, event, hash)
      SELECT 1, terminal, ${place}, hash, '{}', 'h' FROM journal ORDER BY epoch DESC, seq DESC LIMIT 1`;
    expect(() => books.db.exec(insert)).toThrow();
    expect(rows()).toEqual(before);
  });
});

describe('the chain', () => {
  it('can be reckoned by anyone: SHA-256 over the RFC 8785 form of each link and the hash before it', () => {
    books.openShift();
    for (const kind of ['cash', 'wallet', 'elsewhere'] as const) books.sell(kind);
    let prev = genesis;
    for (const [index, row] of rows().entries()) {
      const { v, terminal, epoch, seq, event } = row;
      const link = {
        v: Number(v),
        terminal,
        epoch: Number(epoch),
        seq: Number(seq),
        prev,
        event: JSON.parse(event) as object,
      };
      expect(row).toMatchObject({ seq: BigInt(index + 1), prev, hash: sha256Hex(canonicalJson(link)) });
      expect(event).toBe(canonicalJson(JSON.parse(event)));
      prev = row.hash;
    }
    expect(books.journal.head()).toEqual({ epoch: 1, seq: rows().length, hash: prev });
  });

  it('has another hash for any other terminal, epoch, number, link before or event', () => {
    const text = fc.string({ minLength: 1, maxLength: 12 }).filter((value) => !/\p{Surrogate}/u.test(value));
    const link = fc.record({ terminal: text, epoch: fc.nat(), seq: fc.nat(), prev: text, event: text });
    fc.assert(
      fc.property(link, link, (one, other) => {
        const hash = ({ event, ...rest }: typeof one) => linkHash(rest, canonicalJson({ event }));
        expect(hash(one) === hash(other)).toBe(canonicalJson(one) === canonicalJson(other));
      }),
    );
  });
});

describe('a commit', () => {
  const open = (projectors: readonly Projectors[]) =>
    openJournal({
      db: books.db,
      projectors,
      clock: {
        now: () => Date.parse('2026-11-23T09:30:00.000Z'),
        mono: () => 0,
        after: () => () => undefined,
      },
      random: (length) => new Uint8Array(length).fill(7),
      session: () => ({ actor: 'somebody', role: 'owner' }),
      practice: true,
    });
  const drawer = { reason: 'look', saleId: null };

  it('takes all of its events or none, and the head stays where the disk is', () => {
    const journal = open([]);
    const before = { head: journal.head(), rows: rows() };
    expect(() =>
      journal.commit((record) => {
        record('drawer-opened', drawer);
        record('drawer-opened', drawer);
        throw new Error('the power went');
      }),
    ).toThrow('the power went');
    expect({ head: journal.head(), rows: rows() }).toEqual(before);
    journal.commit((record) => record('drawer-opened', drawer));
    expect(journal.head().seq).toBe(before.head.seq + 1);
  });

  it('is undone as a whole where a room can’t take its part', () => {
    const before = rows();
    const journal = open([
      { 'drawer-opened': (db) => db.run("INSERT INTO setting VALUES ('half', 'done')") },
      {
        'drawer-opened': () => {
          throw new Error('this room is full');
        },
      },
    ]);
    expect(() => journal.commit((record) => record('drawer-opened', drawer))).toThrow('this room is full');
    expect(rows()).toEqual(before);
    expect(books.db.get("SELECT * FROM setting WHERE name = 'half'")).toBeNull();
  });

  it('never stands inside another, and can’t be made of promises', () => {
    const journal = open([]);
    const before = rows();
    expect(() => journal.commit(() => journal.commit(() => 1))).toThrow(/inside/);
    expect(() => journal.commit(async (record) => record('drawer-opened', drawer))).toThrow(
      /waits for nothing/,
    );
    expect(rows()).toEqual(before);
    expect(journal.commit(() => 'still works')).toBe('still works');
  });

  it('goes on from the last link after a restart, shift and all', () => {
    books.openShift();
    const head = books.journal.head();
    const journal = open([]);
    expect(journal.head()).toEqual(head);
    const { event, link } = journal.commit((record) => record('drawer-opened', drawer));
    expect(event.shift).toBe(1);
    expect(link).toMatchObject({ seq: head.seq + 1, prev: head.hash });
  });

  it('refuses what has no JSON rather than writing something else', () => {
    const journal = open([]);
    const before = rows();
    expect(() =>
      journal.commit((record) => record('drawer-opened', { reason: '\ud800', saleId: null })),
    ).toThrow();
    expect(rows()).toEqual(before);
  });
});
