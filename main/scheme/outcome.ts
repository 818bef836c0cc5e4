import type { KeptAnswer } from '../../shared/events.ts';

/**
 * Why nothing is known. All of them leave a payment as it was, to be queried; `alarming` says which
 * also deserve a look, since an honest scheme behind a bad network doesn't produce them.
 */
export type DarkReason =
  | 'timeout'
  | 'cut'
  | 'server-error'
  | 'redirect'
  | 'too-large'
  | 'malformed'
  | 'unsigned'
  | 'wrong-signature'
  | 'unknown-key'
  | 'mismatch'
  | 'not-recognised';

/**
 * What became of a call. `answer`: signed by the scheme, for this very request, of the right shape
 * and id; amount, currency and merchant are for the caller to compare with its row. `refused`: a
 * signed 4xx that isn't about the signature (`code` of payments.md §3; 429 with `retryAfterMs`).
 * `not-sent`: no byte of the request ever left. `dark`: anything else, which is never a decline.
 */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly value: T; readonly proof: KeptAnswer }
  | Refused
  | NotSent
  | Dark;

export type Refused = {
  readonly kind: 'refused';
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly retryAfterMs: number | null;
  readonly proof: KeptAnswer;
};

export type NotSent = {
  readonly kind: 'not-sent';
  readonly why: 'unreachable' | 'connect-timeout' | 'not-activated';
};

/** `proof` is the answer that was not believed, where there was one; `code` what a signed 401 said. */
export type Dark = {
  readonly kind: 'dark';
  readonly why: DarkReason;
  readonly code: string | null;
  readonly proof: KeptAnswer | null;
};

const alarming: ReadonlySet<DarkReason> = new Set([
  'redirect',
  'too-large',
  'malformed',
  'unsigned',
  'wrong-signature',
  'unknown-key',
  'mismatch',
]);

export function isAlarming(why: DarkReason): boolean {
  return alarming.has(why);
}

export function dark(why: DarkReason, proof: KeptAnswer | null = null, code: string | null = null): Dark {
  return { kind: 'dark', why, code, proof };
}
