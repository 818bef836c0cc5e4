import type { LossBearer, OfflineReason } from '../../shared/offline-wire.ts';
import { type PassRefusal, type PassVerdict, passClockToleranceS } from '../../shared/qr/verify-pass.ts';
import type { Wallet } from './wallet.ts';

/** What is known of a pass that is handed in. Times in seconds since 1970. */
export type HandedIn = {
  readonly amountMinor: bigint;
  readonly takenAtS: number;
  readonly nowS: number;
  /** A pass must be handed in within so many hours of being taken. */
  readonly hours: number;
  readonly merchantBlocked: boolean;
  /** The check that a till makes, as of the moment when it was taken. */
  readonly verdict: PassVerdict;
  /** The wallet that the pass was issued to; null where the scheme issued no such pass. */
  readonly wallet: Wallet | null;
  /** The pass has paid for another sale of the very terminal that hands it in. */
  readonly usedHere: boolean;
};

export type OfflineVerdict =
  | { readonly state: 'succeeded' }
  | { readonly state: 'declined'; readonly reason: OfflineReason; readonly bearer: LossBearer };

/**
 * What becomes of a pass. What the till could have seen is the merchant's loss; what it could not, the
 * scheme's: an empty or blocked wallet, or a pass that another till has taken, too (payments.md §5).
 */
export function decideOffline(facts: HandedIn): OfflineVerdict {
  const { verdict, wallet, nowS, takenAtS } = facts;
  if (facts.merchantBlocked) return declined('merchant-blocked', 'merchant');
  if (takenAtS > nowS + passClockToleranceS) return declined('not-yet-valid', 'merchant');
  if (!verdict.ok) {
    const reason = reasonOf(verdict.problem.code);
    return declined(reason, reason === 'pass-used' && !facts.usedHere ? 'scheme' : 'merchant');
  }
  if (nowS - takenAtS > facts.hours * 3600) return declined('too-late', 'merchant');
  if (!wallet) return declined('pass-invalid', 'merchant');
  if (wallet.blocked) return declined('wallet-blocked', 'scheme');
  if (facts.amountMinor > wallet.balanceMinor) return declined('insufficient-funds', 'scheme');
  return { state: 'succeeded' };
}

const reasons: Readonly<Partial<Record<string, OfflineReason>>> = {
  'wrong-merchant': 'wrong-merchant',
  'wrong-currency': 'wrong-currency',
  'over-limit': 'over-limit',
  expired: 'expired',
  'not-yet-valid': 'not-yet-valid',
  'grant-expired': 'too-late',
  replayed: 'pass-used',
} satisfies Partial<Record<PassRefusal, OfflineReason>>;

function reasonOf(code: string): OfflineReason {
  return reasons[code] ?? 'pass-invalid';
}

function declined(reason: OfflineReason, bearer: LossBearer): OfflineVerdict {
  return { state: 'declined', reason, bearer };
}
