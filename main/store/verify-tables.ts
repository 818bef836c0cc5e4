import type { Database, Row, SqlValue } from './database.ts';
import type { FirstBad } from './verdict.ts';
import { messageOf, quoted } from './verify-file.ts';
import { firstBadSearchRow } from './verify-search.ts';

type Table = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
};

/**
 * Compares every table of the books (`live`) with the rebuilt one (`main`), both ways, and the schema. The journal itself is not among them: it was read link by link. Answers the first row that
 * differs, by its key.
 */
export function firstBadRow(db: Database): FirstBad | null {
  // A table that is laid down otherwise makes no sense row by row.
  return (
    schemaDifference(db, "type NOT IN ('trigger', 'index')") ?? badRow(db) ?? schemaDifference(db, 'true')
  );
}

function badRow(db: Database): FirstBad | null {
  const kinds = db.all<{ name: string; type: string }>(
    `SELECT name, type FROM pragma_table_list
     WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'journal'`,
  );
  const plain = kinds.filter(({ type }) => type === 'table').map(({ name }) => tableOf(db, name));
  const search = kinds.filter(({ type }) => type === 'virtual').map(({ name }) => name);
  for (const table of plain) {
    const found = attempt(db, table);
    if (found) return found;
  }
  for (const name of search) {
    const why = firstBadSearchRow(db, name);
    if (why !== null) return { epoch: null, seq: null, table: name, why };
  }
  return null;
}

function tableOf(db: Database, name: string): Table {
  const info = db.all<{ name: string; pk: bigint }>(
    `SELECT name, pk FROM pragma_table_info(?, 'main')`,
    name,
  );
  const key = info.filter(({ pk }) => pk > 0n).sort((a, b) => Number(a.pk - b.pk));
  if (key.length === 0) throw new Error(`table ${name} has no primary key to compare by`);
  return { name, columns: info.map((column) => column.name), key: key.map((column) => column.name) };
}

/** A page that can't be read throws; then the row that should lie there is looked for by its key. */
function attempt(db: Database, table: Table): FirstBad | null {
  try {
    return compare(db, table);
  } catch (error) {
    const why = messageOf(error);
    const key = firstUnreadable(db, table);
    const place = key ? linkOf(db, table, key, 'main') : noLink;
    return { ...place, table: table.name, why: key ? `row ${keyText(key)} cannot be read: ${why}` : why };
  }
}

function compare(db: Database, table: Table): FirstBad | null {
  const strange = firstWithout(db, table, 'live', 'main');
  if (strange)
    return {
      ...linkOf(db, table, strange, 'live'),
      table: table.name,
      why: differenceOf(db, table, strange),
    };
  const missing = firstWithout(db, table, 'main', 'live');
  if (missing) {
    return {
      ...linkOf(db, table, missing, 'main'),
      table: table.name,
      why: `row ${keyText(missing)} is missing`,
    };
  }
  const counts = (['live', 'main'] as const).map((schema) => countOf(db, table, schema));
  if (counts[0] === counts[1]) return null;
  return {
    ...noLink,
    table: table.name,
    why: `${counts[0]} rows stand here where the journal makes ${counts[1]}`,
  };
}

/**
 * The key of the first row of one side that the other side has not exactly so. Types are compared too,
 * since 1, 1.0 and '1' may be equal to SQLite, and NULL by `IS`. The side that is walked is read without
 * its indexes: a broken one would hide rows.
 */
function firstWithout(db: Database, table: Table, walked: Side, other: Side): Row | null {
  const keys = table.key.map((name) => quoted(name));
  const same = [
    ...keys.map((key) => `theirs.${key} = ours.${key}`),
    ...table.columns.map((name) => quoted(name)).map((column) => `theirs.${column} IS ours.${column}`),
    ...table.columns
      .map((name) => quoted(name))
      .map((column) => `typeof(theirs.${column}) = typeof(ours.${column})`),
  ];
  return db.get(
    `SELECT ${keys.map((key) => `ours.${key}`).join(', ')} FROM ${walked}.${quoted(table.name)} AS ours NOT INDEXED
     WHERE NOT EXISTS (SELECT 1 FROM ${other}.${quoted(table.name)} AS theirs WHERE ${same.join(' AND ')}) LIMIT 1`,
  );
}

type Side = 'live' | 'main';

function countOf(db: Database, table: Table, side: Side): bigint {
  const sql = `SELECT count(*) AS count FROM ${side}.${quoted(table.name)} NOT INDEXED`;
  return db.get<{ count: bigint }>(sql)?.count ?? 0n;
}

function differenceOf(db: Database, table: Table, key: Row): string {
  const found = rowOf(db, table, key, 'live');
  const due = rowOf(db, table, key, 'main');
  if (!due) return `row ${keyText(key)} does not follow from the journal`;
  const column = table.columns.find((name) => found?.[name] !== due[name]) ?? table.columns[0] ?? '';
  return `row ${keyText(key)}: ${column} is ${valueText(found?.[column])}, the journal makes it ${valueText(due[column])}`;
}

function rowOf(db: Database, table: Table, key: Row, side: Side): Row | null {
  const columns = table.columns.map((name) => quoted(name)).join(', ');
  const where = table.key.map((name) => `${quoted(name)} = ?`).join(' AND ');
  const values = table.key.map((name) => key[name] ?? null);
  return db.get(`SELECT ${columns} FROM ${side}.${quoted(table.name)} WHERE ${where}`, ...values);
}

function firstUnreadable(db: Database, table: Table): Row | null {
  const keys = table.key.map((name) => quoted(name)).join(', ');
  for (const key of db.each<Row>(`SELECT ${keys} FROM main.${quoted(table.name)} ORDER BY ${keys}`)) {
    try {
      if (!rowOf(db, table, key, 'live')) return key;
    } catch {
      return key;
    }
  }
  return null;
}

type Place = Pick<FirstBad, 'epoch' | 'seq'>;
const noLink: Place = { epoch: null, seq: null };

/** Rows that carry their link, or belong to a sale that does, are named by it too. */
function linkOf(db: Database, table: Table, key: Row, side: Side): Place {
  if (!table.columns.includes('seq') && table.key.includes('sale_id')) {
    return placeIn(db.get('SELECT epoch, seq FROM main.sale WHERE id = ?', key.sale_id ?? null));
  }
  return table.columns.includes('seq') ? placeIn(rowOf(db, table, key, side)) : noLink;
}

function placeIn(row: Row | null): Place {
  return typeof row?.epoch === 'bigint' && typeof row.seq === 'bigint'
    ? { epoch: Number(row.epoch), seq: Number(row.seq) }
    : noLink;
}

function keyText(key: Row): string {
  return Object.entries(key)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ');
}

/** Short, on one line, and unlike any other value: text is quoted, numbers are not. */
function valueText(value: SqlValue | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  return value instanceof Uint8Array ? `${value.length} bytes` : String(value);
}

/** Triggers and indexes are part of the books: without them a row could be changed tomorrow. */
function schemaDifference(db: Database, which: string): FirstBad | null {
  const side = (schema: Side): string =>
    `SELECT type, name, tbl_name, sql FROM ${schema}.sqlite_schema WHERE ${which} AND name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'`;
  const odd = (one: Side, other: Side): string | undefined =>
    db.get<{ name: string }>(`${side(one)} EXCEPT ${side(other)} LIMIT 1`)?.name;
  const strange = odd('live', 'main');
  const name = strange ?? odd('main', 'live');
  if (name === undefined) return null;
  const why = `row name=${valueText(name)}: ${strange === undefined ? 'missing' : 'not what this version lays down'}`;
  return { ...noLink, table: 'sqlite_schema', why };
}
