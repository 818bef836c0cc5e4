import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase, type Database as PlatformDatabase, type Reader } from '../../platform/database.ts';
import { type Migration, runMigrations } from '../../platform/migrations.ts';

export type { Row, SqlValue } from '../../platform/database.ts';

/**
 * The till's database. Every integer is read as a bigint, since most of them are amounts and a mixed
 * reading invites the one mistake that a money program must not make.
 */
export type Database = Reader & Omit<PlatformDatabase, 'exact'>;

/** The till's one database file inside its data folder. */
export const databaseFile = 'till.db';

/** The data are not this version's to touch; nothing was changed. */
export class StoreError extends Error {
  constructor(
    readonly code: 'store-newer' | 'store-edited' | 'store-missing' | 'store-in-use' | 'key-wrapped',
    message: string,
  ) {
    super(message);
  }
}

/** The numbered migrations, in order. Bundling copies the folder beside the core. */
export function tillMigrations(): Migration[] {
  const folder = fileURLToPath(new URL('./migrations/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}

/** Opens, and if needed makes or migrates, the till's database in a data folder. Throws StoreError. */
export function openTillDatabase(dataDir: string): Database {
  return migrated(openDatabase(join(dataDir, databaseFile)));
}

/** Opens an existing till database for reading, beside the till that may be running. Throws StoreError. */
export function readTillDatabase(dataDir: string): Database {
  const path = join(dataDir, databaseFile);
  if (!existsSync(path)) throw new StoreError('store-missing', `there are no books in ${dataDir}`);
  return exactly(openDatabase(path, { readOnly: true }));
}

/** An empty database in memory with the till's schema, for rebuilding the projections. */
export function emptyTillDatabase(): Database {
  return migrated(openDatabase(':memory:'));
}

function migrated(database: PlatformDatabase): Database {
  const outcome = runMigrations(database, tillMigrations());
  if (outcome.kind === 'ready') return exactly(database);
  database.close();
  throw outcome.kind === 'newer'
    ? new StoreError('store-newer', `these books were written by a newer version (${outcome.found})`)
    : new StoreError(
        'store-edited',
        `the schema step ${outcome.name} is not the one these books were made with`,
      );
}

function exactly(database: PlatformDatabase): Database {
  const { exact, ...rest } = database;
  return { ...rest, get: exact.get, all: exact.all, each: exact.each };
}
