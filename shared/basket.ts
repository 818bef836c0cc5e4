import { z } from 'zod';
import { allocate, divideRounded, lesser, type Money, money, moneyWire, sumMinor } from './money.ts';
import { names, unit } from './product.ts';
import { rateOn, type TaxRate, type TaxTotal, taxOfReceipt } from './tax.ts';

export const discount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amount: moneyWire }),
  z.strictObject({ kind: z.literal('percent'), basisPoints: z.int().min(1).max(10_000) }),
]);

export type Discount = z.infer<typeof discount>;

/** One line of a sale. `quantity` in thousandths of the unit, as a decimal string. */
export const basketLine = z.strictObject({
  id: z.uuid(),
  /** null: sold by amount, the shopkeeper typed price and tax class. */
  productId: z.uuid().nullable(),
  names,
  barcode: z.string().nullable(),
  category: z.string(),
  taxClass: z.string(),
  unit,
  quantity: z.string().regex(/^[1-9]\d{0,9}$/),
  unitPrice: moneyWire,
  discount: discount.nullable(),
});

export type BasketLine = z.infer<typeof basketLine>;

/** A scan that gave no product: a visible row until somebody sells by amount, adds the product or ignores it. */
export const refusedScan = z.strictObject({
  id: z.uuid(),
  text: z.string().max(200),
  /** `unknown-product`, or a problem code of `qr/inspect.ts` such as `bad-check-digit`. */
  why: z.string(),
  /** UTF-8 byte offset of what is wrong; null where the code is right but nobody sells it. */
  at: z.int().nullable(),
});

export const basket = z.strictObject({
  id: z.uuid(),
  currency: z.string(),
  lines: z.array(basketLine).max(2000),
  refusedScans: z.array(refusedScan),
  discount: discount.nullable(),
  newestLineId: z.uuid().nullable(),
});

export type Basket = z.infer<typeof basket>;

/** Every change a basket can go through: the journal holds these, and a basket is what they add up to. */
export const basketChange = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('line-added'), line: basketLine }),
  z.strictObject({
    type: z.literal('quantity-set'),
    lineId: z.uuid(),
    quantity: z.string().regex(/^[1-9]\d{0,9}$/),
  }),
  z.strictObject({ type: z.literal('line-removed'), lineId: z.uuid() }),
  z.strictObject({ type: z.literal('line-discounted'), lineId: z.uuid(), discount: discount.nullable() }),
  z.strictObject({ type: z.literal('discounted'), discount: discount.nullable() }),
  z.strictObject({ type: z.literal('scan-refused'), scan: refusedScan }),
  z.strictObject({
    type: z.literal('scan-dismissed'),
    scanId: z.uuid(),
    by: z.enum(['ignored', 'sold-by-amount', 'product-added']),
  }),
]);

export type BasketChange = z.infer<typeof basketChange>;

export function emptyBasket(id: string, currency: string): Basket {
  return { id, currency, lines: [], refusedScans: [], discount: null, newestLineId: null };
}

/** The basket after one change. Total: a change that names a missing line leaves the basket as it was. */
export function changed(current: Basket, change: BasketChange): Basket {
  switch (change.type) {
    case 'line-added':
      return { ...current, lines: [...current.lines, change.line], newestLineId: change.line.id };
    case 'quantity-set':
      return withLine(current, change.lineId, (line) => ({ ...line, quantity: change.quantity }));
    case 'line-removed':
      return {
        ...current,
        lines: current.lines.filter((line) => line.id !== change.lineId),
        newestLineId: current.newestLineId === change.lineId ? null : current.newestLineId,
      };
    case 'line-discounted':
      return withLine(current, change.lineId, (line) => ({ ...line, discount: change.discount }));
    case 'discounted':
      return { ...current, discount: change.discount };
    case 'scan-refused':
      return { ...current, refusedScans: [...current.refusedScans, change.scan] };
    case 'scan-dismissed':
      return { ...current, refusedScans: current.refusedScans.filter((scan) => scan.id !== change.scanId) };
  }
}

function withLine(current: Basket, lineId: string, change: (line: BasketLine) => BasketLine): Basket {
  return {
    ...current,
    lines: current.lines.map((line) => (line.id === lineId ? change(line) : line)),
    newestLineId: current.lines.some((line) => line.id === lineId) ? lineId : current.newestLineId,
  };
}

export type LineTotal = {
  readonly line: BasketLine;
  readonly rateBasisPoints: number;
  /** Unit price × quantity, before any discount. */
  readonly grossMinor: bigint;
  readonly lineDiscountMinor: bigint;
  /** This line's share of the discount on the whole. */
  readonly basketDiscountMinor: bigint;
  /** What the customer pays for the line, tax included. */
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
};

export type BasketTotals = {
  readonly lines: readonly LineTotal[];
  readonly taxes: readonly TaxTotal[];
  readonly grossMinor: bigint;
  readonly discountMinor: bigint;
  readonly total: Money;
  readonly taxMinor: bigint;
};

/**
 * What a basket comes to on a day. Order (payments.md §4): line price rounded once, line discount, the
 * discount on the whole allocated over what is left of the lines, tax by rate on the receipt. A
 * discount never takes a line below zero. Throws for a tax class that has no rate on that day: the
 * catalogue does not let one in.
 */
export function totalsOf(current: Basket, rates: readonly TaxRate[], day: string): BasketTotals {
  const known = lastTotals.get(current);
  if (known?.rates === rates && known.day === day) return known.totals;
  const totals = computed(current, rates, day);
  lastTotals.set(current, { rates, day, totals });
  return totals;
}

/** A basket is never changed in place, so what it came to once it comes to again: shown, then booked. */
const lastTotals = new WeakMap<
  Basket,
  { readonly rates: readonly TaxRate[]; readonly day: string; readonly totals: BasketTotals }
>();

function computed(current: Basket, rates: readonly TaxRate[], day: string): BasketTotals {
  const priced = current.lines.map((line) => {
    const grossMinor = divideRounded(BigInt(line.unitPrice.minor) * BigInt(line.quantity), 1000n);
    return { line, grossMinor, lineDiscountMinor: discountMinor(line.discount, grossMinor) };
  });
  const afterLines = priced.map((entry) => entry.grossMinor - entry.lineDiscountMinor);
  const whole = sumMinor(afterLines);
  const shares = priced.length === 0 ? [] : allocate(discountMinor(current.discount, whole), afterLines);
  const amounts = afterLines.map((amount, index) => amount - (shares[index] ?? 0n));
  const taxed = priced.map((entry, index) => {
    const rateBasisPoints = rateOn(rates, entry.line.taxClass, day);
    if (rateBasisPoints === null) throw new Error(`tax class ${entry.line.taxClass} has no rate on ${day}`);
    return { taxClass: entry.line.taxClass, rateBasisPoints, amountMinor: amounts[index] ?? 0n };
  });
  const { totals, lineTaxMinor } = taxOfReceipt(taxed);
  const lines = priced.map((entry, index) => ({
    ...entry,
    rateBasisPoints: taxed[index]?.rateBasisPoints ?? 0,
    basketDiscountMinor: shares[index] ?? 0n,
    amountMinor: amounts[index] ?? 0n,
    taxMinor: lineTaxMinor[index] ?? 0n,
  }));
  const grossMinor = sumMinor(priced.map((entry) => entry.grossMinor));
  const totalMinor = sumMinor(amounts);
  return {
    lines,
    taxes: totals,
    grossMinor,
    discountMinor: grossMinor - totalMinor,
    total: money(totalMinor, current.currency),
    taxMinor: sumMinor(lineTaxMinor),
  };
}

/** Never more than what it is taken from. */
function discountMinor(given: Discount | null, fromMinor: bigint): bigint {
  if (given === null) return 0n;
  const wanted =
    given.kind === 'amount'
      ? BigInt(given.amount.minor)
      : divideRounded(fromMinor * BigInt(given.basisPoints), 10_000n);
  return lesser(wanted, fromMinor);
}
