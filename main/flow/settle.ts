import type { BasketTotals } from '../../shared/basket.ts';
import { totalsOf } from '../../shared/basket.ts';
import type { EventData, SaleTender } from '../../shared/events.ts';
import { toWire } from '../../shared/money.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { dayOf } from '../../shared/time.ts';
import type { KeptBasket } from '../checkout/records.ts';
import { salePostings } from '../ledger/rules.ts';
import { nextReceipt } from '../receipt/records.ts';
import { soldLines, taxTotals } from '../receipt/rules.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { Counter } from './counter.ts';

export type Settled = {
  readonly saleId: string;
  readonly receipt: number;
  readonly totals: BasketTotals;
  readonly tenders: readonly SaleTender[];
};

/**
 * Books a sale inside a running commit: receipt number, lines, taxes, tenders and balanced postings
 * are one event. Answers null where the basket is gone, since then there is no sale to book.
 * `kept` was read in the same turn or inside this commit: nothing is awaited between the two.
 * Throws where the tenders do not sum to the total: that would be a book that lies.
 */
export function recordSale(
  counter: Counter,
  record: RecordEvent,
  kept: KeptBasket | null,
  tenders: readonly SaleTender[],
): Settled | null {
  if (!kept) return null;
  const saleId = kept.basket.id;
  const terminal = counter.terminal();
  const occurredAt = kept.soldAt ?? counter.instant();
  const businessDay = dayOf(occurredAt, terminal.zone);
  const totals = totalsOf(kept.basket, terminal.taxRates, businessDay);
  const paid = tenders.reduce((sum, tender) => sum + BigInt(tender.amount.minor), 0n);
  if (paid !== totals.total.minor) throw new Error(`tenders of ${paid} for a sale of ${totals.total.minor}`);
  const receipt = nextReceipt(counter.db, terminal.epoch);
  const taxes = taxTotals(totals);
  const currency = totals.total.currency;
  const data: EventData<'sale-settled'> = {
    saleId,
    receipt,
    code: writeReceiptCode({ terminal: terminal.terminalId, epoch: terminal.epoch, number: receipt }),
    businessDay,
    lines: soldLines(totals, tenders),
    taxes,
    gross: { minor: totals.grossMinor.toString(), currency },
    discount: { minor: totals.discountMinor.toString(), currency },
    total: toWire(totals.total),
    tenders: [...tenders],
    postings: salePostings(tenders, taxes),
    personKey: null,
  };
  record('sale-settled', data, { occurredAt });
  return { saleId, receipt, totals, tenders };
}
