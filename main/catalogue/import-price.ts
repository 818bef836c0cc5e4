import { exponentOf } from '../../shared/money.ts';

export type PriceFault =
  | 'price-missing'
  | 'price-not-clear'
  | 'price-not-a-number'
  | 'price-not-positive'
  | 'price-too-precise'
  | 'price-too-large';

/** Eleven digits before the point: more than anything costs, and far inside 64 bits in minor units. */
const largestWholeDigits = 11;

/**
 * Reads a price of a file, digit by digit. Point and comma are each taken as what they must be: with both,
 * the last is the decimal sign; `12,50` can only be decimals; `1,234` could be either and is refused, since
 * a price that is wrong by a thousand is worse than a row to look at.
 */
export function readPrice(text: string, currency: string): { minor: bigint } | { fault: PriceFault } {
  const bare = text
    .normalize('NFKC')
    .replace(/[\s'’]/g, '')
    .replace(new RegExp(`^(?:${currency}|[¥$€£])|(?:${currency}|元|[¥$€£])$`, 'giu'), '');
  if (bare === '') return { fault: 'price-missing' };
  if (/^-/.test(bare)) return { fault: /\d/.test(bare) ? 'price-not-positive' : 'price-not-a-number' };
  const exponent = exponentOf(currency);
  const split = splitNumber(bare, exponent);
  if (typeof split === 'string') return { fault: split };
  const decimals = split.decimals.replace(/0+$/, '');
  if (decimals.length > exponent) return { fault: 'price-too-precise' };
  const whole = split.whole.replace(/^0+(?=\d)/, '');
  if (whole.length > largestWholeDigits) return { fault: 'price-too-large' };
  const minor = BigInt(whole + decimals.padEnd(exponent, '0'));
  return minor > 0n ? { minor } : { fault: 'price-not-positive' };
}

type Split = { readonly whole: string; readonly decimals: string };

function splitNumber(text: string, exponent: number): Split | PriceFault {
  if (/^\d+$/.test(text)) return { whole: text, decimals: '' };
  const single = /^(\d+)([.,])(\d+)$/.exec(text);
  if (single) return splitOnce(single[1] ?? '', single[2] ?? '', single[3] ?? '', exponent);
  const grouped = /^(\d{1,3})(?:([.,])\d{3})(?:\2\d{3})*(?:([.,])(\d+))?$/.exec(text);
  if (!grouped) return 'price-not-a-number';
  const [, , group = '', decimal, decimals = ''] = grouped;
  if (decimal === group) return 'price-not-a-number';
  const end = decimal === undefined ? text.length : text.length - decimals.length - 1;
  return { whole: text.slice(0, end).replaceAll(group, ''), decimals };
}

/** One sign only. Three digits after it could be thousands: clear only by the currency's own decimals. */
function splitOnce(whole: string, sign: string, rest: string, exponent: number): Split | PriceFault {
  if (rest.length !== 3 || whole.length > 3) return { whole, decimals: rest };
  if (exponent === 0 && sign === ',') return { whole: whole + rest, decimals: '' };
  if (exponent === 3 && sign === '.') return { whole, decimals: rest };
  if (whole === '0') return { whole, decimals: rest };
  return 'price-not-clear';
}
