import type { Database, Row } from './database.ts';
import { messageOf, quoted } from './verify-file.ts';

/**
 * A full-text index holds no rows of its own that could be compared, and its pages depend on when it
 * was written; so what it finds is compared, word by word (SQLite FTS5, "The fts5vocab virtual table
 * module"). Answers what differs, or null.
 */
export function firstBadSearchRow(db: Database, table: string): string | null {
  try {
    for (const side of ['live', 'main']) {
      db.exec(
        `CREATE VIRTUAL TABLE temp.${quoted(`${table}_${side}`)} USING fts5vocab(${side}, ${quoted(table)}, 'instance')`,
      );
    }
    const words = (side: string): string =>
      `SELECT term, doc, col, "offset" FROM temp.${quoted(`${table}_${side}`)}`;
    const odd = (one: string, other: string): Row | null =>
      db.get(`${words(one)} EXCEPT ${words(other)} LIMIT 1`);
    const strange = odd('live', 'main');
    const row = strange ?? odd('main', 'live');
    if (!row) return null;
    return `row rowid=${row.doc}: ${JSON.stringify(row.term)} is ${strange ? 'found' : 'not found'} at ${row.col}`;
  } catch (error) {
    return messageOf(error);
  }
}
