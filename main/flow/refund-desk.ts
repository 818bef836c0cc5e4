import type { Id } from '../../shared/ids.ts';
import { type Money, type MoneyWire, toWire } from '../../shared/money.ts';
import type {
  RefundDocument,
  RefundPreview,
  RefundReason,
  RefundView,
  RefundWhat,
} from '../../shared/refund.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { basketById } from '../checkout/records.ts';
import { payOutPostings } from '../ledger/rules.ts';
import { keptAnswers, paymentById, refundById, refundByPayOut } from '../payment/records.ts';
import { isRefusedForGood } from '../payment/refused-refund.ts';
import { refundDocumentsOf, type SaleRecord, saleById } from '../receipt/records.ts';
import { type Permit, permitFor } from './approval.ts';
import { type Counter, refusal, unlessFull } from './counter.ts';
import type { GivingBack } from './give-back.ts';
import { refund } from './refund.ts';
import { drawerObstacle, isBeyondRights, planRefund, previewRefund, refundableSale } from './refund-plan.ts';
import { refundDocumentView, unresolvedRefunds } from './refund-views.ts';

export type RefundAtCounter = {
  /** Names this one refund: asked again under it, nothing is done and the same document is answered. */
  readonly id: Id;
  readonly saleId: Id;
  readonly what: RefundWhat;
  readonly reason: RefundReason;
  readonly note: string;
  /** What the screen said would go back: another sum is not given without being shown first. */
  readonly total: MoneyWire;
  /** What another person has allowed, where it is above the limit. */
  readonly approvalId?: Id | undefined;
};

export type PayOutAsk = {
  readonly id: Id;
  readonly refundId: Id;
  readonly approvalId?: Id | undefined;
};

/** Giving back at the counter: what would go back, giving it, and paying out what a wallet would not take. */
export type RefundDesk = {
  /** Refused: `unknown-sale`. */
  readonly preview: (saleId: Id, what: RefundWhat | null) => Result<RefundPreview>;
  /**
   * Refused: `id-spent` (the id names something else), `reason-missing`, `refund-changed` (not the sum
   * that was shown), `refund-above-limit`, `approval-over`, and what `planRefund` refuses.
   */
  readonly refund: (ask: RefundAtCounter) => Result<RefundDocument>;
  /** The refund documents of a sale, or the one that `saleId` is. Refused: `unknown-sale`. */
  readonly of: (saleId: Id) => Result<{ readonly documents: RefundDocument[]; readonly mayRefund: boolean }>;
  readonly unresolved: () => RefundView[];
  /** Asks the scheme sooner. Refused: `unknown-refund`. */
  readonly queryNow: (refundId: Id) => Result<null>;
  /**
   * Cash out of the drawer for what the scheme has refused for good. Refused: `unknown-refund`,
   * `refund-not-final`, `refund-paid-out`, `voucher-never-cash`, `id-spent`, `shift-closed`, `drawer-short`,
   * `pay-out-needs-approval`, `approval-over`.
   */
  readonly payOut: (ask: PayOutAsk) => Result<null>;
};

export function createRefundDesk(counter: Counter, givingBack: GivingBack): RefundDesk {
  const { db } = counter;
  return {
    preview: (saleId, what) => previewRefund(counter, givingBack, saleId, what),
    refund: (ask) => refundAtCounter(counter, givingBack, ask),
    of: (saleId) => refundsOfSale(counter, givingBack, saleId),
    unresolved: () => unresolvedRefunds(db),
    queryNow: (refundId) => {
      if (!refundById(db, refundId)) return refused('unknown-refund');
      givingBack.hint(refundId);
      return done(null);
    },
    payOut: (ask) => payOut(counter, ask),
  };
}

function refundsOfSale(
  counter: Counter,
  givingBack: GivingBack,
  saleId: Id,
): Result<{ readonly documents: RefundDocument[]; readonly mayRefund: boolean }> {
  const document = saleById(counter.db, saleId);
  if (!document) return refused('unknown-sale');
  const shown = document.kind === 'refund' ? [document] : refundDocumentsOf(counter.db, saleId);
  const preview = previewRefund(counter, givingBack, saleId, null);
  return done({
    documents: shown.map((each) => refundDocumentView(counter.db, each)),
    mayRefund: preview.ok && preview.value.left.minor !== '0',
  });
}

function refundAtCounter(
  counter: Counter,
  givingBack: GivingBack,
  ask: RefundAtCounter,
): Result<RefundDocument> {
  const before = saleById(counter.db, ask.id);
  if (before) return again(counter, before, ask);
  // A sale that is still to be booked under this id would find it taken.
  if (basketById(counter.db, ask.id)) return refused('id-spent');
  const sale = refundableSale(counter, ask.saleId);
  if (!sale.ok) return refusal(sale.problem);
  if (ask.reason === 'other' && ask.note === '') return refused('reason-missing');
  const plan = planRefund(counter, givingBack, sale.value, ask.what);
  if (!plan.ok) return refusal(plan.problem);
  const { returns, total } = plan.value;
  if (!isSame(toWire(total), ask.total)) return refused('refund-changed');
  const { id: documentId, reason, note } = ask;
  const permit = refundPermit(counter, ask, total);
  if (!permit.ok) return permit;
  const booked = refund(counter, givingBack, { documentId, returns, reason, note, permit: permit.value });
  if (!booked.ok) return refusal(booked.problem);
  const document = saleById(counter.db, documentId);
  return document ? done(refundDocumentView(counter.db, document)) : refused('internal');
}

function refundPermit(counter: Counter, ask: RefundAtCounter, total: Money): Result<Permit> {
  if (!isBeyondRights(counter, total)) return done({ write: () => undefined });
  const need = { action: 'refund', subject: ask.saleId, amount: toWire(total) } as const;
  return permitFor(counter, need, ask.approvalId);
}

/** The second of two clicks, or a call repeated after a restart: the document stands already. */
function again(counter: Counter, before: SaleRecord, ask: RefundAtCounter): Result<RefundDocument> {
  if (before.kind !== 'refund' || before.refundOf !== ask.saleId) return refused('id-spent');
  const document = refundDocumentView(counter.db, before);
  const isIt =
    isSame(document.total, ask.total) && document.reason === ask.reason && document.note === ask.note;
  return isIt ? done(document) : refused('id-spent');
}

function isSame(left: MoneyWire, right: MoneyWire): boolean {
  return left.minor === right.minor && left.currency === right.currency;
}

function payOut(counter: Counter, ask: PayOutAsk): Result<null> {
  const { db } = counter;
  const owed = refundById(db, ask.refundId);
  if (!owed) return refused('unknown-refund');
  if (owed.paidOutId !== null) return owed.paidOutId === ask.id ? done(null) : refused('refund-paid-out');
  if (refundByPayOut(db, ask.id)) return refused('id-spent');
  if (!isRefusedForGood(owed, keptAnswers(db, owed.id))) return refused('refund-not-final');
  // Cash for a subsidy voucher is trafficking (payments.md §4): it goes back by the programme or not at all.
  const payment = paymentById(db, owed.paymentId);
  if (payment?.voucher) return refused('voucher-never-cash');
  const why = drawerObstacle(counter, owed.amount.minor);
  if (why !== null) return refused(why);
  const need = { action: 'pay-out', subject: owed.id, amount: toWire(owed.amount) } as const;
  const permit = permitFor(counter, need, ask.approvalId);
  if (!permit.ok) return permit;
  return unlessFull(() => {
    counter.journal.commit((record) => {
      permit.value.write(record);
      record('refund-paid-out', {
        payOutId: ask.id,
        refundId: owed.id,
        amount: toWire(owed.amount),
        ...(payment?.wallet ? { wallet: payment.wallet } : {}),
        postings: payOutPostings(owed.amount),
      });
      record('drawer-opened', { reason: 'refund', saleId: owed.documentId });
    });
    return done(null);
  });
}
