import {
  type Basket,
  type BasketChange,
  type BasketTotals,
  changed,
  type Discount,
  emptyBasket,
  totalsOf,
} from '../../shared/basket.ts';
import type { Id } from '../../shared/ids.ts';
import { type Money, parseAmount } from '../../shared/money.ts';
import type { Names, Product } from '../../shared/product.ts';
import { parseQuantity } from '../../shared/quantity.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { rateOn } from '../../shared/tax.ts';
import { basketById, type KeptBasket, openBasket } from '../checkout/records.ts';
import { addition, openPriceLine, whyTooMuch } from '../checkout/rules.ts';
import { openAttemptOf } from '../payment/records.ts';
import { isPartPaid } from '../payment/taken-records.ts';
import type { Permit } from './approval.ts';
import { type Counter, unlessFull } from './counter.ts';
import { discountPermit } from './discount-limit.ts';

/**
 * The basket on the counter and the ones set aside. Each change is a durable event before it is shown,
 * so an open basket survives whatever kills the core or the window.
 */
export type Baskets = {
  readonly current: () => Basket;
  readonly totals: (basket: Basket) => BasketTotals;
  /**
   * Refused with `basket-frozen` while a wallet payment of the basket is unresolved, and with
   * `sale-part-paid` once a part of it is paid: the total has been named to the customer. `permit` is
   * written in the same transaction.
   */
  readonly change: (changes: readonly BasketChange[], opening?: Opening, permit?: Permit) => Result<Basket>;
  readonly addProduct: (product: Product, quantityText?: string) => Result<Basket>;
  readonly addAmount: (given: AmountGiven) => Result<Basket>;
  readonly setQuantity: (lineId: string, quantityText: string) => Result<Basket>;
  readonly removeLine: (lineId: string) => Result<Basket>;
  /** Refused for a cashier above the limit without approval: `discount-above-limit`, `approval-over`. */
  readonly discountLine: (lineId: string, discount: Discount | null, approvalId?: Id) => Result<Basket>;
  readonly discountAll: (discount: Discount | null, approvalId?: Id) => Result<Basket>;
  readonly ignoreScan: (scanId: string) => Result<Basket>;
  readonly hold: () => Result<null>;
  readonly recall: (basketId: string) => Result<null>;
  readonly abandon: () => Result<null>;
  /** The open basket was sold: the next change opens a new one. */
  readonly isFrozen: (basketId: string) => boolean;
};

/** What a basket that was sold elsewhere before is opened with; ignored for one that is open already. */
export type Opening = { readonly soldAt: string; readonly basketId: string };

export type AmountGiven = {
  readonly amount: string;
  readonly taxClass: string;
  readonly name?: string | undefined;
  readonly scanId?: string | undefined;
};

export function createBaskets(counter: Counter): Baskets {
  const { db } = counter;
  // An empty basket has no event yet; its id is kept so that the screen's basket stays the same one.
  let emptyId = counter.newId();
  const keptOpen = (): KeptBasket | null => openBasket(db);
  const current = (): Basket => keptOpen()?.basket ?? emptyBasket(emptyId, counter.terminal().currency);
  const isFrozen = (basketId: string): boolean => openAttemptOf(db, basketId) !== null;
  const totals = (basket: Basket): BasketTotals =>
    totalsOf(basket, counter.terminal().taxRates, counter.today());
  const hasScan = (scanId: string): boolean => current().refusedScans.some((scan) => scan.id === scanId);

  const change: Baskets['change'] = (changes, opening, permit) => {
    const kept = keptOpen();
    const before = kept?.basket ?? emptyBasket(opening?.basketId ?? emptyId, counter.terminal().currency);
    if (isFrozen(before.id)) return refused('basket-frozen');
    if (isPartPaid(db, before.id)) return refused('sale-part-paid');
    const written = writeChanges(counter, before, changes, kept ? null : (opening?.soldAt ?? 'now'), permit);
    if (written.ok && !kept) emptyId = counter.newId();
    return written;
  };

  const onLine = (lineId: string, make: () => Result<BasketChange>): Result<Basket> => {
    if (!current().lines.some((line) => line.id === lineId)) return refused('unknown-line');
    const made = make();
    return made.ok ? change([made.value]) : made;
  };

  const takeOff = (off: DiscountChange, approvalId: Id | undefined): Result<Basket> => {
    const permit = permitOff(counter, current(), totals, off, approvalId);
    return permit.ok ? change([off], undefined, permit.value) : permit;
  };

  return {
    current,
    change,
    isFrozen,
    totals,
    addProduct: (product, quantityText) => {
      const quantity = quantityText === undefined ? undefined : parseQuantity(quantityText);
      if (quantity === null || !fitsUnit(product.unit, quantity ?? 1000n)) return refused('bad-quantity');
      if (product.retired) return refused('unknown-product');
      return change([addition(current(), product, counter.newId(), quantity)]);
    },
    // A second tap on the same red row: it has been sold already.
    addAmount: (given) =>
      given.scanId !== undefined && !hasScan(given.scanId)
        ? refused('unknown-line')
        : addAmount(counter, change, given),
    setQuantity: (lineId, quantityText) => onLine(lineId, () => quantitySet(current(), lineId, quantityText)),
    removeLine: (lineId) => onLine(lineId, () => done({ type: 'line-removed', lineId })),
    discountLine: (lineId, discount, approvalId) =>
      current().lines.some((line) => line.id === lineId)
        ? takeOff({ type: 'line-discounted', lineId, discount }, approvalId)
        : refused('unknown-line'),
    discountAll: (discount, approvalId) =>
      current().lines.length === 0
        ? refused('basket-empty')
        : takeOff({ type: 'discounted', discount }, approvalId),
    ignoreScan: (scanId) =>
      hasScan(scanId) ? change([{ type: 'scan-dismissed', scanId, by: 'ignored' }]) : done(current()),
    hold: () => hold(counter, keptOpen(), isFrozen),
    recall: (basketId) => recall(counter, keptOpen(), basketId, isFrozen),
    abandon: () => abandon(counter, keptOpen(), isFrozen),
  };
}

/** `opening`: null for a basket that is open already, else when it was sold. */
function writeChanges(
  counter: Counter,
  before: Basket,
  changes: readonly BasketChange[],
  opening: string | null,
  permit?: Permit,
): Result<Basket> {
  const after = changes.reduce(changed, before);
  const misfit = whyTooMuch(after);
  if (misfit) return refused(misfit);
  const { id: basketId, currency } = before;
  return unlessFull(() => {
    counter.journal.commit((record) => {
      const soldAt = opening === 'now' ? null : opening;
      if (opening !== null) record('basket-opened', { basketId, currency, soldAt });
      permit?.write(record);
      record('basket-changed', { basketId, changes: [...changes] });
    });
    return done(after);
  });
}

function quantitySet(basket: Basket, lineId: string, text: string): Result<BasketChange> {
  const line = basket.lines.find((candidate) => candidate.id === lineId);
  const quantity = parseQuantity(text);
  if (quantity === null || !line || !fitsUnit(line.unit, quantity)) return refused('bad-quantity');
  return done({ type: 'quantity-set', lineId, quantity: quantity.toString() });
}

/** Pieces are whole; only weighed goods have decimals. */
function fitsUnit(unit: 'each' | 'kg', quantity: bigint): boolean {
  return unit === 'kg' || quantity % 1000n === 0n;
}

type DiscountChange = Extract<BasketChange, { readonly discount: Discount | null }>;

/** Whether whoever is at the till may take this off what stands on the counter. */
function permitOff(
  counter: Counter,
  basket: Basket,
  totals: Baskets['totals'],
  off: DiscountChange,
  approvalId: Id | undefined,
): Result<Permit> {
  if (!isOurs(off.discount, basket)) return refused('currency-differs');
  const after = changed(basket, off);
  return discountPermit(counter, after, totals(after), approvalId);
}

function isOurs(discount: Discount | null, basket: Basket): boolean {
  return discount?.kind !== 'amount' || discount.amount.currency === basket.currency;
}

function addAmount(counter: Counter, change: Baskets['change'], given: AmountGiven): Result<Basket> {
  const { currency, taxRates } = counter.terminal();
  const price: Money | null = parseAmount(given.amount, currency);
  if (!price || price.minor === 0n) return refused('bad-amount');
  if (rateOn(taxRates, given.taxClass, counter.today()) === null)
    return refused('field-invalid', { field: 'taxClass' });
  const names: Names = given.name?.trim()
    ? { 'zh-CN': given.name.trim(), en: given.name.trim() }
    : { 'zh-CN': '按金额卖', en: 'Sold by amount' };
  const line = openPriceLine({
    lineId: counter.newId(),
    names,
    barcode: null,
    taxClass: given.taxClass,
    price,
  });
  const added: BasketChange = { type: 'line-added', line };
  return change(
    given.scanId === undefined
      ? [added]
      : [added, { type: 'scan-dismissed', scanId: given.scanId, by: 'sold-by-amount' }],
  );
}

function hold(counter: Counter, kept: KeptBasket | null, isFrozen: Baskets['isFrozen']): Result<null> {
  if (!kept || kept.basket.lines.length === 0) return refused('basket-empty');
  if (isFrozen(kept.basket.id)) return refused('basket-frozen');
  return unlessFull(() => {
    counter.journal.commit((record) => record('basket-held', { basketId: kept.basket.id }));
    return done(null);
  });
}

/** Brings a basket back; what stands on the counter is held in its place, in the same transaction. */
function recall(
  counter: Counter,
  open: KeptBasket | null,
  basketId: string,
  isFrozen: Baskets['isFrozen'],
): Result<null> {
  const wanted = basketById(counter.db, basketId);
  if (wanted?.state !== 'held') return refused('unknown-sale');
  if (isFrozen(basketId)) return refused('basket-frozen');
  if (open && isFrozen(open.basket.id)) return refused('payment-open');
  // Nothing but a red row stands there: it is asked about, not dropped in passing.
  if (open?.basket.lines.length === 0 && open.basket.refusedScans.length > 0) return refused('scan-refused');
  return unlessFull(() => {
    counter.journal.commit((record) => {
      if (open)
        record(open.basket.lines.length > 0 ? 'basket-held' : 'basket-abandoned', {
          basketId: open.basket.id,
        });
      record('basket-recalled', { basketId });
    });
    return done(null);
  });
}

function abandon(counter: Counter, kept: KeptBasket | null, isFrozen: Baskets['isFrozen']): Result<null> {
  if (!kept) return refused('basket-empty');
  if (isFrozen(kept.basket.id)) return refused('basket-frozen');
  if (isPartPaid(counter.db, kept.basket.id)) return refused('sale-part-paid');
  return unlessFull(() => {
    counter.journal.commit((record) => record('basket-abandoned', { basketId: kept.basket.id }));
    return done(null);
  });
}
