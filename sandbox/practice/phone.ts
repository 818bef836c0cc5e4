import { formatMoney } from '../../shared/money.ts';
import { instantOf } from '../../shared/time.ts';
import { upToDate } from '../calls/payments.ts';
import type { Parts } from '../parts.ts';
import { findPayment, paymentsOfWallet } from '../records/payment.ts';
import { findRequest, openRequests } from '../records/payment-request.ts';
import { merchantCodes } from '../records/printed-code.ts';
import { refundsOfWallet } from '../records/refund.ts';
import { findMerchant } from '../records/terminal.ts';
import { findCode, findWallet } from '../records/wallet.ts';
import { isOverdue, type Payment } from '../rules/payment.ts';

/** How far the phone's history goes back. */
const historyLength = 20;

type HistoryLine = {
  readonly id: string;
  readonly kind: 'payment' | 'refund';
  readonly state: string;
  readonly reason?: string;
  readonly at: string;
  readonly shop: string;
  /** Written out for people, with its symbol. */
  readonly amount: string;
};

export type PhoneView = {
  readonly id: string;
  readonly balance: string;
  readonly pin: string | null;
  /** Up to this no PIN is asked; null where one is asked always. */
  readonly withoutPin: string | null;
  readonly waiting: (HistoryLine & { readonly secondsLeft: number }) | null;
  /** What shops show now and nobody has scanned, newest first. */
  readonly shopCodes: readonly (HistoryLine & { readonly secondsLeft: number; readonly payload: string })[];
  /** Codes that shops have printed, of the newest till first. */
  readonly printedCodes: readonly { readonly shop: string; readonly payload: string }[];
  readonly history: readonly HistoryLine[];
  /** True once the code that the page shows has been used. */
  readonly isCodeUsed: boolean;
};

/** All that the customer's phone shows; null for a wallet that isn't there. */
export function phoneView(parts: Parts, id: string, shownCode: string | null): PhoneView | null {
  const { database, clock } = parts;
  const wallet = findWallet(database, id);
  if (!wallet) return null;
  const nowMs = clock.now();
  const payments = database.transaction(() =>
    paymentsOfWallet(database, id, historyLength).map((payment) => upToDate(parts, payment, nowMs)),
  );
  const refunds = refundsOfWallet(database, id, historyLength).map((refund): HistoryLine => {
    const { merchant, amountMinor, currency, atMs } = refund;
    const amount = formatMoney({ minor: amountMinor, currency }, { symbol: true });
    const shop = findMerchant(database, merchant).name;
    return { id: refund.id, kind: 'refund', state: 'refunded', at: instantOf(atMs), shop, amount };
  });
  const waiting = payments.find(({ state }) => state === 'awaiting-customer');
  const history = [...payments.map((payment) => lineOf(parts, payment)), ...refunds];
  const show = (minor: bigint) => formatMoney({ minor, currency: wallet.currency }, { symbol: true });
  return {
    id,
    balance: show(wallet.balanceMinor),
    pin: wallet.pin,
    withoutPin: wallet.withoutPinMinor ? show(wallet.withoutPinMinor) : null,
    waiting: waiting ? { ...lineOf(parts, waiting), secondsLeft: secondsLeft(waiting, nowMs) } : null,
    shopCodes: shopCodes(parts, wallet.currency, nowMs),
    printedCodes: merchantCodes(database, wallet.currency, mostShopCodes).map(({ merchant, payload }) => ({
      shop: findMerchant(database, merchant).name,
      payload,
    })),
    history: history.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, historyLength),
    isCodeUsed: shownCode !== null && (findCode(database, shownCode)?.usedBy ?? null) !== null,
  };
}

/** A shop shows one code a till, and there are few tills here. */
const mostShopCodes = 5;

function shopCodes(parts: Parts, currency: string, nowMs: number): PhoneView['shopCodes'] {
  return openRequests(parts.database, currency, mostShopCodes).flatMap((id) => {
    const payment = findPayment(parts.database, id);
    const request = findRequest(parts.database, id);
    if (!payment || !request || isOverdue(payment, nowMs)) return [];
    return [
      { ...lineOf(parts, payment), payload: request.payload, secondsLeft: secondsLeft(payment, nowMs) },
    ];
  });
}

function secondsLeft({ expiresAtMs }: Payment, nowMs: number): number {
  return Math.max(0, Math.ceil(((expiresAtMs ?? nowMs) - nowMs) / 1000));
}

function lineOf(parts: Parts, payment: Payment): HistoryLine {
  const { currency, amountMinor } = payment;
  return {
    id: payment.id,
    kind: 'payment',
    state: payment.state,
    ...(payment.reason === null ? {} : { reason: payment.reason }),
    at: instantOf(payment.atMs),
    shop: findMerchant(parts.database, payment.merchant).name,
    amount: formatMoney({ minor: amountMinor, currency }, { symbol: true }),
  };
}
