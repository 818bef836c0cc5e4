import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { sha256Hex } from './canonical-json.ts';

/** What SQLite holds. Integers are always read as bigint: amounts need all 64 bits. */
export type Value = string | bigint | number | null | Uint8Array;
export type Row = Readonly<Record<string, string | bigint | number | null | Uint8Array>>;

export type Database = {
  readonly path: string;
  /** First row, or null. Statements are prepared once per text. */
  readonly get: <R extends Row = Row>(sql: string, ...values: Value[]) => R | null;
  readonly all: <R extends Row = Row>(sql: string, ...values: Value[]) => R[];
  /** Row by row, for tables that don't fit in memory. */
  readonly each: <R extends Row = Row>(sql: string, ...values: Value[]) => Iterable<R>;
  /** Answers how many rows changed. */
  readonly run: (sql: string, ...values: Value[]) => number;
  /** Several statements at once, without values: migrations and pragmas. */
  readonly script: (sql: string) => void;
  /**
   * BEGIN IMMEDIATE … COMMIT around `work`; what it throws rolls everything back and is thrown on.
   * SQLite may have rolled back already (disk full): the first error is the one that is kept.
   */
  readonly transaction: <T>(work: () => T) => T;
  /** Moves the write-ahead log into the database file; only when idle, since it takes milliseconds. */
  readonly checkpoint: () => void;
  readonly close: () => void;
};

export class StoreError extends Error {
  constructor(
    readonly code: 'store-newer' | 'store-changed' | 'store-unsafe',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Checkpoints run when idle; this only bounds the log if idle never comes (about 80 MB). With SQLite's
 * default of 1000 pages a checkpoint falls into somebody's sale.
 */
const autocheckpointPages = 20_000;

/**
 * Opens a database with WAL and synchronous=FULL, and reads both back: a commit that was acknowledged
 * is on the disk (trust.md §5). `readOnly` opens an existing file for readers beside a running till.
 */
export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  const connection = new DatabaseSync(path, {
    readOnly: options.readOnly === true,
    timeout: 5000,
    readBigInts: true,
    enableForeignKeyConstraints: true,
  });
  if (options.readOnly !== true) {
    if (path !== ':memory:') connection.exec('PRAGMA journal_mode = WAL');
    connection.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${autocheckpointPages}`);
  }
  const database = wrap(path, connection);
  if (options.readOnly !== true) holdsFull(database);
  return database;
}

/** Proves the settings instead of trusting them: FULL is 2. Throws StoreError where they did not take. */
function holdsFull(database: Database): void {
  const synchronous = database.get<{ synchronous: bigint }>('PRAGMA synchronous')?.synchronous;
  const mode = database.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode;
  if (synchronous !== 2n || (mode !== 'wal' && database.path !== ':memory:')) {
    throw new StoreError(
      'store-unsafe',
      `the database is not durable: synchronous ${synchronous}, journal ${mode}`,
    );
  }
}

/** A statement does not keep its database alive in this binding; the registry does, until `close`. */
const openConnections = new Set<DatabaseSyncInstance>();

function wrap(path: string, connection: DatabaseSyncInstance): Database {
  openConnections.add(connection);
  const statements = new Map<string, StatementSyncInstance>();
  const statement = (sql: string): StatementSyncInstance => {
    const kept = statements.get(sql);
    if (kept) return kept;
    const made = connection.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  return {
    path,
    get: <R extends Row>(sql: string, ...values: Value[]) =>
      (statement(sql).get(...values) ?? null) as R | null,
    all: <R extends Row>(sql: string, ...values: Value[]) => statement(sql).all(...values) as R[],
    each: <R extends Row>(sql: string, ...values: Value[]) =>
      connection.prepare(sql).iterate(...values) as Iterable<R>,
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    script: (sql) => connection.exec(sql),
    transaction: (work) => inTransaction(connection, work),
    checkpoint: () => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => {
      statements.clear();
      connection.close();
      openConnections.delete(connection);
    },
  };
}

function inTransaction<T>(connection: DatabaseSyncInstance, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    connection.exec('COMMIT');
    return value;
  } catch (error) {
    try {
      connection.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself; the first error says why.
    }
    throw error;
  }
}

export type Migration = { readonly name: string; readonly sql: string };

/**
 * Brings a database to the newest schema: each numbered file once, in order, in a transaction of its
 * own. A file that was edited after it ran, or a database from a newer release, is refused untouched.
 */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  database.script(
    'CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT',
  );
  const ran = database.all<{ number: bigint; name: string; sha256: string }>(
    'SELECT * FROM migration ORDER BY number',
  );
  if (ran.length > migrations.length) {
    throw new StoreError('store-newer', `the data were written by a newer version (schema ${ran.length})`);
  }
  migrations.forEach((migration, index) => {
    const sha256 = sha256Hex(migration.sql);
    const before = ran[index];
    if (before) {
      if (before.sha256 !== sha256)
        throw new StoreError('store-changed', `migration ${migration.name} was edited after release`);
      return;
    }
    database.transaction(() => {
      database.script(migration.sql);
      database.run(
        'INSERT INTO migration (number, name, sha256) VALUES (?, ?, ?)',
        index + 1,
        migration.name,
        sha256,
      );
    });
  });
}
