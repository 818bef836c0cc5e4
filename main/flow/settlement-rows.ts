import { dayOf } from '../../shared/time.ts';
import { openAttempts, openRefunds, paymentById, refundById } from '../payment/records.ts';
import { type KeptRow, keptDays, openRows, pageAt, rowsNaming } from '../settlement/records.ts';
import type { Collecting } from './collect.ts';
import type { Counter } from './counter.ts';
import type { GivingBack } from './give-back.ts';
import type { Told } from './heard.ts';

/** A payment that two final files leave out never came to anything (payments.md §6). */
const absentInFiles = 2;

export type RowParts = {
  readonly counter: Counter;
  readonly collecting: Pick<Collecting, 'applySettlementRow'>;
  readonly givingBack: Pick<GivingBack, 'applySettlementRow' | 'hint'>;
};

/**
 * What queries could not settle, kept files do: a payment or refund that one lists went through, one that was
 * cancelled here and is listed all the same is owed back, a payment that was set aside and two leave out did
 * not come to anything, and a refund that two leave out is asked for again under its own id. A row counts
 * only for the same amount, and its signed page is kept as the proof. `running` are the ids that days without
 * a final file list so far: they prove nothing, but what stands there is not absent.
 */
export function settleByRows(parts: RowParts, running: ReadonlySet<string>): void {
  const { counter, collecting, givingBack } = parts;
  const { db } = counter;
  const { zone } = counter.terminal();
  const kept = keptDays(db);
  const isAbsent = (id: string, createdAt: string): boolean =>
    !running.has(id) &&
    rowsNaming(db, id).length === 0 &&
    kept.filter((day) => day >= dayOf(createdAt, zone)).length >= absentInFiles;
  for (const { id, amount, createdAt, voucher } of openAttempts(db)) {
    const told = toldOf(counter, voucher ? 'voucher' : 'payment', id, amount.minor, amount.currency);
    if (told) collecting.applySettlementRow({ paymentId: id, found: 'paid', told });
    else if (isAbsent(id, createdAt))
      collecting.applySettlementRow({ paymentId: id, found: 'absent-twice', told: null });
  }
  for (const { id, amount, createdAt } of openRefunds(db)) {
    const told = toldOf(counter, 'refund', id, -amount.minor, amount.currency);
    if (told) givingBack.applySettlementRow({ refundId: id, told });
    else if (isAbsent(id, createdAt)) givingBack.hint(id);
  }
  for (const row of openRows(db)) if (row.kind === 'payment') oweBack(parts, row);
}

/** The scheme signed that it took nothing, and then lists it: the money goes back to the customer. */
function oweBack({ counter, collecting }: RowParts, row: KeptRow): void {
  const payment = paymentById(counter.db, row.id);
  if (payment?.state !== 'cancelled' && payment?.state !== 'declined') return;
  const isOwed = payment.cashRefundId !== null && refundById(counter.db, payment.cashRefundId) !== null;
  const { amount, id } = payment;
  if (isOwed || amount.minor !== row.gross || amount.currency !== row.currency) return;
  const told = toldOf(counter, 'payment', id, amount.minor, amount.currency);
  if (told) collecting.applySettlementRow({ paymentId: id, found: 'paid', told });
}

function toldOf(
  { db }: Counter,
  kind: string,
  id: string,
  gross: bigint,
  currency: string,
): Told<null> | null {
  const row = rowsNaming(db, id).find(
    (one) => one.kind === kind && one.id === id && one.gross === gross && one.currency === currency,
  );
  const page = row && pageAt(db, row.epoch, row.seq);
  return page ? { heard: null, answer: page.answer, schemeRef: row.schemeRef, expiresAt: null } : null;
}
