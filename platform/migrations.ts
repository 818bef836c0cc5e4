import { sha256Hex } from './canonical-json.ts';
import type { Database } from './database.ts';

/** One step of a schema: `name` as in its file, `0001-journal.sql`. Never edited after a release. */
export type Migration = { readonly name: string; readonly sql: string };

/**
 * `newer`: the file was written by a later release, and nothing was touched. `edited`: a step that
 * this file took is not the step of that name any more, so nobody knows what the file looks like.
 */
export type MigrationOutcome =
  | { readonly kind: 'ready'; readonly applied: number }
  | { readonly kind: 'newer'; readonly found: string }
  | { readonly kind: 'edited'; readonly name: string };

type Taken = { number: number; name: string; checksum: string };

/**
 * Brings a schema up to the last of `migrations`, each step and its record in one transaction.
 * Throws where the list itself has a gap or a double, and what SQL throws.
 */
export function runMigrations(database: Database, migrations: readonly Migration[]): MigrationOutcome {
  migrations.forEach(({ name }, index) => {
    if (numberOf(name) !== index + 1) throw new Error(`migration ${index + 1} is missing; found ${name}`);
  });
  const taken = takenMigrations(database);
  const beyond = taken[migrations.length];
  if (beyond) return { kind: 'newer', found: beyond.name };
  const edited = taken.find((step, index) => step.checksum !== sha256Hex(migrations[index]?.sql ?? ''));
  if (edited) return { kind: 'edited', name: edited.name };
  const missing = migrations.slice(taken.length);
  for (const migration of missing) apply(database, migration);
  return { kind: 'ready', applied: missing.length };
}

/** The number of the last step taken; 0 for a file without any. Works on a read-only database. */
export function schemaVersion(database: Database): number {
  return takenMigrations(database).length;
}

function takenMigrations(database: Database): Taken[] {
  const table = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`);
  return table ? database.all<Taken>('SELECT number, name, checksum FROM migrations ORDER BY number') : [];
}

function apply(database: Database, { name, sql }: Migration): void {
  database.transaction(() => {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
    );
    database.exec(sql);
    database.run('INSERT INTO migrations VALUES (?, ?, ?)', numberOf(name), name, sha256Hex(sql));
  });
}

function numberOf(name: string): number {
  const digits = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
  if (!digits) throw new Error(`a migration is named like 0001-journal.sql, not ${name}`);
  return Number(digits);
}
