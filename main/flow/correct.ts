import type { Id } from '../../shared/ids.ts';
import { money, toWire } from '../../shared/money.ts';
import { type ElsewhereHow, isSchemeMoney } from '../../shared/payment.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { correctionPostings } from '../ledger/rules.ts';
import { copiesOf, copyById, hasReturns, type SaleRecord, saleById, tendersOf } from '../receipt/records.ts';
import { openShift } from '../shift/records.ts';
import { type Counter, unlessFull } from './counter.ts';

/** Cash and elsewhere can be put right while the sale's own shift is open and nothing of it came back. */
export function mayCorrect(counter: Counter, sale: SaleRecord): boolean {
  const shift = openShift(counter.db);
  return (
    sale.kind === 'sale' &&
    shift !== null &&
    sale.shift === shift.number &&
    sale.epoch === shift.epoch &&
    !hasReturns(counter.db, sale.id) &&
    tendersOf(counter.db, sale.id).some((tender) => !isSchemeMoney(tender.kind))
  );
}

/** A wrong pick between cash and elsewhere: a contra entry, never a change of what was written. */
export function correctTender(
  counter: Counter,
  ask: {
    readonly saleId: string;
    readonly tenderNo: number;
    readonly to: 'cash' | 'elsewhere';
    readonly how: ElsewhereHow | null;
  },
): Result<SaleRecord> {
  const sale = saleById(counter.db, ask.saleId);
  if (!sale) return refused('unknown-sale');
  const tender = tendersOf(counter.db, sale.id).find((candidate) => candidate.no === ask.tenderNo);
  const from = tender?.kind;
  if (!tender || (from !== 'cash' && from !== 'elsewhere') || from === ask.to || !mayCorrect(counter, sale)) {
    return refused('nothing-to-correct');
  }
  const amount = money(tender.amountMinor, sale.currency);
  return unlessFull(() => {
    counter.journal.commit((record) =>
      record('tender-corrected', {
        saleId: sale.id,
        tenderNo: tender.no,
        from,
        to: ask.to,
        how: ask.to === 'elsewhere' ? (ask.how ?? 'other') : null,
        amount: toWire(amount),
        postings: correctionPostings(from, ask.to, amount),
      }),
    );
    return done(sale);
  });
}

/**
 * A numbered copy: each one is an event, so that nobody hands out two originals. `copyId` names this
 * one: asked again under it, the copy that was made is answered.
 */
export function copyReceipt(counter: Counter, saleId: string, copyId?: Id): Result<number> {
  if (!saleById(counter.db, saleId)) return refused('unknown-sale');
  const before = copyId === undefined ? null : copyById(counter.db, copyId);
  if (before) return before.saleId === saleId ? done(before.copy) : refused('id-spent');
  return unlessFull(() => {
    const copy = copiesOf(counter.db, saleId) + 1;
    const named = copyId === undefined ? {} : { copyId };
    counter.journal.commit((record) => record('receipt-copied', { saleId, copy, ...named }));
    return done(copy);
  });
}
