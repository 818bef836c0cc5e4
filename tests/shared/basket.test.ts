import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BasketChange,
  type BasketLine,
  changed,
  type Discount,
  emptyBasket,
  totalsOf,
} from '../../shared/basket.ts';
import { sumMinor } from '../../shared/money.ts';
import { formatQuantity, parseQuantity } from '../../shared/quantity.ts';
import { rateOn, type TaxRate, taxWithin } from '../../shared/tax.ts';

const rates: TaxRate[] = [
  { taxClass: 'standard', rateBasisPoints: 1700, from: '2017-07-01' },
  { taxClass: 'standard', rateBasisPoints: 1300, from: '2019-04-01' },
  { taxClass: 'reduced', rateBasisPoints: 900, from: '2019-04-01' },
  { taxClass: 'zero', rateBasisPoints: 0, from: '2017-01-01' },
];
const day = '2026-11-23';
const lineId = (index: number): string => `0190a000-0000-7000-8000-${index.toString().padStart(12, '0')}`;

function line(
  index: number,
  price: bigint,
  quantity: bigint,
  taxClass: string,
  discount: Discount | null,
): BasketLine {
  return {
    id: lineId(index),
    productId: null,
    names: { en: `thing ${index}` },
    barcode: null,
    category: '',
    taxClass,
    unit: 'each',
    quantity: quantity.toString(),
    unitPrice: { minor: price.toString(), currency: 'CNY' },
    discount,
  };
}

const discounts = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('percent' as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({
    kind: fc.constant('amount' as const),
    amount: fc.record({
      minor: fc.integer({ min: 0, max: 200_000 }).map(String),
      currency: fc.constant('CNY'),
    }),
  }),
);

const someLines = fc
  .array(
    fc.tuple(
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.bigInt({ min: 1n, max: 99_000n }),
      fc.constantFrom('standard', 'reduced', 'zero'),
      discounts,
    ),
    { minLength: 1, maxLength: 20 },
  )
  .map((parts) =>
    parts.map(([price, quantity, taxClass, given], index) => line(index, price, quantity, taxClass, given)),
  );

describe('a basket', () => {
  it('comes to the sum of its lines, its taxes and its discounts, whatever is in it', () => {
    fc.assert(
      fc.property(someLines, discounts, (lines, whole) => {
        const totals = totalsOf({ ...emptyBasket(lineId(999), 'CNY'), lines, discount: whole }, rates, day);
        expect(sumMinor(totals.lines.map((entry) => entry.amountMinor))).toBe(totals.total.minor);
        expect(sumMinor(totals.taxes.map((part) => part.amountMinor))).toBe(totals.total.minor);
        expect(sumMinor(totals.lines.map((entry) => entry.taxMinor))).toBe(totals.taxMinor);
        expect(totals.grossMinor - totals.discountMinor).toBe(totals.total.minor);
        for (const entry of totals.lines) {
          expect(entry.amountMinor).toBe(
            entry.grossMinor - entry.lineDiscountMinor - entry.basketDiscountMinor,
          );
          expect(entry.amountMinor >= 0n).toBe(true);
        }
        for (const part of totals.taxes) expect(part.netMinor + part.taxMinor).toBe(part.amountMinor);
      }),
    );
  });

  it('rounds each rate once, on the receipt, as stated', () => {
    // Three lines of 0.10 at 13 %: 0.30 × 13/113 = 0.0345 → 0.03; by line it would have been 3 × 0.01 too,
    // but 0.14 alone gives 0.0161 → 0.02 twice = 0.04 where the receipt says 0.28 × 13/113 = 0.0322 → 0.03.
    const basket = {
      ...emptyBasket(lineId(9), 'CNY'),
      lines: [line(1, 14n, 1000n, 'standard', null), line(2, 14n, 1000n, 'standard', null)],
    };
    const totals = totalsOf(basket, rates, day);
    expect(totals.taxMinor).toBe(3n);
    expect(totals.lines.map((entry) => entry.taxMinor)).toEqual([2n, 1n]);
    expect(taxWithin(14n, 1300)).toBe(2n);
  });

  it('takes the rate of the day of the sale', () => {
    expect(rateOn(rates, 'standard', '2019-03-31')).toBe(1700);
    expect(rateOn(rates, 'standard', '2019-04-01')).toBe(1300);
    expect(rateOn(rates, 'standard', '2017-06-30')).toBeNull();
    expect(rateOn(rates, 'luxury', day)).toBeNull();
  });

  it('is what its changes add up to: a removed line is gone, a missing one changes nothing', () => {
    const steps: BasketChange[] = [
      { type: 'line-added', line: line(1, 500n, 1000n, 'standard', null) },
      { type: 'line-added', line: line(2, 300n, 2000n, 'reduced', null) },
      { type: 'quantity-set', lineId: lineId(1), quantity: '3000' },
      { type: 'quantity-set', lineId: lineId(77), quantity: '3000' },
      {
        type: 'scan-refused',
        scan: { id: lineId(5), text: '6901234567893', why: 'unknown-product', at: null },
      },
      { type: 'line-removed', lineId: lineId(2) },
      { type: 'scan-dismissed', scanId: lineId(5), by: 'ignored' },
    ];
    const basket = steps.reduce(changed, emptyBasket(lineId(9), 'CNY'));
    expect(basket.lines.map((entry) => [entry.id, entry.quantity])).toEqual([[lineId(1), '3000']]);
    expect(basket.refusedScans).toEqual([]);
    expect(totalsOf(basket, rates, day).total.minor).toBe(1500n);
  });

  it('weighs exactly: 0.535 kg at 12.90 a kilo is 6.90', () => {
    const totals = totalsOf(
      { ...emptyBasket(lineId(9), 'CNY'), lines: [line(1, 1290n, 535n, 'reduced', null)] },
      rates,
      day,
    );
    expect(totals.total.minor).toBe(690n);
  });
});

describe('a quantity', () => {
  it('is read back as it is shown', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 9_999_999_999n }), (quantity) => {
        expect(parseQuantity(formatQuantity(quantity))).toBe(quantity);
      }),
    );
  });

  it('is never a barcode that landed in the field', () => {
    for (const text of ['6901234567892', '0', '0.0001', '-1', '1,5', ''])
      expect(parseQuantity(text), text).toBeNull();
  });
});
