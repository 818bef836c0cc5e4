import { type CaseView, closedByHand } from '../../shared/settlement.ts';
import { paymentById, refundById } from '../payment/records.ts';
import { saleById } from '../receipt/records.ts';
import type { CaseRecord } from '../settlement/case-records.ts';
import { rowAt } from '../settlement/records.ts';
import type { Counter } from './counter.ts';

/** A difference with what names it to a person: the receipt here, the scheme's number there. */
export function caseView(counter: Counter, one: CaseRecord): CaseView {
  const { db } = counter;
  const row = one.row && rowAt(db, one.row.day, one.row.no);
  const subject = one.subject ?? (row ? { kind: 'payment' as const, id: row.id } : null);
  const refund = subject?.kind === 'refund' ? refundById(db, subject.id) : null;
  const payment = subject === null ? null : paymentById(db, refund?.paymentId ?? subject.id);
  const sale = saleById(db, refund?.documentId ?? payment?.saleId ?? '');
  const { id, kind, day, ours, theirs, why, openedAt, closedAt, closedBy, note } = one;
  return {
    id,
    kind,
    day,
    schemeRef: row?.schemeRef ?? refund?.schemeRef ?? payment?.schemeRef ?? null,
    receipt: sale?.receipt ?? null,
    saleId: sale?.id ?? null,
    rowKind: row?.kind ?? one.subject?.kind ?? null,
    ours,
    theirs,
    why,
    openedAt,
    closedAt,
    closedBy,
    note,
    mayClose: closedAt === null && closedByHand.includes(kind),
  };
}
