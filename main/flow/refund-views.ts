import type { JournalEvent } from '../../shared/events.ts';
import { toWire } from '../../shared/money.ts';
import { elsewhereHow } from '../../shared/payment.ts';
import type { RefundDocument, RefundView } from '../../shared/refund.ts';
import {
  keptAnswers,
  openRefunds,
  owedRefunds,
  paymentById,
  type RefundRecord,
  refundById,
} from '../payment/records.ts';
import { isRefusedForGood } from '../payment/refused-refund.ts';
import { type SaleRecord, saleById, tendersOf } from '../receipt/records.ts';
import type { Database } from '../store/database.ts';

/** Every refund whose end nobody knows, and every one that is refused and still owed; oldest first. */
export function unresolvedRefunds(db: Database): RefundView[] {
  return [...openRefunds(db), ...owedRefunds(db)]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map((refund) => refundView(db, refund));
}

function refundView(db: Database, refund: RefundRecord): RefundView {
  const payment = paymentById(db, refund.paymentId);
  if (!payment) throw new Error(`refund ${refund.id} has no payment`);
  const { saleId, voucher } = payment;
  const { id, paymentId, documentId, state, paidOutId } = refund;
  const isRefused = state === 'refused';
  return {
    id,
    paymentId,
    wallet: payment.wallet,
    documentId,
    number: documentId === null ? null : (saleById(db, documentId)?.receipt ?? null),
    saleId,
    saleNumber: saleById(db, saleId)?.receipt ?? null,
    amount: toWire(refund.amount),
    state,
    reason: isRefused ? refund.cause : null,
    startedAt: refund.createdAt,
    mayPayOut:
      isRefused && voucher === null && paidOutId === null && isRefusedForGood(refund, keptAnswers(db, id)),
    paidOut: paidOutId !== null,
  };
}

/** A refund document with where its money stands now; the reason is read from its own link. */
export function refundDocumentView(db: Database, document: SaleRecord): RefundDocument {
  const row = db.get<{ event: string }>(
    'SELECT event FROM journal WHERE epoch = ? AND seq = ?',
    document.epoch,
    document.seq,
  );
  if (!row) throw new Error(`receipt ${document.receipt} has no link in the journal`);
  const { data } = JSON.parse(row.event) as JournalEvent<'refund-settled'>;
  return {
    documentId: document.id,
    number: document.receipt,
    occurredAt: document.occurredAt,
    total: { minor: document.totalMinor.toString(), currency: document.currency },
    reason: data.reason,
    note: data.note ?? '',
    tenders: tendersOf(db, document.id).map((tender) => {
      const refund = tender.refundId === null ? null : refundById(db, tender.refundId);
      return {
        kind: tender.kind,
        how: elsewhereHow.nullable().parse(tender.how),
        amount: { minor: tender.amountMinor.toString(), currency: document.currency },
        refund: refund && refundView(db, refund),
      };
    }),
  };
}
