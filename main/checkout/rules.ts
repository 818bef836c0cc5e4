import type { Basket, BasketChange, BasketLine } from '../../shared/basket.ts';
import { type Money, type MoneyWire, sumMinor, toWire } from '../../shared/money.ts';
import type { ProblemCode } from '../../shared/problems.ts';
import type { Names, Product } from '../../shared/product.ts';
import { onePiece } from '../../shared/quantity.ts';

/** Pure decisions of the register: what a scan or a key press makes of the basket. */

function lineOf(product: Product, lineId: string, quantity: bigint, unitPrice: MoneyWire): BasketLine {
  return {
    id: lineId,
    productId: product.id,
    names: product.names,
    barcode: product.barcodes[0] ?? null,
    category: product.category,
    taxClass: product.taxClass,
    unit: product.unit,
    quantity: quantity.toString(),
    unitPrice,
    discount: null,
  };
}

/**
 * A product once more: counts up the line it already has (same price, no discount of its own, sold by
 * the piece), else adds a line. A weighed product is always a line of its own: two bags, two weights.
 */
export function addition(
  basket: Basket,
  product: Product,
  lineId: string,
  quantity: bigint = onePiece,
): BasketChange {
  const same = basket.lines.find(
    (line) =>
      line.productId === product.id &&
      line.unit === 'each' &&
      line.discount === null &&
      line.unitPrice.minor === product.price.minor,
  );
  if (!same) return { type: 'line-added', line: lineOf(product, lineId, quantity, product.price) };
  return { type: 'quantity-set', lineId: same.id, quantity: (BigInt(same.quantity) + quantity).toString() };
}

/** Lines a basket may have, as `shared/basket.ts` and every screen has them. */
const mostLines = 2000;
/** Thousandths, ten digits, as in a line's schema. */
const mostOfALine = 9_999_999_999n;
/** Fifteen digits: sums of it stay within the wire's eighteen and SQLite's integer for a shop's life. */
const mostMinor = 999_999_999_999_999n;

/** Why a basket can't be kept as it would become; null where it can. A basket that is kept can be paid. */
export function whyTooMuch(basket: Basket): ProblemCode | null {
  if (basket.lines.length > mostLines) return 'basket-full';
  if (basket.lines.some((line) => BigInt(line.quantity) > mostOfALine)) return 'bad-quantity';
  const thousandths = sumMinor(
    basket.lines.map((line) => BigInt(line.unitPrice.minor) * BigInt(line.quantity)),
  );
  return thousandths > mostMinor * 1000n ? 'amount-too-large' : null;
}

function isWeight(prefix: string): boolean {
  return Number(prefix) >= 25;
}

/** A label that says nothing fits nothing, and a weight doesn't fit goods that are sold by the piece. */
export function fitsLabel(
  product: Product,
  label: { readonly prefix: string; readonly value: string },
): boolean {
  return BigInt(label.value) > 0n && (product.unit === 'kg' || !isWeight(label.prefix));
}

/**
 * A weighed label (EAN-13 prefix 20–29). Which prefixes carry a price and which a weight is the shop's
 * scale's business (hardware.md); as delivered, 20–24 carry a price in minor units, 25–29 grams. A price
 * label is sold at exactly what it says: one piece at that price.
 */
export function weighed(
  product: Product,
  lineId: string,
  label: { readonly prefix: string; readonly value: string },
): BasketChange {
  const value = BigInt(label.value);
  if (isWeight(label.prefix)) {
    return { type: 'line-added', line: lineOf(product, lineId, value, product.price) };
  }
  const price = { minor: value.toString(), currency: product.price.currency };
  return { type: 'line-added', line: { ...lineOf(product, lineId, onePiece, price), unit: 'each' } };
}

/** A line without a product: the shopkeeper says what it costs and which tax class it is. */
export function openPriceLine(given: {
  readonly lineId: string;
  readonly names: Names;
  readonly barcode: string | null;
  readonly taxClass: string;
  readonly price: Money;
  readonly quantity?: bigint;
}): BasketLine {
  return {
    id: given.lineId,
    productId: null,
    names: given.names,
    barcode: given.barcode,
    category: '',
    taxClass: given.taxClass,
    unit: 'each',
    quantity: (given.quantity ?? onePiece).toString(),
    unitPrice: toWire(given.price),
    discount: null,
  };
}

/** Notes and round sums a customer is likely to hand over: the exact sum first, then upwards. */
export function presetCash(total: Money): Money[] {
  const steps = [1n, 5n, 10n, 20n, 50n, 100n].map((step) => step * 100n);
  const sums = steps.map((step) => ((total.minor + step - 1n) / step) * step);
  return [...new Set([total.minor, ...sums])]
    .sort((a, b) => (a < b ? -1 : 1))
    .slice(0, 6)
    .map((minor) => ({ minor, currency: total.currency }));
}
