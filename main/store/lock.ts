import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '../../platform/database.ts';
import { StoreError } from './database.ts';

/** Held while one process works in a data folder; every other is refused. */
export type FolderLock = {
  /** The process before this one was killed: it never released the folder. */
  readonly wasLeft: boolean;
  readonly release: () => void;
};

const holder = z.object({ pid: z.int(), work: z.string(), since: z.string() });

/**
 * Takes a data folder for this process. The lock itself is the operating system's, on a tiny database
 * of its own, so that it goes with the process however that ends: a lock left by kill -9 is no lock.
 * `lock.json` only says who holds it. Throws StoreError `store-in-use` where somebody else does.
 */
export function lockFolder(dataDir: string, work: string, since: string): FolderLock {
  mkdirSync(dataDir, { recursive: true });
  const db = openDatabase(join(dataDir, 'lock.db'));
  try {
    // Whoever holds it may hold it all day, so there is nothing to wait for.
    db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!isBusy(error)) throw error;
    throw new StoreError('store-in-use', `${dataDir} is open in ${holderOf(dataDir)}`);
  }
  const note = join(dataDir, 'lock.json');
  const wasLeft = existsSync(note);
  writeFileSync(note, JSON.stringify({ pid: process.pid, work, since }));
  return {
    wasLeft,
    release: () => {
      rmSync(note, { force: true });
      db.close();
    },
  };
}

/** SQLITE_BUSY, whatever its detail in the higher bits. */
const busy = 5;

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  return typeof code === 'number' && (code & 0xff) === busy;
}

function holderOf(dataDir: string): string {
  try {
    const { pid, work, since } = holder.parse(JSON.parse(readFileSync(join(dataDir, 'lock.json'), 'utf8')));
    return `another process: ${work}, ${pid}, since ${since}`;
  } catch {
    return 'another process';
  }
}
