import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTillDatabase, readTillDatabase, StoreError, tillMigrations } from '../../main/store/database.ts';
import { openDatabase } from '../../platform/database.ts';
import { runMigrations } from '../../platform/migrations.ts';
import { openShopBooks } from '../store/shop-books.ts';

let dataDir = '';
const file = () => join(dataDir, 'till.db');

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'countertop-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the schema', () => {
  it('of a fresh database is the one in schema.sql, statement by statement', () => {
    const db = openTillDatabase(dataDir);
    const found = db.all<{ sql: string }>(
      'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name',
    );
    db.close();
    const dump = found.map(({ sql }) => `${sql};\n`).join('\n');
    expect(dump).toBe(readFileSync(new URL('./schema.sql', import.meta.url), 'utf8'));
  });

  it('is the same whether the steps are taken at once or one release after the other', () => {
    const [atOnce, stepwise] = [openDatabase(':memory:'), openDatabase(':memory:')];
    const steps = tillMigrations();
    runMigrations(atOnce, steps);
    for (const count of steps.keys()) runMigrations(stepwise, steps.slice(0, count + 1));
    const dump = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';
    expect(stepwise.all(dump)).toEqual(atOnce.all(dump));
    atOnce.close();
    stepwise.close();
  });

  it('keeps every table strict, so that an amount is never a float or a text', () => {
    const db = openTillDatabase(dataDir);
    const loose = db
      .all<{ name: string }>(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0",
      )
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('sqlite_'));
    db.close();
    expect(loose).toEqual([]);
  });
});

describe('books of another version', () => {
  it('that are newer are refused in words, and not a byte of them is touched', () => {
    openShopBooks(dataDir).db.close();
    const db = openDatabase(file());
    db.run('INSERT INTO migrations VALUES (9998, ?, ?)', '0002-from-next-year.sql', 'abc');
    db.checkpoint();
    db.close();
    const before = digestOf(file());
    expect(() => openTillDatabase(dataDir)).toThrow(
      expect.objectContaining({
        code: 'store-newer',
        message: 'these books were written by a newer version (0002-from-next-year.sql)',
      }),
    );
    expect(digestOf(file())).toBe(before);
  });

  it('whose first step was edited since are refused in words, and not a byte of them is touched', () => {
    openShopBooks(dataDir).db.close();
    const db = openDatabase(file());
    db.run('UPDATE migrations SET checksum = ? WHERE number = 1', 'f'.repeat(64));
    db.checkpoint();
    db.close();
    const before = digestOf(file());
    expect(() => openTillDatabase(dataDir)).toThrow(
      expect.objectContaining({
        code: 'store-edited',
        message: expect.stringContaining('0001-first-sale.sql'),
      }),
    );
    expect(digestOf(file())).toBe(before);
  });

  it('that aren’t there are not made by whoever only wanted to read', () => {
    expect(() => readTillDatabase(dataDir)).toThrow(StoreError);
    expect(() => readTillDatabase(dataDir)).toThrow(/no books/);
    expect(() => readFileSync(file())).toThrow(/ENOENT/);
  });

  it('a released step is never edited: its text is the one that shops have taken', () => {
    const taken = tillMigrations().map(
      ({ name, sql }) => `${name} ${createHash('sha256').update(sql).digest('hex')}`,
    );
    const released = readFileSync(new URL('./released.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter(Boolean);
    expect(taken.slice(0, released.length)).toEqual(released);
    expect(taken.length).toBe(released.length);
  });
});

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
