import type { RandomBytes } from '../../shared/ids.ts';
import { luhnDigit } from '../../shared/qr/check-digits.ts';

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
const applicationId = Buffer.from('F0434F554E544552', 'hex');
const accountTag = 0x5a;

/**
 * The code as EMV consumer-presented text. The account number (tag 5A) holds the first 19 digits, as
 * longer numbers are no account numbers there; the last one follows from them.
 */
export function codeAsEmv(code: string): string {
  const application = Buffer.concat([
    tlv(0x4f, applicationId),
    tlv(0x50, Buffer.from('COUNTERTOP')),
    tlv(accountTag, Buffer.from(`${code.slice(0, 19)}F`, 'hex')),
  ]);
  return Buffer.concat([tlv(0x85, Buffer.from('CPV01')), tlv(0x61, application)]).toString('base64');
}

/** Finds the 20 digits in what a till sent: the digits themselves or EMV text; null for anything else. */
export function readCustomerCode(text: string): string | null {
  if (/^\d{20}$/.test(text)) return text;
  if (!text.startsWith('hQVDUFY')) return null;
  const root = readTlv(Buffer.from(text, 'base64'));
  const application = root.get(0x61);
  const account = application ? readTlv(application).get(accountTag) : undefined;
  const digits = account?.toString('hex') ?? '';
  if (!/^\d{19}f$/.test(digits)) return null;
  const body = digits.slice(0, 19);
  return body + luhnDigit(body);
}

function tlv(tag: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, value.length]), value]);
}

/** One level with one-byte tags and lengths, which is all that this scheme writes. */
function readTlv(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + (bytes[at + 1] ?? 0);
    found.set(bytes[at] ?? 0, bytes.subarray(at + 2, end));
    at = end;
  }
  return found;
}
