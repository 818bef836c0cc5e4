import type { JournalEvent } from '../../shared/events.ts';
import type { Posting } from '../../shared/posting.ts';
import { localOf } from '../../shared/time.ts';
import type { Database } from '../store/database.ts';

/** One balanced entry of the books, with what a bookkeeper needs to find it again. */
export type Entry = {
  readonly epoch: number;
  readonly seq: number;
  /** The shop's calendar day. */
  readonly day: string;
  readonly occurredAt: string;
  readonly kind: JournalEvent['kind'];
  /** The document's number; null for what has none. */
  readonly receipt: number | null;
  readonly code: string | null;
  /** What a person wrote as its reason; may hold anything. */
  readonly reason: string;
  readonly postings: readonly Posting[];
};

/** Every entry of the journal in its order. */
export function* entriesOf(db: Database): Generator<Entry> {
  const rows = db.each<{ epoch: bigint; seq: bigint; event: string }>(
    'SELECT epoch, seq, event FROM journal ORDER BY epoch, seq',
  );
  for (const row of rows) {
    const event = JSON.parse(row.event) as JournalEvent;
    if (!('postings' in event.data) || event.data.postings.length === 0) continue;
    const { data } = event;
    yield {
      epoch: Number(row.epoch),
      seq: Number(row.seq),
      day: localOf(event.occurredAt, event.zone).day,
      occurredAt: event.occurredAt,
      kind: event.kind,
      receipt: 'receipt' in data ? data.receipt : null,
      code: 'code' in data ? data.code : null,
      reason: 'reason' in data ? (data.reason ?? '') : '',
      postings: data.postings,
    };
  }
}
