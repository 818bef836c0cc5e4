import type { RandomBytes } from '../../shared/ids.ts';

/** payments.md §3: a code lives ten minutes and stands five tries. */
export const activationLifeMs = 600_000;
export const activationTries = 5;

/** Crockford's base32: no I, L, O or U, so that nobody misreads a code aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function crockford(length: number, random: RandomBytes): string {
  return Array.from(random(length), (byte) => alphabet[byte % 32]).join('');
}

/** The part of a code that finds its row; what follows is the secret. */
export function finderOf(code: string): string {
  return code.slice(0, 4);
}

export type Activation = {
  readonly code: string;
  readonly merchant: string;
  readonly expiresAtMs: number;
  readonly triesLeft: number;
  /** The terminal that it made, and that terminal's key. */
  readonly used: { readonly terminal: string; readonly keyid: string } | null;
};

export type ActivationOutcome = 'activate' | 'same-again' | 'other-key' | 'wrong-code' | 'gone';

/**
 * What an activation code does for a key. The key that used it gets the same answer again whenever it
 * asks, since a till whose answer was lost knows no other way to learn it.
 */
export function decideActivation(
  row: Activation | null,
  ask: { readonly code: string; readonly keyid: string },
  nowMs: number,
): ActivationOutcome {
  if (!row) return 'gone';
  if (row.used && row.code === ask.code) return row.used.keyid === ask.keyid ? 'same-again' : 'other-key';
  if (row.triesLeft <= 0 || nowMs >= row.expiresAtMs) return 'gone';
  return row.code === ask.code ? 'activate' : 'wrong-code';
}
