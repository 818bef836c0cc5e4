import { paymentAnswer } from '../../shared/scheme-wire.ts';
import { dayOf, instantOf } from '../../shared/time.ts';
import type { OpenTill } from '../open-till.ts';
import { keptAnswers } from '../payment/records.ts';
import type { Database } from '../store/database.ts';
import { signedAnswer } from './patience.ts';
import { type DayFile, settleByFiles } from './reconcile-files.ts';
import { type Booked, type Matching, match } from './reconcile-matching.ts';

export type Reconciliation = Matching & { readonly unresolved: number };

/** So long each open item is asked about before its day is looked at. */
const askForMs = 30_000;

/** A till's clock that stood years back would else ask for thousands of days. */
const mostDays = 800;

/**
 * Asks about whatever is open, then matches every scheme day (or the one given) with the till's books:
 * payments and refunds one by one. Throws in one line where the scheme does not give a day.
 */
export async function reconcileBooks(
  { till, db, scheme }: OpenTill,
  day: string | null,
): Promise<Reconciliation> {
  const { collecting, givingBack, offline, counter } = till;
  collecting.hint();
  givingBack.hint();
  offline.handIn.kick();
  await Promise.all([collecting.idle(askForMs), offline.handIn.idle(askForMs)]);
  const { zone } = counter.terminal();
  const today = dayOf(instantOf(scheme.schemeNowMs()), zone);
  const days = day === null ? daysUpTo(today, firstDay(db, zone) ?? today) : [day];
  const files: DayFile[] = [];
  for (const date of days) {
    const ask = () => scheme.settlement(date);
    const file = await signedAnswer(counter.clock, `settlement of ${date}`, ask, ['not-ready', 'not-found']);
    if (file) files.push({ day: file.value, proof: file.proof });
  }
  settleByFiles(till, files);
  const ours = new Set(
    db.all<{ terminal_id: string }>('SELECT terminal_id FROM terminal').map((row) => row.terminal_id),
  );
  const lines = files.flatMap((file) => file.day.lines).filter((line) => ours.has(line.terminalId));
  const open = new Set([
    ...collecting.unresolved().map(({ id }) => id),
    ...givingBack.open().map(({ id }) => id),
    ...offline.open().map(({ id }) => id),
  ]);
  const booked = bookedItems(db);
  const listed = new Set(lines.flatMap(({ id, schemeRef }) => [id, schemeRef]));
  const isDue = ({ id, schemeRef }: Booked): boolean =>
    listed.has(id) || (schemeRef !== null && listed.has(schemeRef)) || answeredOn(db, id, zone) === day;
  const due = day === null ? booked : booked.filter(isDue);
  return { ...match(due, lines, open), unresolved: collecting.unresolved().length };
}

const kinds = ['payment', 'voucher', 'refund', 'adjustment'] as const;

function bookedItems(db: Database): Booked[] {
  const rows = db.all<{
    kind: string;
    id: string;
    scheme_ref: string | null;
    amount: bigint;
    currency: string;
  }>(
    `SELECT CASE WHEN voucher IS NULL THEN 'payment' ELSE 'voucher' END AS kind, id, scheme_ref, amount, currency FROM payment
       WHERE state = 'succeeded' AND wallet IS NULL
     UNION ALL SELECT 'refund', id, scheme_ref, amount, currency FROM refund WHERE state = 'refunded'
       AND payment_id NOT IN (SELECT id FROM payment WHERE wallet IS NOT NULL)
     UNION ALL SELECT 'adjustment', id, scheme_ref, amount, currency FROM offline_payment WHERE bearer = 'scheme'`,
  );
  return rows.map((row) => ({
    kind: kinds.find((kind) => kind === row.kind) ?? 'payment',
    id: row.id,
    schemeRef: row.scheme_ref,
    amountMinor: row.amount,
    currency: row.currency,
  }));
}

/** The scheme's day of the answer that ended a payment or refund. */
function answeredOn(db: Database, id: string, zone: string): string | null {
  const last = keptAnswers(db, id).at(-1);
  const said = last && paymentAnswer.pick({ at: true }).safeParse(JSON.parse(last.body));
  return said?.success ? dayOf(said.data.at, zone) : null;
}

/** By the till's clock, which may have stood a little wrong: a day earlier does no harm. */
function firstDay(db: Database, zone: string): string | null {
  const row = db.get<{ first: string | null }>(
    'SELECT MIN(at) AS first FROM (SELECT created_at AS at FROM payment UNION ALL SELECT taken_at FROM offline_payment)',
  );
  return row?.first ? dayOf(instantOf(Date.parse(row.first) - dayMs), zone) : null;
}

const dayMs = 86_400_000;

function daysUpTo(last: string, first: string): string[] {
  const lastMs = Date.parse(last);
  const count = Math.min(mostDays, Math.max(0, Math.round((lastMs - Date.parse(first)) / dayMs)));
  return Array.from({ length: count + 1 }, (_, index) =>
    instantOf(lastMs - (count - index) * dayMs).slice(0, 10),
  );
}
