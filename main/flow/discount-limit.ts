import type { Basket, BasketTotals } from '../../shared/basket.ts';
import type { Id } from '../../shared/ids.ts';
import { done, type Result } from '../../shared/result.ts';
import { shopLeads } from '../../shared/roles.ts';
import { isBeyondDiscountLimit } from '../../shared/staff.ts';
import { allowedDiscount } from '../staff/records.ts';
import { type Permit, permitFor } from './approval.ts';
import type { Counter } from './counter.ts';

/**
 * Whether a basket may have as much off as it has: asked when something is taken off, and again when
 * it is to be paid, since goods may have come and gone since. What somebody who may has let off this
 * sale stays let off. Refused: `discount-above-limit`, `approval-over`.
 */
export function discountPermit(
  counter: Counter,
  basket: Basket,
  totals: BasketTotals,
  approvalId: Id | undefined,
): Result<Permit> {
  const { grossMinor, discountMinor } = totals;
  const isFree =
    !isBeyondDiscountLimit(grossMinor, discountMinor) ||
    discountMinor <= allowedDiscount(counter.db, basket.id);
  if (isFree) return done({ write: () => undefined });
  const amount = { minor: discountMinor.toString(), currency: basket.currency };
  if (!shopLeads.includes(counter.session().role))
    return permitFor(counter, { action: 'discount', subject: basket.id, amount }, approvalId);
  return done({ write: (record) => record('discount-allowed', { saleId: basket.id, amount }) });
}
