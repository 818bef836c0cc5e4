import type { Money } from '../../shared/money.ts';
import type { ProblemCode } from '../../shared/problems.ts';
import { isBeyondRefundLimit, refundBeyondLimit } from '../../shared/refund.ts';
import type { Counter } from './counter.ts';

/**
 * The one place that decides whether whoever is at the counter may refund this much. Today a role may or
 * may not; another person's approval would be asked for here, before anything is written.
 * Answers why not, or null.
 */
export function refundNotAllowed(counter: Counter, total: Money): ProblemCode | null {
  const { role } = counter.session();
  return isBeyondRefundLimit(total) && !refundBeyondLimit.includes(role) ? 'refund-above-limit' : null;
}
