import { z } from 'zod';

/** ISO 4217 alphabetic code. One currency a terminal, given at activation. */
export type Currency = string;

/** An amount in minor units (fen, cent, yen). Never a float, never without its currency. */
export type Money = { readonly minor: bigint; readonly currency: Currency };

/** Money as it stands on the wire, in the journal and over IPC; minus signs only where a schema says so. */
export type MoneyWire = { readonly minor: string; readonly currency: string };

/**
 * Non-negative money on the wire. A string, since JSON numbers are safe only to 2^53-1 (RFC 8259 §6);
 * at most 18 digits, so that it fits SQLite's 64-bit integer.
 */
export const moneyWire = z.strictObject({
  minor: z.string().regex(/^(0|[1-9]\d{0,17})$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** As `moneyWire`, but a minus in front is allowed: differences, net figures, refunds in lists. */
export const signedMoneyWire = z.strictObject({
  minor: z.string().regex(/^(0|-?[1-9]\d{0,17})$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** Currencies whose exponent is not 2 (ISO 4217, list one). */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** Digits after the decimal point: 0 for JPY, 2 for CNY, 3 for KWD. */
export function exponentOf(currency: Currency): number {
  return exponents[currency] ?? 2;
}

export function money(minor: bigint, currency: Currency): Money {
  return { minor, currency };
}

function sameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new Error(`currencies never mix: ${left.currency} and ${right.currency}`);
  }
}

/** Throws where the currencies differ: that is a broken invariant, not a refusal. */
export function plus(left: Money, right: Money): Money {
  sameCurrency(left, right);
  return { minor: left.minor + right.minor, currency: left.currency };
}

export function minus(left: Money, right: Money): Money {
  sameCurrency(left, right);
  return { minor: left.minor - right.minor, currency: left.currency };
}

export function negated(value: Money): Money {
  return { minor: -value.minor, currency: value.currency };
}

export function sumMinor(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}

export function toWire(value: Money): MoneyWire {
  // In the order of RFC 8785: money is most of what the journal writes down.
  return { currency: value.currency, minor: value.minor.toString() };
}

export function fromWire(value: MoneyWire): Money {
  return { minor: BigInt(value.minor), currency: value.currency };
}

/** The lesser of two amounts; Math.min knows no bigint. */
export function lesser(left: bigint, right: bigint): bigint {
  if (left < right) return left;
  return right;
}

/** Division rounded half away from zero: the one rounding rule of the till, for lines and for receipts. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  if (divisor <= 0n) throw new Error('divisor must be positive');
  const doubled = 2n * dividend;
  const quotient =
    dividend < 0n ? (doubled - divisor) / (2n * divisor) : (doubled + divisor) / (2n * divisor);
  return quotient;
}

/**
 * Splits `total` in proportion to `weights` by largest remainder, so that the parts always sum to the
 * whole; ties go to the earlier part. All-zero weights put everything on the first part.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) throw new Error('nothing to allocate to');
  if (weights.some((weight) => weight < 0n)) throw new Error('weights must not be negative');
  const whole = sumMinor(weights);
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? total : 0n));
  const sign = total < 0n ? -1n : 1n;
  const size = total * sign;
  const parts = weights.map((weight) => (size * weight) / whole);
  const rest = size - sumMinor(parts);
  const order = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of order.slice(0, Number(rest))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts.map((part) => part * sign);
}

/**
 * Reads what a person typed (`12`, `12.5`, `0.05`) as minor units. Answers null for anything else,
 * for more decimals than the currency has, and for more than 15 digits before the point.
 */
export function parseAmount(text: string, currency: Currency): Money | null {
  const match = /^(\d{1,15})(?:\.(\d{0,3}))?$/.exec(text.trim());
  if (!match) return null;
  const exponent = exponentOf(currency);
  const decimals = match[2] ?? '';
  if (decimals.length > exponent) return null;
  return { minor: BigInt((match[1] ?? '') + decimals.padEnd(exponent, '0')), currency };
}

/** `-1234.50`: plain decimal text for exports, no grouping, the currency's own number of decimals. */
export function toDecimal(value: Money): string {
  const exponent = exponentOf(value.currency);
  const sign = value.minor < 0n ? '-' : '';
  const digits = (value.minor < 0n ? -value.minor : value.minor).toString().padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const symbols: Readonly<Record<string, string>> = {
  CNY: '¥',
  JPY: '¥',
  GBP: '£',
  EUR: '€',
  USD: '$',
  SGD: 'S$',
};

/** `1,234.50`, or `¥1,234.50` with the symbol, which look.md wants on totals only; minus is U+2212. */
export function formatMoney(value: Money, options: { readonly symbol?: boolean } = {}): string {
  const plain = toDecimal({ minor: value.minor < 0n ? -value.minor : value.minor, currency: value.currency });
  const [whole = '', decimals] = plain.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const symbol = options.symbol ? (symbols[value.currency] ?? `${value.currency} `) : '';
  return `${value.minor < 0n ? '−' : ''}${symbol}${grouped}${decimals === undefined ? '' : `.${decimals}`}`;
}
