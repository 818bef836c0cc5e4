import type { RegisterView } from '../../shared/views.ts';
import { press } from './counter.ts';
import { must, type Visit } from './truth.ts';
import type { World } from './world.ts';

/** What became of one try to pay. */
export type Came = 'sold' | 'waiting' | 'unpaid' | 'leaving';

/**
 * F12: the amount is named to the customer. False where the basket has gone meanwhile: a payment that
 * was taken up after a restart may succeed at any moment.
 */
export async function openPay(world: World, visit: Visit): Promise<boolean> {
  if (world.look().pay === null) {
    const opened = await press(world, 'pay.open', {});
    const isGone = !opened.ok && opened.problem.code === 'basket-empty';
    must(opened.ok || isGone, `visit ${visit.no} can not pay: ${opened.ok ? '' : opened.problem.code}`);
    if (isGone) return false;
  }
  amountIsNamed(world.look(), visit);
  return true;
}

export function amountIsNamed(view: RegisterView, visit: Visit): void {
  must(view.pay?.saleId === visit.saleId, `the pay screen is not about visit ${visit.no}`);
  visit.dueMinor = BigInt(view.pay.amount.minor);
}

/** "Paid" on the screen is about this sale and this amount. */
export function paidIsShown(view: RegisterView, visit: Visit): void {
  must(view.paid?.saleId === visit.saleId, `visit ${visit.no} is paid and the screen does not say so`);
  must(BigInt(view.paid.total.minor) === visit.dueMinor, `visit ${visit.no} was paid with another amount`);
}
