import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';

/** What a column can hold. Integers come as numbers from `get` and `all`, as bigints from `exact`. */
export type SqlValue = null | number | bigint | string | Uint8Array;
export type Row = Record<string, SqlValue>;

/** Reading by SQL text; statements are prepared once and kept. `R` is the caller's word for its own columns. */
export type Reader = {
  /** The first row, or null where there is none. */
  readonly get: <R extends Row>(sql: string, ...parameters: SqlValue[]) => R | null;
  readonly all: <R extends Row>(sql: string, ...parameters: SqlValue[]) => R[];
  /** Row by row, for tables that shouldn't be held in memory at once. */
  readonly each: <R extends Row>(sql: string, ...parameters: SqlValue[]) => IterableIterator<R>;
};

export type Database = Reader & {
  readonly path: string;
  /** Integers as bigints: for money, and whatever else may pass 2^53. */
  readonly exact: Reader;
  /** Answers how many rows changed. */
  readonly run: (sql: string, ...parameters: SqlValue[]) => number;
  /**
   * Rows of one table in one statement, which costs half of as many: `into` is `INSERT INTO t (a, b)`,
   * `after` what follows the values, such as `ON CONFLICT …`. No rows: nothing is done. Only whole inside a
   * transaction: many rows go in several statements.
   */
  readonly insert: (into: string, rows: readonly (readonly SqlValue[])[], after?: string) => void;
  /** Several statements without parameters: schemas and pragmas. */
  readonly exec: (sql: string) => void;
  /**
   * Everything or nothing, durable when it returns. `work` must not wait for anything: no promise.
   * What it throws is thrown on, whatever the rollback itself may say. Transactions don't nest.
   */
  readonly transaction: <T>(work: () => T) => T;
  readonly isInTransaction: () => boolean;
  /** Moves the WAL into the file: for idle moments, since a sale must not wait for it. Answers pages left. */
  readonly checkpoint: () => number;
  readonly close: () => void;
};

/** Wait this long for another process, such as an audit reading, before giving up. */
const busyTimeoutMs = 5000;

/**
 * Checkpoints happen when the till is idle; this many pages (80 MB) only stop a WAL that never got
 * its idle moment. With SQLite's default of 1000 every so many sales pay for a checkpoint.
 */
const autocheckpointPages = 20_000;

/** Pages kept in memory, in KiB as SQLite counts them (negative): the goods and indexes of a large shop. */
const cacheKiB = -65_536;

/** `PRAGMA synchronous` as a number: 2 is FULL, one sync of the WAL per commit. */
const synchronousFull = 2;

/** A failed read, write or sync of the disk (SQLITE_IOERR), whatever its detail in the higher bits. */
const ioError = 10;

/**
 * What SQLite says when there is no room: SQLITE_FULL, and where a quota or `ulimit -f` ends the file
 * SQLITE_IOERR_WRITE, or SQLITE_IOERR_SHMSIZE for the WAL's index. It has rolled back and can go on.
 */
const noRoom: readonly number[] = [13, 778, 4874];

/** True where a change failed for want of room on the disk; nothing of it was written. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ENOSPC') return true;
  return 'errcode' in error && typeof error.errcode === 'number' && noRoom.includes(error.errcode);
}

/**
 * Statements don't keep their database alive, and a collected database finalizes them; so every open
 * database is held here until it is closed.
 */
const held = new Set<DatabaseSyncInstance>();

/**
 * Opens a database file, by default making it: WAL, FULL, foreign keys, defensive. Throws where the
 * file can't be opened or doesn't take these settings: the books are not kept on less.
 */
export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  const readOnly = options.readOnly ?? false;
  const connection = new DatabaseSync(path, {
    readOnly,
    timeout: busyTimeoutMs,
    enableForeignKeyConstraints: true,
    defensive: true,
  });
  try {
    // A database in memory is scratch paper (an audit rebuilding the projections): nothing to make durable.
    if (!readOnly && path !== ':memory:') makeDurable(connection);
    connection.exec(`PRAGMA cache_size = ${cacheKiB}`);
  } catch (error) {
    connection.close();
    throw error;
  }
  held.add(connection);
  const reader = readerOf(connection, false);
  return {
    path,
    ...reader,
    exact: readerOf(connection, true),
    ...writerOf(connection),
    exec: (sql) => connection.exec(sql),
    transaction: transactionsOf(connection),
    isInTransaction: () => connection.isTransaction,
    checkpoint: () => checkpoint(connection),
    close: () => {
      held.delete(connection);
      connection.close();
    },
  };
}

function makeDurable(connection: DatabaseSyncInstance): void {
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get();
  connection.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${autocheckpointPages};`);
  const synchronous = connection.prepare('PRAGMA synchronous').get();
  if (mode?.journal_mode !== 'wal' || synchronous?.synchronous !== synchronousFull) {
    throw new Error(`this file can't be written durably: ${JSON.stringify({ ...mode, ...synchronous })}`);
  }
}

/** Sized far above the number of different statements; keeps a generated one from growing it for ever. */
const keptStatements = 512;

function statementsOf(
  connection: DatabaseSyncInstance,
  readBigInts: boolean,
): (sql: string) => StatementSyncInstance {
  const statements = new Map<string, StatementSyncInstance>();
  return (sql) => {
    const found = statements.get(sql);
    if (found) return found;
    if (statements.size >= keptStatements) statements.clear();
    const prepared = connection.prepare(sql, { readBigInts });
    statements.set(sql, prepared);
    return prepared;
  };
}

function readerOf(connection: DatabaseSyncInstance, readBigInts: boolean): Reader {
  const statement = statementsOf(connection, readBigInts);
  return {
    get: (sql, ...parameters) => statement(sql).get(...parameters) ?? null,
    all: (sql, ...parameters) => statement(sql).all(...parameters),
    // A statement of its own: one that is kept could be asked again in the middle of its rows.
    each: (sql, ...parameters) => connection.prepare(sql, { readBigInts }).iterate(...parameters),
  };
}

/** Rows in one statement at the most, so that the kept statements stay few. */
const rowsAtOnce = 16;

function writerOf(connection: DatabaseSyncInstance): Pick<Database, 'run' | 'insert'> {
  const statement = statementsOf(connection, false);
  return {
    run: (sql, ...parameters) => statement(sql).run(...parameters).changes,
    insert: (into, rows, after = '') => {
      for (let first = 0; first < rows.length; first += rowsAtOnce) {
        const some = rows.slice(first, first + rowsAtOnce);
        statement(`${into} VALUES ${placesFor(some.length, some[0]?.length ?? 0)} ${after}`).run(
          ...some.flat(),
        );
      }
    },
  };
}

const places = new Map<number, string>();

/** `(?,?),(?,?)`: put together once, since a sale asks for the same ones again and again. */
function placesFor(rows: number, columns: number): string {
  const key = rows * 1000 + columns;
  const known = places.get(key);
  if (known) return known;
  const row = `(${Array.from({ length: columns }, () => '?').join(',')})`;
  const made = Array.from({ length: rows }, () => row).join(',');
  places.set(key, made);
  return made;
}

function transactionsOf(connection: DatabaseSyncInstance): Database['transaction'] {
  let diskFailed = false;
  return (work) => {
    // A failed sync marks pages clean that never reached the disk: going on would build on them.
    if (diskFailed) throw new Error('the disk failed: close, open again and verify before writing');
    if (connection.isTransaction) throw new Error('transactions do not nest');
    connection.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      if (value instanceof Promise) throw new Error('a transaction waits for nothing');
      connection.exec('COMMIT');
      return value;
    } catch (error) {
      diskFailed = isIoError(error) && !isDiskFull(error);
      rollBack(connection);
      throw error;
    }
  };
}

/** SQLite has often rolled back by itself (disk full); its complaint then would hide the first error. */
function rollBack(connection: DatabaseSyncInstance): void {
  if (!connection.isTransaction) return;
  try {
    connection.exec('ROLLBACK');
  } catch {
    // The first error is the one that says why.
  }
}

function isIoError(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  return typeof code === 'number' && (code & 0xff) === ioError;
}

function checkpoint(connection: DatabaseSyncInstance): number {
  const row = connection.prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
  return Number(row?.log ?? 0) - Number(row?.checkpointed ?? 0);
}
