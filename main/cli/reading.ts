import { type Database, readTillDatabase } from '../store/database.ts';

/** Reads a folder's books as they are at one moment, while a till may go on writing them. */
export function readInOneMoment<T>(dataDir: string, read: (db: Database) => T): T {
  const db = readTillDatabase(dataDir);
  try {
    db.exec('BEGIN');
    return read(db);
  } finally {
    db.close();
  }
}
