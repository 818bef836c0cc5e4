import { isCurrency } from '../../shared/qr/iso-codes.ts';
import { writeShopCode } from '../../shared/qr/shop-code.ts';
import type {
  PaymentRequestAnswer,
  PaymentRequestAsk,
  paymentRequestAnswer,
} from '../../shared/request-wire.ts';
import type { CancelAsk } from '../../shared/scheme-wire.ts';
import type { Parts } from '../parts.ts';
import { findPayment } from '../records/payment.ts';
import { findRequest, insertRequest, requestByPayload } from '../records/payment-request.ts';
import { findRedemption } from '../records/redemption.ts';
import { findWallet } from '../records/wallet.ts';
import { decideScan, type Payment, type ScanVerdict } from '../rules/payment.ts';
import { answered, type Call, type Handler, type Outcome, problem } from './call.ts';
import { grantedPaymentMinor, merchantCategory } from './grant.ts';
import {
  answerOf,
  askedAgain,
  cancelOwn,
  decided,
  keep,
  newPayment,
  ownPayment,
  upToDate,
} from './payments.ts';

/**
 * Makes a code for one payment. It is a payment like any other, which no wallet has scanned yet: same
 * id and body, the payment as it is now; another body, refused.
 */
export const putRequest: Handler<PaymentRequestAsk, typeof paymentRequestAnswer> = (parts, call) => {
  const { ask, terminal, params } = call;
  const id = params.id ?? '';
  const { currency } = terminal.merchant;
  if (ask.amount.currency !== currency || !isCurrency(currency))
    return problem('field-invalid', { field: 'amount' });
  const known = findPayment(parts.database, id);
  if (!known && findRedemption(parts.database, id)) return problem('id-reused');
  const payment = known ? askedAgain(parts, known, call) : makeRequest(parts, call, id);
  return payment ? answered(requestAnswer(parts, payment)) : problem('id-reused');
};

export const getRequest: Handler<null, typeof paymentRequestAnswer> = (parts, call) => {
  const payment = ownPayment(parts, call);
  if (!payment) return problem('not-found');
  return answered(requestAnswer(parts, upToDate(parts, payment, call.nowMs)));
};

/** As of a payment: what was paid stays paid, an id never heard of becomes a tombstone. */
export const cancelRequest: Handler<CancelAsk, typeof paymentRequestAnswer> = (parts, call) => {
  const payment = cancelOwn(parts, call);
  return payment ? answered(requestAnswer(parts, payment)) : problem('not-found');
};

export type PhoneScan = { readonly payment: Payment; readonly refused: string | null };

/**
 * A wallet scans what a shop shows. A small amount is paid at once, for a larger one the phone asks
 * for its PIN; from then on the code is this wallet's. One that can't pay leaves it to others.
 */
export function scanOnPhone(
  parts: Parts,
  ask: { readonly wallet: string; readonly payload: string },
): Outcome<PhoneScan> {
  const { database } = parts;
  const nowMs = parts.clock.now();
  const wallet = findWallet(database, ask.wallet);
  const request = requestByPayload(database, ask.payload);
  const found = request && findPayment(database, request.id);
  if (!wallet || !found) return problem('not-found');
  const payment = upToDate(parts, found, nowMs);
  const verdict: ScanVerdict | null = decideScan(payment, wallet);
  if (!verdict) return problem('state-conflict');
  if (verdict.state === 'refused') return answered({ payment, refused: verdict.reason });
  const claimed: Payment = { ...payment, wallet: wallet.id };
  const paid = verdict.state === 'succeeded' ? decided(claimed, verdict, nowMs) : claimed;
  return answered({ payment: keep(parts, paid), refused: null });
}

function makeRequest(parts: Parts, call: Call<PaymentRequestAsk>, id: string): Payment {
  const { ask, terminal, nowMs } = call;
  const amountMinor = BigInt(ask.amount.minor);
  const asked = newPayment(parts, id, call, { amountMinor, wallet: null });
  const { merchant } = terminal;
  if (merchant.isBlocked || amountMinor > grantedPaymentMinor) {
    const reason = merchant.isBlocked ? 'merchant-blocked' : 'limit-exceeded';
    return keep(parts, decided(asked, { state: 'declined', reason }, nowMs));
  }
  const expiresAtMs = nowMs + ask.expiresIn * 1000;
  const made = keep(parts, decided(asked, { state: 'awaiting-customer', expiresAtMs }, nowMs));
  const payload = writeShopCode({
    merchantId: merchant.id,
    merchantName: merchant.name,
    category: merchantCategory,
    currency: merchant.currency,
    amount: { minor: amountMinor, currency: merchant.currency },
    reference: made.schemeRef,
  });
  insertRequest(parts.database, { id, payload });
  return made;
}

function requestAnswer(parts: Parts, payment: Payment): PaymentRequestAnswer {
  const isOpen = payment.state === 'awaiting-customer';
  const request = isOpen ? findRequest(parts.database, payment.id) : null;
  return { ...answerOf(payment), ...(request ? { qr: request.payload } : {}) };
}
