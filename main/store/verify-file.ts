import { pathToFileURL } from 'node:url';
import type { Database } from './database.ts';

/** A table, and what is wrong in it. */
export type Named = { readonly table: string; readonly why: string };

/** Opens the books as `live` beside the rebuilt tables, so that both can be asked in one statement. */
export function attachReadOnly(rebuilt: Database, path: string): void {
  const uri = `${pathToFileURL(path).href}?mode=ro`;
  rebuilt.exec(`ATTACH '${uri.replaceAll("'", "''")}' AS live`);
  // The file is read here for the first time; one that is no database says so now.
  rebuilt.get('SELECT count(*) AS count FROM live.sqlite_schema');
}

/** What SQLite itself finds broken in the file's structure; null: nothing. */
export function damageOf(rebuilt: Database): Named | null {
  try {
    const found = rebuilt.get<{ integrity_check: string }>('PRAGMA live.integrity_check(1)')?.integrity_check;
    return found === 'ok' || found === undefined ? null : { table: tableIn(rebuilt, found), why: found };
  } catch (error) {
    return { table: 'sqlite_schema', why: messageOf(error) };
  }
}

type SchemaRow = { name: string; tbl_name: string; rootpage: bigint };

/** Names the table that an integrity_check message speaks of, by page (`Tree 7 page 9 …`) or by name. */
function tableIn(rebuilt: Database, message: string): string {
  const rows = rebuilt.all<SchemaRow>('SELECT name, tbl_name, rootpage FROM live.sqlite_schema');
  const tree = /Tree (\d+)/.exec(message)?.[1];
  const words = new Set(message.split(/[\s.`"']+/));
  const row = tree
    ? rows.find(({ rootpage }) => rootpage === BigInt(tree))
    : rows.find(({ name }) => words.has(name));
  return row?.tbl_name ?? 'sqlite_schema';
}

/** A name for SQL text; names come from the schema, not from a person, and are quoted all the same. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
}
