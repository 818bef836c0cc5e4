import type { OfflinePassFields } from './inspection.ts';
import { readSignedPass } from './offline-pass.ts';
import type { CodeProblemCode } from './reading.ts';

/** Why a well-formed pass is refused, in the order in which it is looked for (qr.md §7). */
export const passRefusals = [
  'unknown-key',
  'bad-signature',
  'key-expired',
  'wrong-merchant',
  'wrong-currency',
  'over-limit',
  'expired',
  'not-yet-valid',
  'grant-expired',
  'replayed',
] as const;
export type PassRefusal = (typeof passRefusals)[number];

/** How far two honest clocks may be apart, in seconds. */
export const passClockToleranceS = 300;

/** Ed25519 (RFC 8032): 32 bytes of key, any data, 64 bytes of signature. */
export type CheckSignature = (
  key: readonly number[],
  data: readonly number[],
  signature: readonly number[],
) => boolean;

/** What the till knows when a pass is shown. Amounts in minor units of `currency`, times in seconds since 1970. */
export type PassGiven = {
  readonly nowS: number;
  readonly merchant: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** Limits of the grant, and what has been taken offline and not been accepted since. */
  readonly limits: { readonly passMinor: bigint; readonly walletMinor: bigint; readonly totalMinor: bigint };
  readonly walletSpentMinor: (walletHash: string) => bigint;
  readonly totalSpentMinor: bigint;
  /** Sales that the grant still allows. */
  readonly salesLeft: number;
  readonly grantUntilS: number;
  readonly isSeen: (serial: string) => boolean;
  /** The scheme's key by the first 8 bytes of its SHA-256 in lower hex; null where it isn't on the list. */
  readonly schemeKey: (keyId: string) => readonly number[] | null;
};

export type PassVerdict =
  | { readonly ok: true; readonly pass: OfflinePassFields }
  | { readonly ok: false; readonly problem: { readonly code: PassRefusal | CodeProblemCode } };

/** Decides whether a scanned pass may be taken for an amount now. Total: answers for every text. */
export function verifyPass(text: string, given: PassGiven, check: CheckSignature): PassVerdict {
  const read = readSignedPass(text);
  if (!read.ok) return no(read.problem.code);
  const { fields, pass, certificate, walletKey } = read.value;
  const schemeKey = given.schemeKey(fields.keyId);
  if (!schemeKey || fields.issuer !== fields.certificate.subject) return no('unknown-key');
  if (!check(schemeKey, certificate.data, certificate.signature)) return no('bad-signature');
  if (given.nowS >= fields.certificate.expiresAt) return no('key-expired');
  if (!check(walletKey, pass.data, pass.signature)) return no('bad-signature');
  const refusal = refusalOf(fields, given);
  return refusal ? no(refusal) : { ok: true, pass: fields };
}

function refusalOf(pass: OfflinePassFields, given: PassGiven): PassRefusal | null {
  if (pass.merchant !== null && pass.merchant !== given.merchant) return 'wrong-merchant';
  if (pass.currency !== given.currency) return 'wrong-currency';
  if (isOverLimit(pass, given)) return 'over-limit';
  if (given.nowS >= pass.expiresAt) return 'expired';
  if (pass.issuedAt > given.nowS + passClockToleranceS) return 'not-yet-valid';
  if (given.nowS >= given.grantUntilS) return 'grant-expired';
  return given.isSeen(pass.serial) ? 'replayed' : null;
}

function isOverLimit(pass: OfflinePassFields, given: PassGiven): boolean {
  const { amountMinor: amount, limits } = given;
  return (
    amount > BigInt(pass.limitMinor) ||
    amount > limits.passMinor ||
    given.walletSpentMinor(pass.walletHash) + amount > limits.walletMinor ||
    given.totalSpentMinor + amount > limits.totalMinor ||
    given.salesLeft < 1
  );
}

function no(code: PassRefusal | CodeProblemCode): PassVerdict {
  return { ok: false, problem: { code } };
}
