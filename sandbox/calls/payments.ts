import type { PaymentRequestAsk } from '../../shared/request-wire.ts';
import type { CancelAsk, PaymentAnswer, PaymentAsk, paymentAnswer } from '../../shared/scheme-wire.ts';
import { instantOf } from '../../shared/time.ts';
import type { Parts } from '../parts.ts';
import { book, feeAccount, merchantAccount, walletAccount } from '../records/books.ts';
import { appendEvent } from '../records/event.ts';
import { findPayment, savePayment } from '../records/payment.ts';
import { numberPrinted } from '../records/printed-code.ts';
import { findRedemption } from '../records/redemption.ts';
import { findCode, findWallet, spendCode } from '../records/wallet.ts';
import { crockford } from '../rules/activation.ts';
import {
  type Confirmation,
  confirmPayment,
  decidePayment,
  isOverdue,
  type Payment,
  type Verdict,
} from '../rules/payment.ts';
import { feeOf } from '../rules/settlement.ts';
import { readCustomerCode } from '../rules/wallet.ts';
import { answered, type Call, type Handler, type Outcome, problem } from './call.ts';
import { grantedPaymentMinor } from './grant.ts';

/** Asking again with the same id and body answers the payment as it is now, whatever became of it. */
export const putPayment: Handler<PaymentAsk, typeof paymentAnswer> = (parts, call) => {
  const { ask, terminal } = call;
  if (ask.amount.currency !== terminal.merchant.currency)
    return problem('field-invalid', { field: 'amount' });
  const known = findPayment(parts.database, call.params.id ?? '');
  if (!known && findRedemption(parts.database, call.params.id ?? '')) return problem('id-reused');
  if (!known) return answered(answerOf(takePayment(parts, call)));
  const again = askedAgain(parts, known, call);
  return again ? answered(answerOf(again)) : problem('id-reused');
};

/** What became of a payment whose id is asked for once more; null where it belongs to another ask, or shop. */
export function askedAgain(
  parts: Parts,
  known: Payment,
  call: Call<PaymentAsk | PaymentRequestAsk>,
): Payment | null {
  if (known.merchant !== call.terminal.merchant.id) return null;
  if (known.askHash === null) return fillTombstone(parts, known, call);
  return known.askHash === call.askHash ? upToDate(parts, known, call.nowMs) : null;
}

export const getPayment: Handler<null, typeof paymentAnswer> = (parts, call) => {
  const payment = ownPayment(parts, call);
  return payment ? answered(answerOf(upToDate(parts, payment, call.nowMs))) : problem('not-found');
};

export const cancelPayment: Handler<CancelAsk, typeof paymentAnswer> = (parts, call) => {
  const cancelled = cancelOwn(parts, call);
  return cancelled ? answered(answerOf(cancelled)) : problem('not-found');
};

/**
 * A payment that waits is cancelled; one that is final stays what it is. An id never heard of becomes
 * a tombstone, so that the payment it belonged to can't be taken when it arrives late. Null: not this shop's.
 */
export function cancelOwn(parts: Parts, call: Call<CancelAsk>): Payment | null {
  const id = call.params.id ?? '';
  const known = findPayment(parts.database, id);
  if (!known) return findRedemption(parts.database, id) ? null : setTombstone(parts, id, call);
  if (known.merchant !== call.terminal.merchant.id) return null;
  const payment = upToDate(parts, known, call.nowMs);
  if (payment.state !== 'awaiting-customer') return payment;
  return keep(parts, { ...payment, state: 'cancelled', reason: call.ask.reason, atMs: call.nowMs });
}

export type PhoneAnswer =
  | { readonly kind: 'done'; readonly payment: Payment }
  | { readonly kind: 'wrong-pin'; readonly triesLeft: number };

/** The customer types the PIN on the phone (null: refuses to pay). Runs in a transaction of its own. */
export function answerOnPhone(
  parts: Parts,
  ask: { readonly wallet: string; readonly payment: string; readonly pin: string | null },
): Outcome<PhoneAnswer> {
  const nowMs = parts.clock.now();
  const wallet = findWallet(parts.database, ask.wallet);
  const payment = findPayment(parts.database, ask.payment);
  if (!wallet || payment?.wallet !== wallet.id) return problem('not-found');
  const confirmation: Confirmation | null =
    ask.pin === null ? refuseOnPhone(payment, nowMs) : confirmPayment(payment, wallet, ask.pin, nowMs);
  if (!confirmation) return problem('state-conflict');
  if (confirmation.state === 'wrong-pin') {
    savePayment(parts.database, { ...payment, wrongPins: payment.wrongPins + 1 });
    return answered({ kind: 'wrong-pin', triesLeft: confirmation.triesLeft });
  }
  return answered({ kind: 'done', payment: keep(parts, decided(payment, confirmation, nowMs)) });
}

function refuseOnPhone(payment: Payment, nowMs: number): Verdict | null {
  if (payment.state !== 'awaiting-customer') return null;
  return { state: 'declined', reason: isOverdue(payment, nowMs) ? 'customer-timeout' : 'customer-refused' };
}

function takePayment(parts: Parts, call: Call<PaymentAsk>): Payment {
  const { database } = parts;
  const { ask, nowMs } = call;
  const digits = readCustomerCode(ask.customerCode);
  const code = digits === null ? null : findCode(database, digits);
  const wallet = code && findWallet(database, code.wallet);
  const amountMinor = BigInt(ask.amount.minor);
  const verdict = decidePayment(
    {
      amountMinor,
      currency: ask.amount.currency,
      merchantBlocked: call.terminal.merchant.isBlocked,
      grantedMinor: grantedPaymentMinor,
      code,
      wallet,
    },
    nowMs,
  );
  const id = call.params.id ?? '';
  // Only the first payment stands in the wallet's history: a stranger's second scan is not the customer's.
  const isFirstUse = code !== null && code.usedBy === null;
  if (isFirstUse) spendCode(database, code.code, id);
  const asked = newPayment(parts, id, call, { amountMinor, wallet: isFirstUse ? code.wallet : null });
  return keep(parts, decided(asked, verdict, nowMs));
}

/** Applies a verdict; `expiresAtMs` stays only while the customer is waited for. */
export function decided(payment: Payment, verdict: Verdict, nowMs: number): Payment {
  return {
    ...payment,
    state: verdict.state,
    reason: verdict.state === 'declined' ? verdict.reason : null,
    expiresAtMs: verdict.state === 'awaiting-customer' ? verdict.expiresAtMs : null,
    feeMinor: verdict.state === 'succeeded' ? feeOf(payment.amountMinor) : null,
    atMs: nowMs,
  };
}

/** Stores what was decided, moves the money if it was paid, and leaves a hint for the till. */
export function keep(parts: Parts, payment: Payment): Payment {
  const { database } = parts;
  savePayment(database, payment);
  if (payment.state === 'succeeded') {
    bookPayment(parts, payment);
    numberPrinted(database, payment.id);
  }
  appendEvent(database, payment.merchant, { name: 'payment', resource: payment.id, atMs: payment.atMs });
  return payment;
}

function bookPayment(parts: Parts, payment: Payment): void {
  const fee = payment.feeMinor ?? 0n;
  if (payment.wallet === null) throw new Error(`payment ${payment.id} was paid by nobody`);
  book(parts.database, {
    kind: 'payment',
    resource: payment.id,
    atMs: payment.atMs,
    currency: payment.currency,
    postings: [
      { account: walletAccount(payment.wallet), minor: -payment.amountMinor },
      { account: merchantAccount(payment.merchant), minor: payment.amountMinor - fee },
      { account: feeAccount, minor: fee },
    ],
  });
}

/** A waiting payment whose time is over is declined by whoever looks at it first. */
export function upToDate(parts: Parts, payment: Payment, nowMs: number): Payment {
  if (!isOverdue(payment, nowMs)) return payment;
  return keep(parts, decided(payment, { state: 'declined', reason: 'customer-timeout' }, nowMs));
}

function setTombstone(parts: Parts, id: string, call: Call<CancelAsk>): Payment {
  const asked = newPayment(parts, id, call, { amountMinor: 0n, wallet: null });
  return keep(parts, {
    ...asked,
    askHash: null,
    saleRef: null,
    state: 'cancelled',
    reason: call.ask.reason,
  });
}

/** The late payment names its amount and its body; cancelled it stays. */
function fillTombstone(
  parts: Parts,
  tombstone: Payment,
  call: Call<PaymentAsk | PaymentRequestAsk>,
): Payment {
  const filled: Payment = {
    ...tombstone,
    askHash: call.askHash,
    amountMinor: BigInt(call.ask.amount.minor),
    saleRef: call.ask.saleRef,
  };
  savePayment(parts.database, filled);
  return filled;
}

export function newPayment(
  parts: Parts,
  id: string,
  call: Call<PaymentAsk | PaymentRequestAsk | CancelAsk>,
  known: { readonly amountMinor: bigint; readonly wallet: string | null },
): Payment {
  const { terminal, ask, askHash, nowMs } = call;
  return {
    id,
    merchant: terminal.merchant.id,
    terminal: terminal.id,
    askHash,
    state: 'cancelled',
    amountMinor: known.amountMinor,
    currency: terminal.merchant.currency,
    wallet: known.wallet,
    saleRef: 'saleRef' in ask ? ask.saleRef : null,
    reason: null,
    schemeRef: `P${crockford(14, parts.random)}`,
    atMs: nowMs,
    expiresAtMs: null,
    feeMinor: null,
    refundedMinor: 0n,
    wrongPins: 0,
  };
}

export function ownPayment(parts: Parts, call: Call<null>): Payment | null {
  const payment = findPayment(parts.database, call.params.id ?? '');
  return payment?.merchant === call.terminal.merchant.id ? payment : null;
}

export function answerOf(payment: Payment): PaymentAnswer {
  const { currency } = payment;
  return {
    id: payment.id,
    amount: { minor: payment.amountMinor.toString(), currency },
    merchantId: payment.merchant,
    terminalId: payment.terminal,
    schemeRef: payment.schemeRef,
    at: instantOf(payment.atMs),
    state: payment.state,
    ...(payment.reason === null ? {} : { reason: payment.reason }),
    ...(payment.expiresAtMs === null ? {} : { expiresAt: instantOf(payment.expiresAtMs) }),
    ...(payment.feeMinor === null ? {} : { fee: { minor: payment.feeMinor.toString(), currency } }),
  };
}
