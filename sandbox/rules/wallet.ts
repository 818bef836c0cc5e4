import type { RandomBytes } from '../../shared/ids.ts';
import { luhnDigit } from '../../shared/qr/check-digits.ts';
import { readCpm } from '../../shared/qr/emv-cpm.ts';
import { writeCpm } from '../../shared/qr/emv-cpm-write.ts';

/** A customer code pays once, and only this long: our own decision, as long as the till remembers it. */
export const codeLifeMs = 120_000;

export type Wallet = {
  readonly id: string;
  readonly currency: string;
  readonly balanceMinor: bigint;
  /** Null: this wallet never asks. */
  readonly pin: string | null;
  readonly withoutPinMinor: bigint | null;
  readonly mostMinor: bigint | null;
  readonly blocked: boolean;
};

export type Code = {
  readonly code: string;
  readonly wallet: string;
  readonly expiresAtMs: number;
  readonly usedBy: string | null;
};

/** The scheme's payment code: 20 digits, `81` in front, Luhn check digit last (qr.md §6). */
export function newCode(random: RandomBytes): string {
  const digits = Array.from(random(17), (byte) => byte % 10).join('');
  const body = `81${digits}`;
  return body + luhnDigit(body);
}

/** This scheme's application identifier: `F` marks a proprietary one (ISO/IEC 7816-4), the rest says COUNTER. */
const applicationId = 'F0434F554E544552';

/**
 * The code as EMV consumer-presented text. The account number (tag 5A) holds the first 19 digits, as
 * longer numbers are no account numbers there; the last one follows from them.
 */
export function codeAsEmv(code: string): string {
  return writeCpm({ applications: [{ aid: applicationId, label: 'COUNTERTOP', pan: code.slice(0, 19) }] });
}

/** Finds the 20 digits in what a till sent: the digits themselves or EMV text; null for anything else. */
export function readCustomerCode(text: string): string | null {
  if (/^\d{20}$/.test(text)) return text;
  if (!text.startsWith('hQVDUFY')) return null;
  const read = readCpm(text);
  const pan = read.ok ? read.value.applications.find(({ aid }) => aid === applicationId)?.pan : undefined;
  return pan && /^\d{19}$/.test(pan) ? pan + luhnDigit(pan) : null;
}
