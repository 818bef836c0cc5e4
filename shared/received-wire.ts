import { z } from 'zod';
import type { Route } from './scheme-wire.ts';
import { answeredResource, reference, terminalId } from './wire-parts.ts';

/*
 * The code that a shop prints and hangs up: whoever scans it types the amount, and no till asks for
 * the money. What came in by it is listed to the terminal that the code was given to. Like
 * scheme-wire.ts: strict asks, tolerant answers.
 */

/** The EMV merchant-presented text to print, without an amount. The same each time it is asked for. */
export const merchantCodeAnswer = z.object({
  merchantId: reference,
  terminalId,
  payload: z.string().min(1).max(512),
});

/** A payment that is through. `seq` counts them for this terminal, from 1 and without a gap. */
export const receivedPayment = z.object({
  ...answeredResource,
  seq: z.int().min(1),
  /** The end of the payer's wallet number, so that two customers can be told apart. */
  payer: z.string().max(8).optional(),
});
export type ReceivedPayment = z.infer<typeof receivedPayment>;

/** In order of `seq`; `after` is the last `seq` that is known. `next` is absent or null on the last page. */
export const receivedAnswer = z.object({
  items: z.array(receivedPayment),
  next: z.string().nullish(),
});

// --- Practice ---

/** A wallet scans a printed code and types `amount` (`12.50`). */
export const practicePrintedAsk = z.strictObject({
  payload: z.string().min(1).max(512),
  amount: z.string().min(1).max(32),
});

/** `state` is the payment's now; `refused` with a `reason` where this wallet can't pay it: nothing was made. */
const practicePrintedAnswer = z.object({
  state: z.string(),
  payment: z.string().optional(),
  reason: z.string().optional(),
});

// --- Routes ---

export const receivedRoutes = {
  received: {
    method: 'GET',
    path: '/payments',
    ask: null,
    answer: receivedAnswer,
    query: ['limit', 'after'],
    signed: true,
    signedBy: 'answer',
  },
  merchantCode: {
    method: 'GET',
    path: '/merchant-code',
    ask: null,
    answer: merchantCodeAnswer,
    signed: true,
    signedBy: 'answer',
  },
  practicePrinted: {
    method: 'POST',
    path: '/practice/wallets/{id}/printed-code',
    ask: practicePrintedAsk,
    answer: practicePrintedAnswer,
    signed: false,
    signedBy: 'answer',
  },
} as const satisfies Record<string, Route>;
