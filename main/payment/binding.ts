import { answerMismatch, type Expected, type Mismatch } from '../../shared/answer-binding.ts';
import type { PaymentAnswer, RefundAnswer } from '../../shared/scheme-wire.ts';

/** The first thing that doesn't match, or null. A cancel that came before its payment has amount zero. */
export function paymentMismatch(expected: Expected, answer: PaymentAnswer): Mismatch | null {
  const isTombstone = answer.state === 'cancelled' && answer.amount.minor === '0';
  return answerMismatch(expected, answer, isTombstone);
}

export function refundMismatch(
  expected: Expected & { readonly paymentId: string },
  answer: RefundAnswer,
): Mismatch | 'payment' | null {
  if (answer.paymentId !== expected.paymentId) return 'payment';
  return answerMismatch(expected, answer, false);
}
