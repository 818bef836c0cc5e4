import type { Money } from './money.ts';
import type { PaymentAnswer } from './scheme-wire.ts';

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

export type Mismatch = 'id' | 'amount' | 'currency' | 'merchant' | 'terminal';

/** The first thing in a signed answer that is not as the till's row says, or null. */
export function answerMismatch(
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
