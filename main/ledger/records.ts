import type { JournalEvent } from '../../shared/events.ts';
import type { Posting } from '../../shared/posting.ts';
import { dayOf } from '../../shared/time.ts';
import type { Database } from '../store/database.ts';
import type { FullLink, Projectors } from '../store/journal.ts';

/** Every event that carries postings writes them here, under its own link and business day. */
function post(db: Database, event: JournalEvent & { data: { postings: Posting[] } }, link: FullLink): void {
  const day = dayOf(event.occurredAt, event.zone);
  db.insert(
    'INSERT INTO posting (epoch, seq, no, business_day, account, amount, currency)',
    event.data.postings.map(({ account, amount }, index) => [
      link.epoch,
      link.seq,
      index + 1,
      day,
      account,
      BigInt(amount.minor),
      amount.currency,
    ]),
  );
}

export const ledgerProjectors: Projectors = {
  'payment-received': post,
  'received-matched': post,
  'received-returned': post,
  'tender-taken': post,
  'tender-returned': post,
  'sale-settled': post,
  'tender-corrected': post,
  'refund-settled': post,
  'refund-moved': post,
  'refund-paid-out': post,
  'payment-owed': post,
  'offline-ended': post,
  'settlement-matched': post,
  'settlement-case-closed': post,
  'shift-opened': post,
  'cash-moved': post,
  'shift-closed': post,
};

export type Balance = { readonly account: string; readonly minor: bigint; readonly currency: string };

/** What every account comes to, over the whole journal. */
export function balances(db: Database): Balance[] {
  return db
    .all<{ account: string; minor: bigint; currency: string }>(
      'SELECT account, SUM(amount) AS minor, currency FROM posting GROUP BY account, currency ORDER BY account',
    )
    .map((row) => ({ account: row.account, minor: row.minor, currency: row.currency }));
}
