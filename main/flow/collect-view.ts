import { toWire } from '../../shared/money.ts';
import { isSettled } from '../../shared/payment.ts';
import type { AttemptView } from '../../shared/views.ts';
import type { Attempt } from '../payment/attempt.ts';
import { type PaymentRecord, refundsOf } from '../payment/records.ts';
import type { Database } from '../store/database.ts';

/** One attempt as the cashier must see it. `mono` is now; a time that has passed shows as 0 left. */
export function attemptView(
  db: Database,
  payment: PaymentRecord,
  attempt: Attempt,
  mono: number,
): AttemptView {
  const left = (at: number | null | undefined) =>
    at === null || at === undefined ? null : Math.max(0, Math.round(at - mono));
  const isOver = isSettled(attempt.state);
  return {
    id: payment.id,
    saleId: payment.saleId,
    tenderNo: payment.tenderNo,
    amount: toWire(payment.amount),
    programme: payment.voucher?.names ?? null,
    shown: payment.adapter === 'shown',
    state: attempt.state,
    reason: attempt.reason,
    startedAt: payment.createdAt,
    leftMs: isOver ? null : left(attempt.endsAt),
    queries: attempt.queries,
    nextQueryMs: isOver ? null : left(attempt.due?.at),
    parked: attempt.parked,
    cashInstead: payment.cashRefundId !== null,
    refund: refundsOf(db, payment.id).at(-1)?.state ?? null,
  };
}
