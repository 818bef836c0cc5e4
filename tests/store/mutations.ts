import { openDatabase } from '../../platform/database.ts';

/** A row that was changed, as `verify` has to name it. */
export type Mutation = {
  readonly table: string;
  readonly column: string;
  /** `name=value` of the row's key, as it stands in the file now. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly wasKey: boolean;
};

export type Roll = (below: number) => number;

/** A small generator of its own, so that a failing seed fails again (mulberry32). */
export function seededRoll(seed: number): Roll {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Column = { name: string; type: string; pk: number };

/**
 * Changes one byte of one value in a copied database, through SQL, past triggers and checks. Answers
 * null where the database would not take it (a key that is there already): roll again.
 */
export function mutateRow(path: string, roll: Roll): Mutation | null {
  const db = openDatabase(path);
  try {
    db.exec('PRAGMA ignore_check_constraints = ON');
    for (const { name } of db.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`))
      db.exec(`DROP TRIGGER ${name}`);
    const tables = db
      .all<{ name: string }>(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
      )
      .filter(({ name }) => db.get(`SELECT 1 FROM ${name} LIMIT 1`) !== null);
    const table = pick(tables, roll).name;
    const columns = db.all<Column>('SELECT name, type, pk FROM pragma_table_info(?)', table);
    const column = pick(columns, roll);
    const keys = columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name);
    const rows = db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
    const names = [...new Set([...keys, column.name])].join(', ');
    const row = db.exact.get(`SELECT ${names} FROM ${table} LIMIT 1 OFFSET ?`, roll(rows));
    if (!row) throw new Error('an empty table was picked');
    const changed = flipped(row[column.name] ?? null, column.type, roll);
    const where = keys.map((key) => `${key} = ?`).join(' AND ');
    const to = changed instanceof Uint8Array ? 'CAST(? AS TEXT)' : '?';
    const done = db.run(
      `UPDATE ${table} SET ${column.name} = ${to} WHERE ${where}`,
      changed,
      ...keys.map((key) => row[key] ?? null),
    );
    if (done !== 1) throw new Error(`${done} rows were changed`);
    const wasKey = keys.includes(column.name);
    return {
      table,
      column: column.name,
      key: Object.fromEntries(keys.map((key) => [key, row[key]])),
      wasKey,
    };
  } catch (error) {
    if (error instanceof Error && /UNIQUE|datatype/.test(error.message)) return null;
    throw error;
  } finally {
    db.checkpoint();
    db.close();
  }
}

/** One byte of the value, made another; a NULL becomes a value of one byte. */
function flipped(value: unknown, type: string, roll: Roll): bigint | Uint8Array {
  if (typeof value === 'bigint') return value ^ (1n << BigInt(roll(8)));
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'utf8');
  if (bytes.length === 0) return type === 'INTEGER' ? 1n : Buffer.from('A');
  const at = roll(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + roll(255));
  return bytes;
}

/** Everything the file says, by table; `null` for a table that can't be read. */
export function contentOf(path: string): ReadonlyMap<string, string | null> {
  const db = openDatabase(path, { readOnly: true });
  try {
    const tables = db.all<{ name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
    );
    const schema = JSON.stringify(db.all('SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema'));
    return new Map([
      ...tables.map(({ name }) => [name, rowsOf(db, name)] as const),
      ['sqlite_schema', schema],
    ]);
  } finally {
    db.close();
  }
}

function rowsOf(db: ReturnType<typeof openDatabase>, table: string): string | null {
  try {
    const columns = db.all<Column>('SELECT name, type, pk FROM pragma_table_info(?)', table);
    const bytes = columns.map(
      ({ name }) => `typeof("${name}") || ':' || coalesce(hex(CAST("${name}" AS BLOB)), '')`,
    );
    const sql = `SELECT ${bytes.join(` || ',' || `)} AS row FROM "${table}" NOT INDEXED`;
    return db
      .all<{ row: string }>(sql)
      .map(({ row }) => row)
      .sort()
      .join('\n');
  } catch {
    return null;
  }
}

function pick<T>(from: readonly T[], roll: Roll): T {
  const found = from[roll(from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
