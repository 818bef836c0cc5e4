import { answerMismatch, type Expected, type Mismatch } from '../../shared/answer-binding.ts';
import type { RedemptionAnswer } from '../../shared/voucher-wire.ts';

/**
 * The first thing in a signed answer about a redemption that is not as the till's row says, or null.
 * Programme and balance are absent where the scheme doesn't know the voucher; where they are there,
 * they must be the voucher's own. A cancel that came before its redemption has amount zero.
 */
export function redemptionMismatch(
  expected: Expected & { readonly programme: string },
  answer: RedemptionAnswer,
): Mismatch | 'programme' | null {
  const isTombstone = answer.state === 'cancelled' && answer.amount.minor === '0';
  const mismatch = answerMismatch(expected, answer, isTombstone);
  if (mismatch) return mismatch;
  if (answer.programme !== undefined && answer.programme !== expected.programme) return 'programme';
  if (answer.balance !== undefined && answer.balance.currency !== expected.amount.currency) return 'currency';
  return answer.state === 'succeeded' && answer.programme === undefined ? 'programme' : null;
}
