import type { Id } from '../../shared/ids.ts';
import { fromWire, type Money, sumMinor } from '../../shared/money.ts';
import { foreignWalletOf, isSchemeMoney } from '../../shared/payment.ts';
import type { ProblemCode } from '../../shared/problems.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { basketById } from '../checkout/records.ts';
import { tenderReturnedPostings } from '../ledger/rules.ts';
import { openAttemptOf } from '../payment/records.ts';
import { type TakenTender, takenTenders } from '../payment/taken-records.ts';
import { saleById } from '../receipt/records.ts';
import type { RecordEvent } from '../store/journal.ts';
import { type Counter, unlessFull } from './counter.ts';
import type { GivingBack } from './give-back.ts';
import { drawerObstacle } from './refund-plan.ts';

/**
 * Undoing what was taken for a sale that is not settled: cash out of the drawer, the wallet's by a
 * refund of its own, what another device took by hand on that device.
 */
export type Undoing = {
  /** One part. A second press finds it done. Refused: `unknown-line`, and what stands in the way of all. */
  readonly giveBack: (saleId: Id, tenderNo: number) => Result<null>;
  /**
   * Every part that is held, and the sale is gone: one transaction. A second press finds it done.
   * Refused: `unknown-sale`, `payment-settled` (it is a booked sale: refund it), `payment-open` (while
   * nobody knows whether a payment of it went through), `shift-closed`, `drawer-short`.
   */
  readonly cancel: (saleId: Id) => Result<null>;
};

export function createUndoing(counter: Counter, givingBack: () => GivingBack): Undoing {
  const { db } = counter;
  return {
    giveBack: (saleId, tenderNo) => {
      const part = takenTenders(db, saleId).find(({ tender }) => tender.no === tenderNo);
      if (!part) return refused('unknown-line');
      if (part.state === 'returned') return done(null);
      const why = obstacle(counter, saleId, [part]);
      return why === null ? write(counter, givingBack(), saleId, [part], false) : refused(why);
    },
    cancel: (saleId) => {
      if (saleById(db, saleId)) return refused('payment-settled');
      const taken = takenTenders(db, saleId);
      // With the sale gone and nothing held, the first press has done it.
      if (!basketById(db, saleId)) return taken.length > 0 ? done(null) : refused('unknown-sale');
      const held = taken.filter(({ state }) => state === 'held');
      const why = obstacle(counter, saleId, held);
      return why === null ? write(counter, givingBack(), saleId, held, true) : refused(why);
    },
  };
}

function obstacle(counter: Counter, saleId: Id, parts: readonly TakenTender[]): ProblemCode | null {
  if (counter.journal.shift() === null) return 'shift-closed';
  if (parts.some(({ state }) => state === 'used')) return 'payment-settled';
  if (openAttemptOf(counter.db, saleId)) return 'payment-open';
  const cash = sumMinor(parts.filter(isCash).map(({ tender }) => BigInt(tender.amount.minor)));
  return cash === 0n ? null : drawerObstacle(counter, cash);
}

function isCash({ tender }: TakenTender): boolean {
  return tender.kind === 'cash';
}

function write(
  counter: Counter,
  givingBack: GivingBack,
  saleId: Id,
  parts: readonly TakenTender[],
  isCancel: boolean,
): Result<null> {
  return unlessFull(() => {
    counter.journal.commit((record) => {
      for (const part of parts) returnPart(record, givingBack, saleId, part);
      if (parts.some(isCash)) record('drawer-opened', { reason: 'part-returned', saleId });
      if (isCancel) record('basket-abandoned', { basketId: saleId });
    });
    return done(null);
  });
}

/** A wallet's refund is durable in the same transaction as what owes it, under one id for ever. */
function returnPart(record: RecordEvent, givingBack: GivingBack, saleId: Id, { tender }: TakenTender): void {
  const amount: Money = fromWire(tender.amount);
  const { kind, no, paymentId } = tender;
  const wallet = foreignWalletOf(tender);
  const refundId =
    isSchemeMoney(kind) && paymentId !== null
      ? givingBack.start(record, { paymentId, documentId: null, amount, reason: 'sale-cancelled' })
      : null;
  record('tender-returned', {
    saleId,
    tenderNo: no,
    kind,
    amount: tender.amount,
    refundId,
    ...(wallet ? { wallet } : {}),
    postings: tenderReturnedPostings(kind, amount),
  });
}
