import type { Database } from '../../platform/database.ts';
import type { Programme } from '../../shared/voucher-wire.ts';

/** The programme with its newest list; null for an id that nobody has published. */
export function findProgramme(database: Database, id: string): Programme | null {
  const row = database.get<{ body: string }>(
    'SELECT body FROM programme WHERE id = ? ORDER BY version DESC LIMIT 1',
    id,
  );
  return row && JSON.parse(row.body);
}

/** Every programme in a currency, each with its newest list. */
export function programmesIn(database: Database, currency: string): Programme[] {
  return database
    .all<{ body: string }>(
      `SELECT body FROM programme AS newest WHERE currency = ? AND version =
         (SELECT max(version) FROM programme WHERE programme.id = newest.id) ORDER BY id`,
      currency,
    )
    .map(({ body }) => JSON.parse(body));
}

export function insertProgramme(database: Database, programme: Programme): void {
  const { id, listVersion, currency } = programme;
  database.run(
    'INSERT INTO programme VALUES (?, ?, ?, ?)',
    id,
    listVersion,
    currency,
    JSON.stringify(programme),
  );
}
