import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../platform/database.ts';
import { runMigrations, schemaVersion } from '../../platform/migrations.ts';

let folder = '';
let database: Database;
const path = () => join(folder, 'books.db');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countertop-'));
  database = openDatabase(path());
  database.exec('CREATE TABLE sale (id INTEGER PRIMARY KEY, minor INTEGER NOT NULL) STRICT');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

describe('an open database', () => {
  it('is in WAL with a sync at every commit and foreign keys held, on every open', () => {
    database.close();
    database = openDatabase(path());
    const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'wal_autocheckpoint'];
    const settings = pragmas.map((name) => Object.values(database.get(`PRAGMA ${name}`) ?? {})[0]);
    expect(settings).toEqual(['wal', 2, 1, 20_000]);
  });

  it('gives money beyond 2^53 back exactly', () => {
    database.run('INSERT INTO sale VALUES (1, ?)', 999_999_999_999_999_999n);
    expect(database.exact.get('SELECT minor FROM sale')).toEqual({ minor: 999_999_999_999_999_999n });
    expect(() => database.get('SELECT minor FROM sale')).toThrow();
  });

  it('lets a statement be asked again in the middle of its own rows', () => {
    database.exec('INSERT INTO sale VALUES (1, 10), (2, 20), (3, 30)');
    const seen: number[] = [];
    for (const row of database.each<{ id: number }>('SELECT id FROM sale ORDER BY id')) {
      seen.push(row.id);
      database.all('SELECT id FROM sale ORDER BY id');
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it('refuses to be written when opened for reading', () => {
    const reading = openDatabase(path(), { readOnly: true });
    expect(() => reading.run('INSERT INTO sale VALUES (1, 1)')).toThrow(/readonly/);
    reading.close();
  });

  it('moves its WAL into the file when asked', () => {
    database.run('INSERT INTO sale VALUES (1, 1)');
    expect(database.checkpoint()).toBe(0);
  });
});

describe('a transaction', () => {
  it('leaves nothing behind when it fails, and says why with the first error', () => {
    const failing = () =>
      database.transaction(() => {
        database.run('INSERT INTO sale VALUES (1, 1)');
        database.exec('ROLLBACK');
        throw new Error('the drawer fell off');
      });
    expect(failing).toThrow('the drawer fell off');
    expect(() =>
      database.transaction(() => {
        database.run('INSERT INTO sale VALUES (2, 2)');
        throw new Error('again');
      }),
    ).toThrow('again');
    expect(database.all('SELECT * FROM sale')).toEqual([]);
    expect(database.transaction(() => database.run('INSERT INTO sale VALUES (3, 3)'))).toBe(1);
  });

  it('does not nest and waits for nothing', () => {
    expect(() => database.transaction(() => database.transaction(() => 1))).toThrow('nest');
    expect(() => database.transaction(async () => 1)).toThrow('waits for nothing');
    expect(database.isInTransaction()).toBe(false);
  });
});

describe('migrations', () => {
  const first = { name: '0001-first.sql', sql: 'CREATE TABLE one (id INTEGER) STRICT' };
  const second = { name: '0002-second.sql', sql: 'CREATE TABLE two (id INTEGER) STRICT' };

  it('are taken in order, once', () => {
    expect(runMigrations(database, [first])).toEqual({ kind: 'ready', applied: 1 });
    expect(runMigrations(database, [first, second])).toEqual({ kind: 'ready', applied: 1 });
    expect(runMigrations(database, [first, second])).toEqual({ kind: 'ready', applied: 0 });
    expect(schemaVersion(database)).toBe(2);
  });

  it('leave a newer file untouched', () => {
    runMigrations(database, [first, second]);
    expect(runMigrations(database, [first])).toEqual({ kind: 'newer', found: '0002-second.sql' });
  });

  it('find a step that was edited after it was taken', () => {
    runMigrations(database, [first]);
    expect(runMigrations(database, [{ ...first, sql: `${first.sql};` }, second])).toEqual({
      kind: 'edited',
      name: '0001-first.sql',
    });
    expect(schemaVersion(database)).toBe(1);
  });

  it('take a step whole or not at all', () => {
    const broken = {
      name: '0002-broken.sql',
      sql: 'CREATE TABLE two (id INTEGER) STRICT; CREATE TABLE sale (id INTEGER)',
    };
    expect(() => runMigrations(database, [first, broken])).toThrow(/already exists/);
    expect(schemaVersion(database)).toBe(1);
    expect(database.get(`SELECT name FROM sqlite_master WHERE name = 'two'`)).toBeNull();
  });

  it('are numbered without a gap', () => {
    expect(() => runMigrations(database, [second])).toThrow('migration 1 is missing');
  });
});
