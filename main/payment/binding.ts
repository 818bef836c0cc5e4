import type { Money } from '../../shared/money.ts';
import type { PaymentAnswer, RefundAnswer } from '../../shared/scheme-wire.ts';

/**
 * An answer counts only for what was asked: the signature binds it to the request, these bind it to
 * the sale (odoo/odoo#75246: the next sale got the answer of the one before).
 */

/** What the till's own row says; `terminalIds` are all that this till has ever been. */
export type Expected = {
  readonly id: string;
  readonly amount: Money;
  readonly merchantId: string;
  readonly terminalIds: readonly string[];
};

type Mismatch = 'id' | 'amount' | 'currency' | 'merchant' | 'terminal' | 'payment';

/** The first thing that doesn't match, or null. A cancel that came before its payment has amount zero. */
export function paymentMismatch(expected: Expected, answer: PaymentAnswer): Mismatch | null {
  const isTombstone = answer.state === 'cancelled' && answer.amount.minor === '0';
  return mismatch(expected, answer, isTombstone);
}

export function refundMismatch(
  expected: Expected & { readonly paymentId: string },
  answer: RefundAnswer,
): Mismatch | null {
  if (answer.paymentId !== expected.paymentId) return 'payment';
  return mismatch(expected, answer, false);
}

function mismatch(
  expected: Expected,
  answer: Pick<PaymentAnswer, 'id' | 'amount' | 'merchantId' | 'terminalId'>,
  isAmountFree: boolean,
): Mismatch | null {
  if (answer.id !== expected.id) return 'id';
  if (answer.amount.currency !== expected.amount.currency) return 'currency';
  if (!isAmountFree && answer.amount.minor !== expected.amount.minor.toString()) return 'amount';
  if (answer.merchantId !== expected.merchantId) return 'merchant';
  if (!expected.terminalIds.includes(answer.terminalId)) return 'terminal';
  return null;
}
