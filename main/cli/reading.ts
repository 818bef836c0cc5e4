import { type Database, readTillDatabase, StoreError, tillMigrations } from '../store/database.ts';

/**
 * Reads a folder's books as they are at one moment, while a till may go on writing them. Throws
 * StoreError for books of a newer version: what is read out of them might mean something else there.
 */
export function readInOneMoment<T>(dataDir: string, read: (db: Database) => T): T {
  const db = readTillDatabase(dataDir);
  try {
    db.exec('BEGIN');
    refuseNewer(db);
    return read(db);
  } finally {
    db.close();
  }
}

function refuseNewer(db: Database): void {
  const { taken } = db.get<{ taken: bigint }>('SELECT count(*) AS taken FROM migrations') ?? { taken: 0n };
  if (taken > tillMigrations().length)
    throw new StoreError('store-newer', 'these books were written by a newer version');
}
