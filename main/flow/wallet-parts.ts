import type { WalletSaid } from '../../shared/code-wallet-wire.ts';
import type { Id } from '../../shared/ids.ts';
import type { Money } from '../../shared/money.ts';
import type { ForeignWallet } from '../../shared/payment.ts';
import { timers } from '../../shared/payment-timers.ts';
import type { Clock } from '../../shared/time.ts';
import type { CodeWallet } from '../code-wallet/client.ts';
import type { PaymentRecord } from '../payment/records.ts';
import type { SchemeClient } from '../scheme/client.ts';
import { dark, type Outcome } from '../scheme/outcome.ts';
import type { Database } from '../store/database.ts';
import type { Journal } from '../store/journal.ts';
import type { CodeWallets } from './code-wallets.ts';
import type { Network } from './network.ts';

/** The calls that move a customer's money. */
export type WalletScheme = Pick<
  SchemeClient,
  'putPayment' | 'getPayment' | 'cancelPayment' | 'putRefund' | 'getRefund'
>;

/** Who this till is to the scheme: an answer that names somebody else is not about its money. */
export type Merchant = {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly currency: string;
  /** Its name, as customers of a foreign wallet read it on their phones. */
  readonly shop?: string;
  /** What this till was called before it was activated anew; its older payments still carry that. */
  readonly formerTerminalIds?: readonly string[];
};

/** Kinds of `NoticeView` that come from the wallet. */
export type WalletNotice =
  | 'payment-recovered'
  | 'payment-ended'
  | 'payment-late-success'
  | 'refund-owed'
  | 'refund-done'
  | 'forged-answer';

/** What taking money and giving it back both stand on. */
export type WalletParts = {
  readonly journal: Journal;
  readonly db: Database;
  readonly scheme: WalletScheme;
  /** Foreign wallets that this shop may ask; a shop without accounts has none. */
  readonly codeWallets?: CodeWallets;
  readonly clock: Clock;
  readonly newId: () => Id;
  /** Null before the terminal was activated. */
  readonly merchant: () => Merchant | null;
  readonly network: Network;
  /** Something that a screen may show has changed; called after it is durable. */
  readonly onChange: () => void;
  /** `refundId` where it is about one of the payment's refunds. */
  readonly onNotice?: (kind: WalletNotice, payment: PaymentRecord, amount: Money, refundId?: Id) => void;
  /** A step could not be written: a full disk, a failed one. Nothing was lost; it is tried again. */
  readonly onTrouble?: (error: unknown) => void;
};

export function terminalIdsOf(merchant: Merchant | null): string[] {
  return merchant ? [merchant.terminalId, ...(merchant.formerTerminalIds ?? [])] : [];
}

/** A broken listener must not take the core down with it: other payments are on their way. */
export function safely(parts: Pick<WalletParts, 'onTrouble'>, run: () => void): void {
  try {
    run();
  } catch (error) {
    parts.onTrouble?.(error);
  }
}

/**
 * Asks, and tells what came of it exactly as the client would: a call that throws or never returns is
 * dark too (the client gives up by itself, after 13 s as a rule, so that is only for a call that hangs). What comes after it was given up is told as well, since a late signed answer is still true.
 */
export function inquire<T>(
  parts: Pick<WalletParts, 'clock' | 'onTrouble'> & Partial<Pick<WalletParts, 'network'>>,
  call: () => Promise<Outcome<T>>,
  told: (outcome: Outcome<T>) => void,
): void {
  const tell = (outcome: Outcome<T>): void =>
    safely(parts, () => {
      parts.network?.heard(outcome.kind);
      told(outcome);
    });
  const stopWaiting = parts.clock.after(timers.lost.ms, () => tell(dark('timeout')));
  const run = async (): Promise<Outcome<T>> => {
    try {
      return await call();
    } catch (error) {
      parts.onTrouble?.(error);
      return dark('cut');
    }
  };
  void run().then((outcome) => {
    stopWaiting();
    tell(outcome);
  });
}

/** As `inquire`, of a foreign wallet: whether that one answers says nothing about the scheme. */
export function inquireForeign(
  { clock, onTrouble, codeWallets }: Pick<WalletParts, 'clock' | 'onTrouble' | 'codeWallets'>,
  wallet: ForeignWallet,
  call: (asked: CodeWallet) => Promise<Outcome<WalletSaid>>,
  told: (outcome: Outcome<WalletSaid>) => void,
): void {
  const asked = codeWallets?.of(wallet);
  // Its account is gone from the folder: nobody can be asked, and nothing is known.
  const gone: Outcome<WalletSaid> = { kind: 'not-sent', why: 'not-activated' };
  inquire({ clock, ...(onTrouble ? { onTrouble } : {}) }, async () => (asked ? call(asked) : gone), told);
}
