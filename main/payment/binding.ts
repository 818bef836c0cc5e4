import { answerMismatch, type Expected, type Mismatch } from '../../shared/answer-binding.ts';
import { readShopCode } from '../../shared/qr/shop-code.ts';
import type { PaymentRequestAnswer } from '../../shared/request-wire.ts';
import type { PaymentAnswer, RefundAnswer } from '../../shared/scheme-wire.ts';

/** The first thing that doesn't match, or null. A cancel that came before its payment has amount zero. */
export function paymentMismatch(expected: Expected, answer: PaymentAnswer): Mismatch | null {
  const isTombstone = answer.state === 'cancelled' && answer.amount.minor === '0';
  return answerMismatch(expected, answer, isTombstone);
}

/**
 * As of a payment; and the code that it brings must ask a customer for exactly this payment, or nobody
 * may see it: this shop, this amount and currency, this payment's number.
 */
export function requestMismatch(expected: Expected, answer: PaymentRequestAnswer): Mismatch | 'code' | null {
  const wrong = paymentMismatch(expected, answer);
  if (wrong || answer.state !== 'awaiting-customer') return wrong;
  const code = readShopCode(answer.qr ?? '');
  const isRight =
    code?.amount?.minor === expected.amount.minor &&
    code.amount.currency === expected.amount.currency &&
    code.merchantId === expected.merchantId &&
    code.reference === answer.schemeRef;
  return isRight ? null : 'code';
}

export function refundMismatch(
  expected: Expected & { readonly paymentId: string },
  answer: RefundAnswer,
): Mismatch | 'payment' | null {
  if (answer.paymentId !== expected.paymentId) return 'payment';
  return answerMismatch(expected, answer, false);
}
