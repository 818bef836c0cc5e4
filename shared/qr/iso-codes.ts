import countries from './countries.json' with { type: 'json' };
import currencies from './currencies.json' with { type: 'json' };

/** An ISO 4217 currency that money is counted in (list one, without metals and test codes). */
export type IsoCurrency = { readonly code: string; readonly exponent: number };

const byNumber: ReadonlyMap<string, IsoCurrency> = new Map(Object.entries(currencies));
const alpha2: ReadonlySet<string> = new Set(countries.alpha2.flatMap((row) => row.split(' ')));

/** The currency of a three-digit ISO 4217 number in use. */
export function currencyOf(number: string): IsoCurrency | undefined {
  return byNumber.get(number);
}

const numberByCode: ReadonlyMap<string, string> = new Map(
  Object.entries(currencies).map(([number, { code }]) => [code, number]),
);

/** The three-digit ISO 4217 number of a currency in use. */
export function currencyNumber(code: string): string | undefined {
  return numberByCode.get(code);
}

const codes: ReadonlySet<string> = new Set([...byNumber.values()].map(({ code }) => code));

/** True for the letters of a currency in use (ISO 4217), such as `CNY`. */
export function isCurrency(code: string): boolean {
  return codes.has(code);
}

/** True for a capital two-letter code of ISO 3166-1. */
export function isCountry(code: string): boolean {
  return alpha2.has(code);
}
