import { type Money, negated, toWire } from '../../shared/money.ts';
import { lossBearers, type OfflineAnswer } from '../../shared/offline-wire.ts';
import { accounts, type Posting } from '../../shared/posting.ts';

/** Pure: when a pass is handed in, and what the scheme's word about it does to the books. */

/** How a pass ended: paid to the shop, or a loss that somebody bears. */
export type OfflineEnd =
  | { readonly to: 'accepted' }
  | { readonly to: 'refused'; readonly reason: string; readonly bearer: 'scheme' | 'merchant' };

/** A bearer that this till doesn't know is nobody who has promised to pay: then it is the shop. */
export function offlineEndOf(answer: OfflineAnswer): OfflineEnd {
  if (answer.state === 'succeeded') return { to: 'accepted' };
  const bearer = lossBearers.find((known) => known === answer.bearer) ?? 'merchant';
  return { to: 'refused', reason: answer.reason ?? 'pass-invalid', bearer };
}

/**
 * Dr wallet · Cr offline receivable once it is accepted. Refused: Dr what the scheme owes for it, or the
 * shop's own named loss.
 */
export function offlineEndPostings(end: OfflineEnd, amount: Money): Posting[] {
  return [
    { account: debitedBy(end), amount: toWire(amount) },
    { account: accounts.walletOffline, amount: toWire(negated(amount)) },
  ];
}

function debitedBy(end: OfflineEnd): string {
  if (end.to === 'accepted') return accounts.walletReceivable;
  return end.bearer === 'scheme' ? accounts.walletLossClaims : accounts.offlineLoss;
}

/** Seconds between two tries while nobody answers; the last repeats. */
const delaysS = [1, 2, 4, 8, 16, 30, 60];

/** Milliseconds until the next try after so many that came to nothing. `keptMs` is what the scheme asked for. */
export function handInDelayMs(tries: number, keptMs: number | null): number {
  const index = Math.min(Math.max(tries, 1), delaysS.length) - 1;
  return Math.max((delaysS[index] ?? 60) * 1000, keptMs ?? 0);
}

/**
 * Until when passes may be taken, in milliseconds since 1970: the grant's own end, or so many hours
 * after the scheme was last heard, whichever comes first.
 */
export function grantUntilMs(grantEndsMs: number, lastHeardMs: number, hours: number): number {
  return Math.min(grantEndsMs, lastHeardMs + hours * 3_600_000);
}
