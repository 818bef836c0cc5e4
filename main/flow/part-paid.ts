import type { SaleTender } from '../../shared/events.ts';
import { fromWire, type Money, minus } from '../../shared/money.ts';
import type { TenderPart } from '../../shared/views.ts';
import type { KeptBasket } from '../checkout/records.ts';
import { takenPostings } from '../ledger/rules.ts';
import { heldFor, takenTenders } from '../payment/taken-records.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { Baskets } from './baskets.ts';
import type { Counter } from './counter.ts';
import { recordSale, type Settled } from './settle.ts';

/** What a sale still owes, and which of its payments comes next. */
export type Owing = {
  readonly total: Money;
  readonly rest: Money;
  readonly taken: readonly SaleTender[];
  /** Never one that was used before, also not of a part that went back. */
  readonly tenderNo: number;
};

export function owingOf(counter: Counter, baskets: Pick<Baskets, 'totals'>, kept: KeptBasket): Owing {
  const { total } = baskets.totals(kept.basket);
  const all = takenTenders(counter.db, kept.basket.id);
  return {
    total,
    rest: minus(total, heldFor(counter.db, kept.basket.id, total.currency)),
    taken: all.filter(({ state }) => state === 'held').map(({ tender }) => tender),
    tenderNo: (all.at(-1)?.tender.no ?? 0) + 1,
  };
}

export function partOf({ no, kind, how, amount, voucher }: SaleTender): TenderPart {
  return { no, kind, how, amount, programme: voucher?.names ?? null };
}

/** What came of a payment: a part is held, the last one books the sale; null where neither has a place. */
export type Recorded =
  | { readonly is: 'part'; readonly tender: SaleTender }
  | { readonly is: 'sale'; readonly settled: Settled; readonly tender: SaleTender };

/**
 * Writes one payment of a sale inside a running commit: held while the rest is due, else the sale is
 * booked with every part of it. Null where the sale is gone or needs less than that.
 */
export function recordTender(
  counter: Counter,
  baskets: Pick<Baskets, 'totals'>,
  record: RecordEvent,
  kept: KeptBasket | null,
  tender: SaleTender,
): Recorded | null {
  if (!kept) return null;
  const { rest, taken } = owingOf(counter, baskets, kept);
  const amount = fromWire(tender.amount);
  if (amount.minor > rest.minor) return null;
  if (amount.minor < rest.minor) {
    record('tender-taken', {
      saleId: kept.basket.id,
      tender,
      postings: takenPostings(tender, amount),
    });
    return { is: 'part', tender };
  }
  const settled = recordSale(counter, record, kept, [...taken, tender]);
  return settled && { is: 'sale', settled, tender };
}
