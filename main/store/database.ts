import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Database, type Migration, migrate, openDatabase } from '../../platform/database.ts';

export type { Database, Row, Value } from '../../platform/database.ts';

/** The till's one database file inside its data folder. */
export const databaseFile = 'till.db';

/** The numbered migrations, in order. Bundling copies the folder beside the core. */
export function tillMigrations(): Migration[] {
  const folder = fileURLToPath(new URL('./migrations/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}

/** Opens (and if needed makes or migrates) the till's database in a data folder. */
export function openTillDatabase(dataDir: string): Database {
  const database = openDatabase(join(dataDir, databaseFile));
  try {
    migrate(database, tillMigrations());
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Opens an existing till database for reading, beside the till that may be running. */
export function readTillDatabase(dataDir: string): Database {
  return openDatabase(join(dataDir, databaseFile), { readOnly: true });
}

/** An empty database with the till's schema, for rebuilding the projections. */
export function emptyTillDatabase(): Database {
  const database = openDatabase(':memory:');
  migrate(database, tillMigrations());
  return database;
}
