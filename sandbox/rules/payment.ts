import type { DeclineReason } from '../../shared/scheme-wire.ts';
import type { Code, Wallet } from './wallet.ts';

/** How long a customer has to confirm on the phone (payments.md §2: waiting ends after 60 s). */
export const customerTimeMs = 60_000;

/** Wrong PINs on one payment before it counts as refused. */
export const pinTries = 5;

/** A payment as the scheme keeps it. */
export type Payment = {
  readonly id: string;
  readonly merchant: string;
  readonly terminal: string;
  /** Null while nothing but a cancel was heard of it. */
  readonly askHash: string | null;
  readonly state: 'awaiting-customer' | 'succeeded' | 'declined' | 'cancelled';
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly wallet: string | null;
  readonly saleRef: string | null;
  readonly reason: string | null;
  readonly schemeRef: string;
  readonly atMs: number;
  readonly expiresAtMs: number | null;
  readonly feeMinor: bigint | null;
  readonly refundedMinor: bigint;
  readonly wrongPins: number;
};

export type Verdict =
  | { readonly state: 'succeeded' }
  | { readonly state: 'awaiting-customer'; readonly expiresAtMs: number }
  | { readonly state: 'declined'; readonly reason: DeclineReason };

export type PaymentFacts = {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly merchantBlocked: boolean;
  /** The most one payment may take by the terminal's grant. */
  readonly grantedMinor: bigint;
  readonly code: Code | null;
  readonly wallet: Wallet | null;
};

/** What becomes of a payment that was just asked for: taken, refused, or the customer must confirm it. */
export function decidePayment(facts: PaymentFacts, nowMs: number): Verdict {
  const { code, wallet } = facts;
  if (facts.merchantBlocked) return declined('merchant-blocked');
  if (facts.amountMinor > facts.grantedMinor) return declined('limit-exceeded');
  if (!code || !wallet || wallet.currency !== facts.currency) return declined('code-unknown');
  // Used comes before expired: the cashier should hear that this very code has paid already.
  if (code.usedBy !== null) return declined('code-used');
  if (nowMs >= code.expiresAtMs) return declined('code-expired');
  const refusal = walletRefusal(wallet, facts.amountMinor);
  if (refusal) return declined(refusal);
  if (needsPin(wallet, facts.amountMinor)) {
    return { state: 'awaiting-customer', expiresAtMs: nowMs + customerTimeMs };
  }
  return { state: 'succeeded' };
}

/** Up to the wallet's small-amount limit no PIN is asked; a wallet without a PIN never asks for one. */
function needsPin(wallet: Wallet, amountMinor: bigint): boolean {
  return wallet.pin !== null && amountMinor > (wallet.withoutPinMinor ?? 0n);
}

function walletRefusal(wallet: Wallet, amountMinor: bigint): DeclineReason | null {
  if (wallet.blocked) return 'wallet-blocked';
  if (wallet.mostMinor !== null && amountMinor > wallet.mostMinor) return 'limit-exceeded';
  if (amountMinor > wallet.balanceMinor) return 'insufficient-funds';
  return null;
}

export type ScanVerdict =
  | { readonly state: 'succeeded' }
  /** The phone asks for its PIN first. */
  | { readonly state: 'needs-pin' }
  /** This wallet can't pay it; another still may. */
  | { readonly state: 'refused'; readonly reason: DeclineReason };

/** What a wallet that scans a shop's code does to its payment; null where it isn't to be paid any more. */
export function decideScan(payment: Payment, wallet: Wallet): ScanVerdict | null {
  const isTaken = payment.wallet !== null && payment.wallet !== wallet.id;
  if (payment.state !== 'awaiting-customer' || isTaken) return null;
  if (wallet.currency !== payment.currency) return { state: 'refused', reason: 'code-unknown' };
  const refusal = walletRefusal(wallet, payment.amountMinor);
  if (refusal) return { state: 'refused', reason: refusal };
  return { state: needsPin(wallet, payment.amountMinor) ? 'needs-pin' : 'succeeded' };
}

export type Confirmation = Verdict | { readonly state: 'wrong-pin'; readonly triesLeft: number };

/** What the PIN that the customer typed does to a waiting payment; null where it isn't waiting any more. */
export function confirmPayment(
  payment: Payment,
  wallet: Wallet,
  pin: string,
  nowMs: number,
): Confirmation | null {
  if (payment.state !== 'awaiting-customer') return null;
  if (isOverdue(payment, nowMs)) return declined('customer-timeout');
  if (pin !== wallet.pin) {
    const triesLeft = pinTries - payment.wrongPins - 1;
    return triesLeft > 0 ? { state: 'wrong-pin', triesLeft } : declined('customer-refused');
  }
  const refusal = walletRefusal(wallet, payment.amountMinor);
  return refusal ? declined(refusal) : { state: 'succeeded' };
}

/** True for a payment whose customer let the time pass. It is declined by whoever looks at it next. */
export function isOverdue(payment: Payment, nowMs: number): boolean {
  return (
    payment.state === 'awaiting-customer' && payment.expiresAtMs !== null && nowMs >= payment.expiresAtMs
  );
}

function declined(reason: DeclineReason): Verdict {
  return { state: 'declined', reason };
}
