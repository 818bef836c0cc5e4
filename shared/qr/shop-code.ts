import { type Money, toDecimal } from '../money.ts';
import { readMpm } from './emv-mpm.ts';
import { writeMpm } from './emv-mpm-write.ts';
import { currencyNumber, isCountry } from './iso-codes.ts';

/** The scheme's name in merchant account templates: a reverse domain, as EMVCo QRCPS-MPM v1.1 §4.7.3 has it. */
export const schemeGuid = 'org.countertop';

/** What a shop's code says: whom to pay, and where it is made for one payment, how much and which. */
export type ShopCode = {
  readonly merchantId: string;
  /** Null: the customer types it, as under a printed code. */
  readonly amount: Money | null;
  /** The scheme's number of the payment (62-05); null under a printed code. */
  readonly reference: string | null;
};

type ShopCodeDraft = ShopCode & {
  readonly merchantName: string;
  /** ISO 18245. */
  readonly category: string;
  readonly currency: string;
  /** Under a printed code: the terminal that is told of what comes in by it (62-07). */
  readonly terminal?: string;
};

/** EMVCo QRCPS-MPM v1.1, table 3.4: the longest merchant name. */
const mostNameCharacters = 25;

/**
 * The EMV text of a shop's code: dynamic where it has an amount, else static. Names stand in ASCII, so
 * that no reader has to guess an encoding. Throws where it makes no code, as for an unknown currency.
 */
export function writeShopCode(draft: ShopCodeDraft): string {
  const { merchantId, amount, reference, merchantName, category, currency, terminal } = draft;
  const additional = {
    ...(reference === null ? {} : { referenceLabel: reference }),
    ...(terminal === undefined ? {} : { terminalLabel: terminal }),
  };
  const name = merchantName
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, mostNameCharacters)
    .trim();
  return writeMpm({
    initiation: amount ? 'dynamic' : 'static',
    accounts: [{ id: '26', guid: schemeGuid, sub: { '00': schemeGuid, '01': merchantId } }],
    mcc: category,
    currency: currencyNumber(currency) ?? '',
    ...(amount ? { amount: toDecimal(amount) } : {}),
    country: countryOf(currency),
    merchantName: name === '' ? 'Shop' : name,
    merchantCity: 'Practice',
    ...(Object.keys(additional).length === 0 ? {} : { additional }),
  });
}

/** A currency begins with its country's letters (ISO 4217); one of several countries is given to one of them. */
function countryOf(currency: string): string {
  const letters = currency.slice(0, 2);
  return isCountry(letters) ? letters : 'BE';
}

/**
 * Reads a code that pays exactly one shop of any scheme: one account, no tip to be added. Null for
 * anything else: another shop's account beside ours could take the money.
 */
export function readShopCode(text: string): ShopCode | null {
  const read = readMpm(text);
  if (!read.ok) return null;
  const { accounts, tip, amount, amountMinor, currencyCode, initiation, additional } = read.value;
  const [account] = accounts;
  if (!account || accounts.length > 1 || !('sub' in account) || tip) return null;
  const merchantId = account.sub['01'];
  if (merchantId === undefined || (initiation === 'dynamic') !== (amount !== undefined)) return null;
  return {
    merchantId,
    amount: amountMinor === undefined ? null : { minor: BigInt(amountMinor), currency: currencyCode },
    reference: additional?.referenceLabel ?? null,
  };
}
