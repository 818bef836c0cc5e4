import { isSettled } from '../../shared/payment.ts';
import type { AttemptView } from '../../shared/views.ts';
import { press, receiptOf, typed } from './counter.ts';
import { type Came, paidIsShown } from './pay-screen.ts';
import { must, type Visit } from './truth.ts';
import type { World } from './world.ts';

/** Watches the pay screen until it says how the payment ended, or patience does. */
export async function follow(world: World, visit: Visit): Promise<Came> {
  const { dice, timeline } = world;
  const patientUntilMs = timeline.nowMs() + dice.between(4_000, 140_000);
  for (let looks = 0; ; looks += 1) {
    must(looks < 2000, `visit ${visit.no} never came to an end`);
    await world.wait(dice.between(400, 3000));
    const view = world.look();
    if (view.paid?.saleId === visit.saleId) {
      paidIsShown(view, visit);
      return 'sold';
    }
    const attempt = view.pay?.attempt ?? null;
    if (!attempt || isSettled(attempt.state)) return ended(world, visit, attempt);
    world.tally.add(`seen ${attempt.state}`);
    const came = await fidget(world, visit, attempt, timeline.nowMs() > patientUntilMs);
    if (came) return came;
  }
}

async function ended(world: World, visit: Visit, attempt: AttemptView | null): Promise<Came> {
  if (visit.saleId !== null && (await receiptOf(world, visit.saleId))) return 'sold';
  must(attempt?.state !== 'succeeded', `visit ${visit.no} has paid, and is not booked`);
  world.tally.add(attempt ? `${attempt.state}: ${attempt.reason}` : 'no attempt');
  return 'unpaid';
}

/** What people do while they wait; all of it must be harmless. Answers what ended the waiting. */
async function fidget(
  world: World,
  visit: Visit,
  attempt: AttemptView,
  isImpatient: boolean,
): Promise<Came | null> {
  const { dice } = world;
  const attemptId = attempt.id;
  if (dice.chance(0.03)) await press(world, 'pay.queryNow', { attemptId });
  if (dice.chance(0.03)) await scanIsIgnored(world);
  if (dice.chance(0.02)) await press(world, 'pay.back', {}).then(notHidden);
  if (dice.chance(attempt.state === 'awaiting-customer' ? 0.02 : 0.01))
    await press(world, 'pay.stop', { attemptId });
  if (world.look().pay?.mayTakeCashInstead && dice.chance(isImpatient ? 0.4 : 0.03))
    return cashInstead(world, visit, attempt);
  if (!isImpatient || attempt.state === 'awaiting-customer') return null;
  const put = await press(world, 'pay.setAside', { attemptId });
  return put.ok ? 'waiting' : null;
}

function notHidden(result: { readonly ok: boolean; readonly value?: { readonly pay: unknown } }): void {
  must(!result.ok || result.value?.pay === null, 'the pay screen is neither open nor left');
}

/** Under the pay screen the amount has been named: goods and codes change nothing any more. */
async function scanIsIgnored(world: World): Promise<void> {
  const { dice, goods, truth } = world;
  const before = world.look();
  const text =
    dice.chance(0.5) || truth.oldCodes.length === 0 ? goods.known(dice) : dice.pick(truth.oldCodes);
  const heard = await press(world, 'register.scan', { text, device: 'keyboard' });
  const { pay, basket } = world.look();
  if (!pay || before.pay?.saleId !== pay.saleId) return;
  must(heard.ok && basket.total.minor === before.basket.total.minor, 'a basket changed under the pay screen');
}

/** The wallet is silent, the customer has cash. */
async function cashInstead(world: World, visit: Visit, attempt: AttemptView): Promise<Came | null> {
  visit.meant = 'cash';
  const tendered = typed(BigInt(attempt.amount.minor));
  const paid = await press(world, 'pay.cashInstead', { attemptId: attempt.id, tendered });
  if (!paid.ok) return null;
  paidIsShown(world.look(), visit);
  world.tally.add('cash instead');
  return 'sold';
}
