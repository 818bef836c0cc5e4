import { z } from 'zod';
import { cancelAsk, paymentAnswer, type Route } from './scheme-wire.ts';
import { askedAmount, reference } from './wire-parts.ts';

/*
 * Payment requests (payments.md §3): the scheme makes a code for one payment, the till shows it, the
 * customer's wallet scans it. Like scheme-wire.ts: strict asks, tolerant answers.
 */

/** How long a code that is shown may be paid, in seconds. */
export const requestSeconds = { least: 30, most: 300 } as const;

export const paymentRequestAsk = z.strictObject({
  amount: askedAmount,
  expiresIn: z.int().min(requestSeconds.least).max(requestSeconds.most),
  saleRef: reference,
});
export type PaymentRequestAsk = z.infer<typeof paymentRequestAsk>;

/**
 * A payment, with `qr`: the EMV merchant-presented text to show. It is there only while it may be
 * paid, so a code that is over can't be shown by mistake.
 */
export const paymentRequestAnswer = z.object({
  ...paymentAnswer.shape,
  qr: z.string().min(1).max(512).optional(),
});
export type PaymentRequestAnswer = z.infer<typeof paymentRequestAnswer>;

// --- Practice ---

/** A wallet scans a shown code: the text under it. */
export const practiceShopCodeAsk = z.strictObject({ payload: z.string().min(1).max(512) });

/**
 * `state` is the payment's now, `payment` its id. Where this wallet can't pay it, `refused` with the
 * `reason`: the code stays open for another wallet.
 */
export const practiceShopCodeAnswer = z.object({
  state: z.string(),
  payment: z.string(),
  reason: z.string().optional(),
});

// --- Routes ---

const signed = { signed: true, signedBy: 'answer' } as const;
const practice = { signed: false, signedBy: 'answer' } as const;

export const requestRoutes = {
  putPaymentRequest: {
    method: 'PUT',
    path: '/payment-requests/{id}',
    ask: paymentRequestAsk,
    answer: paymentRequestAnswer,
    ...signed,
  },
  getPaymentRequest: {
    method: 'GET',
    path: '/payment-requests/{id}',
    ask: null,
    answer: paymentRequestAnswer,
    ...signed,
  },
  cancelPaymentRequest: {
    method: 'POST',
    path: '/payment-requests/{id}/cancel',
    ask: cancelAsk,
    answer: paymentRequestAnswer,
    ...signed,
  },
  practiceShopCode: {
    method: 'POST',
    path: '/practice/wallets/{id}/shop-code',
    ask: practiceShopCodeAsk,
    answer: practiceShopCodeAnswer,
    ...practice,
  },
} as const satisfies Record<string, Route>;
