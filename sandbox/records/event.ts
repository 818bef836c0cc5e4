import type { Database } from '../../platform/database.ts';
import type { EventName } from '../../shared/scheme-wire.ts';

/** Events older than this are gone, and who asks for them is told to query everything (payments.md §3). */
const keptMs = 7 * 86_400_000;

export type MerchantEvent = { readonly seq: number; readonly name: string; readonly resource: string };

export function appendEvent(
  database: Database,
  merchant: string,
  event: { readonly name: EventName; readonly resource: string; readonly atMs: number },
): void {
  const seq = lastEvent(database, merchant) + 1;
  const { name, resource, atMs } = event;
  database.run('INSERT INTO event VALUES (?, ?, ?, ?, ?)', merchant, seq, name, resource, atMs);
  database.run(
    'DELETE FROM event WHERE merchant = ? AND at_ms < ? AND seq < ?',
    merchant,
    atMs - keptMs,
    seq,
  );
}

export function eventsAfter(database: Database, merchant: string, seq: number): MerchantEvent[] {
  return database.all<{ seq: number; name: string; resource: string }>(
    'SELECT seq, name, resource FROM event WHERE merchant = ? AND seq > ? ORDER BY seq LIMIT 1000',
    merchant,
    seq,
  );
}

/** The number of the newest event, 0 where there is none. */
export function lastEvent(database: Database, merchant: string): number {
  const row = database.get<{ last: number | null }>(
    'SELECT max(seq) AS last FROM event WHERE merchant = ?',
    merchant,
  );
  return row?.last ?? 0;
}

/** True where everything behind `seq` is still here; false too for a number that was never given out. */
export function hasAllAfter(database: Database, merchant: string, seq: number): boolean {
  const last = lastEvent(database, merchant);
  if (seq >= last) return seq === last;
  const row = database.get<{ first: number | null }>(
    'SELECT min(seq) AS first FROM event WHERE merchant = ?',
    merchant,
  );
  return (row?.first ?? last + 1) <= seq + 1;
}
