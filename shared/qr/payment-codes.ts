import { hasLuhn, luhnDigit } from './check-digits.ts';
import type { PaymentCodeFields, PaymentIssuer } from './inspection.ts';
import issuers from './payment-issuers.json' with { type: 'json' };
import { bad, type Reading, read } from './reading.ts';

type Rule = {
  readonly lengths: { readonly from: number; readonly to: number };
  readonly prefixes: readonly string[];
  readonly luhn?: boolean;
};

const rules: Readonly<Record<PaymentIssuer, Rule>> = issuers;
const names = Object.keys(issuers).filter(isIssuer);

/**
 * Reads the 16–24 digits that a customer's phone shows. Answers null where no issuer begins codes
 * this way; a known prefix with a wrong length is a damaged code, not an unknown one.
 */
export function readPaymentCode(digits: string): Reading<PaymentCodeFields> | null {
  const issuer = names.find((name) => rules[name].prefixes.includes(digits.slice(0, 2)));
  if (issuer === undefined) return null;
  const { lengths, luhn } = rules[issuer];
  if (digits.length < lengths.from || digits.length > lengths.to) return bad('bad-length', 0);
  if (luhn && !hasLuhn(digits)) return bad('bad-check-digit', digits.length - 1);
  return read({ issuer, code: digits });
}

/** A payment code of the scheme from the 17 digits it chose: `81`, the digits, Luhn. Throws for other input. */
export function schemePaymentCode(digits17: string): string {
  if (!/^\d{17}$/.test(digits17)) throw new Error('a scheme payment code is made of 17 digits');
  const body = `81${digits17}`;
  return body + luhnDigit(body);
}

function isIssuer(name: string): name is PaymentIssuer {
  return Object.hasOwn(issuers, name);
}
