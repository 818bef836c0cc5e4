import type { Database } from '../../platform/database.ts';

export function readSetting(database: Database, name: string): string | null {
  return database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value ?? null;
}

export function writeSetting(database: Database, name: string, value: string): void {
  database.run('INSERT OR REPLACE INTO setting VALUES (?, ?)', name, value);
}

/** How often this scheme was started, this time included: faults count their requests from here. */
export function countBoot(database: Database): number {
  const boot = Number(readSetting(database, 'boots') ?? '0') + 1;
  writeSetting(database, 'boots', String(boot));
  return boot;
}
