import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  divideRounded,
  exponentOf,
  formatMoney,
  fromWire,
  minus,
  money,
  moneyWire,
  parseAmount,
  plus,
  sumMinor,
  toDecimal,
  toWire,
} from '../../shared/money.ts';

const minor = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 40 });

describe('money', () => {
  it('splits so that the parts always sum to the whole, whatever the weights', () => {
    fc.assert(
      fc.property(minor, weights, (total, parts) => {
        expect(sumMinor(allocate(total, parts))).toBe(total);
      }),
    );
  });

  it('gives no part more than one unit beyond its exact share', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, (total, parts) => {
        const whole = sumMinor(parts);
        fc.pre(whole > 0n);
        allocate(total, parts).forEach((part, index) => {
          const exact = (total * (parts[index] ?? 0n)) / whole;
          expect(part === exact || part === exact + 1n).toBe(true);
        });
      }),
    );
  });

  it('keeps two equal halves in the order of the lines when a cent is left over', () => {
    expect(allocate(101n, [1n, 1n])).toEqual([51n, 50n]);
    expect(allocate(5n, [0n, 0n])).toEqual([5n, 0n]);
  });

  it('rounds half away from zero, below zero too', () => {
    expect([5n, -5n, 4n, -4n, 15n].map((value) => divideRounded(value, 10n))).toEqual([1n, -1n, 0n, 0n, 2n]);
  });

  it('never mixes currencies', () => {
    expect(() => plus(money(1n, 'CNY'), money(1n, 'EUR'))).toThrow('never mix');
    expect(() => minus(money(1n, 'CNY'), money(1n, 'EUR'))).toThrow('never mix');
  });

  it('reads back what it writes, in currencies of 0, 2 and 3 decimals', () => {
    for (const currency of ['JPY', 'CNY', 'KWD']) {
      fc.assert(
        fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), (value) => {
          const amount = money(value, currency);
          expect(parseAmount(toDecimal(amount), currency)).toEqual(amount);
          expect(fromWire(moneyWire.parse(toWire(amount)))).toEqual(amount);
        }),
      );
    }
    expect([exponentOf('JPY'), exponentOf('CNY'), exponentOf('KWD')]).toEqual([0, 2, 3]);
  });

  it('takes no amount that a person could have meant in two ways', () => {
    for (const text of [
      '',
      '1,50',
      '1.234',
      '-1',
      '1e3',
      '0x10',
      ' ',
      '１２',
      '1 000',
      '9'.repeat(16),
      'NaN',
    ]) {
      expect(parseAmount(text, 'CNY'), text).toBeNull();
    }
    expect(parseAmount('12.5', 'CNY')).toEqual(money(1250n, 'CNY'));
    expect(parseAmount('12.', 'CNY')).toEqual(money(1200n, 'CNY'));
    expect(parseAmount('12.5', 'JPY')).toBeNull();
  });

  it('shows the symbol on totals only and a real minus sign', () => {
    expect(formatMoney(money(123450n, 'CNY'), { symbol: true })).toBe('¥1,234.50');
    expect(formatMoney(money(-123450n, 'CNY'))).toBe('−1,234.50');
    expect(formatMoney(money(1234567n, 'JPY'), { symbol: true })).toBe('¥1,234,567');
    expect(formatMoney(money(5n, 'KWD'), { symbol: true })).toBe('KWD 0.005');
  });

  it('refuses on the wire what a number could not hold', () => {
    for (const wrong of ['01', '-1', '1.0', '', '1234567890123456789']) {
      expect(moneyWire.safeParse({ minor: wrong, currency: 'CNY' }).success, wrong).toBe(false);
    }
    expect(moneyWire.safeParse({ minor: 5, currency: 'CNY' }).success).toBe(false);
  });
});
