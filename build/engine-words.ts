import en from '../renderer/words/en.json' with { type: 'json' };
import zh from '../renderer/words/zh-CN.json' with { type: 'json' };
import type { PaymentState, RefundState } from '../shared/payment.ts';

type Key = keyof typeof en & keyof typeof zh;

/** What the cashier reads of a state. */
export const titles: Readonly<Record<PaymentState | 'parked', Key>> = {
  created: 'attempt.created',
  sent: 'attempt.sent',
  'awaiting-customer': 'attempt.awaiting-customer',
  unknown: 'attempt.unknown',
  cancelling: 'attempt.cancelling',
  parked: 'attempt.parked',
  succeeded: 'paid',
  declined: 'declined',
  cancelled: 'cancelled',
};

/** What it means for the money and what to do now; an end needs nothing done. */
export const meanings: Readonly<Record<PaymentState | 'parked', readonly Key[]>> = {
  created: ['attempt-means.created', 'attempt-do.created'],
  sent: ['attempt-means.sent', 'attempt-do.sent'],
  'awaiting-customer': ['attempt-means.awaiting-customer', 'attempt-do.awaiting-customer'],
  unknown: ['attempt-means.unknown', 'attempt-do.unknown'],
  cancelling: ['attempt-means.cancelling', 'attempt-do.cancelling'],
  parked: ['attempt-means.parked', 'attempt-do.parked'],
  succeeded: [],
  declined: ['declined.means'],
  cancelled: ['cancelled.means'],
};

const pending = ['refund-state.pending', 'refund-means.pending'] as const;

/** What the cashier reads of a refund. Where the scheme is silent, and of an unclear refusal, `refund-state.tsx` says more. */
export const refundWords: Readonly<Record<RefundState, readonly Key[]>> = {
  created: pending,
  sent: pending,
  refunding: pending,
  refunded: ['refund-state.refunded', 'refund-means.refunded'],
  refused: ['refund-state.owed', 'refund-means.owed'],
};

export function inBoth(key: Key): { readonly en: string; readonly zh: string } {
  return { en: en[key], zh: zh[key] };
}
