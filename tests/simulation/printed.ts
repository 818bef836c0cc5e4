import { newId } from '../../shared/ids.ts';
import type { ReceivedView } from '../../shared/views.ts';
import { press, steadily, typed } from './counter.ts';
import { bytesOf } from './dice.ts';
import { type Came, openPay, paidIsShown } from './pay-screen.ts';
import { must, type Visit } from './truth.ts';
import type { World } from './world.ts';

/** The code that hangs at the door: passers-by and customers pay by it, whether the till is on or not. */

/** As the owner printed it on a calm morning. */
export async function hangUpTheCode(world: World): Promise<void> {
  let payload = '';
  let isDone = false;
  const work = world.host
    .opened()
    .scheme.merchantCode()
    .then((outcome) => {
      if (outcome.kind === 'answer') payload = outcome.value.payload;
    })
    .finally(() => {
      isDone = true;
    });
  while (!isDone) await world.wait(500);
  await work;
  must(payload !== '', 'the scheme gives no code to print');
  world.truth.printedCode = payload;
}

/** Somebody pays for what never becomes a sale here. It is the shop's, whatever breaks. */
export async function passerByPays(world: World): Promise<void> {
  const minor = BigInt(world.dice.between(50, 3000));
  const id = await payByCode(world, minor);
  if (id !== null) world.tally.add('a passer-by paid by the printed code');
}

/** Null where the phone shows nothing, since the scheme is away. */
async function payByCode({ phones, truth }: World, minor: bigint): Promise<string | null> {
  const wallet = await phones.openWallet({ currency: 'CNY' });
  return wallet && phones.payPrinted(wallet, truth.printedCode, typed(minor));
}

/** A little longer than a till asks by itself, where every hint is lost. */
const seenWithinMs = 180_000;

/**
 * The customer scans the code on the wall and types what is due; the cashier takes it once the till shows
 * it. Where it does not in time, the customer is asked to pay in another way, and gets this back later.
 */
export async function payByPrintedCode(world: World, visit: Visit): Promise<Came> {
  if (!(await openPay(world, visit))) return 'unpaid';
  const paid = await payByCode(world, visit.dueMinor ?? 0n);
  if (paid === null) return 'unpaid';
  const shown = await offered(world);
  if (!shown) {
    world.truth.toGiveBack.add(paid);
    world.tally.add('the printed code was not shown in time');
    return 'unpaid';
  }
  const { tenderNo } = world.look().pay ?? { tenderNo: 1 };
  const key = () => world.ask('pay.received', { paymentId: shown.id, tenderNo });
  const results = await Promise.all(world.dice.chance(0.3) ? [key(), key()] : [key()]);
  const taken = results.filter((result) => result.ok).length;
  must(taken <= 1, `what came in by the printed code closed visit ${visit.no} ${taken} times`);
  if (taken === 0) {
    world.truth.toGiveBack.add(paid);
    return 'unpaid';
  }
  world.tally.add('a sale paid by the printed code');
  paidIsShown(world.look(), visit);
  return 'sold';
}

async function offered(world: World): Promise<ReceivedView | null> {
  const untilMs = world.timeline.nowMs() + seenWithinMs;
  while (world.timeline.nowMs() < untilMs) {
    const found = world.look().pay?.received;
    if (found) return found;
    if (world.look().pay === null) return null;
    await world.wait(1_000);
  }
  return null;
}

/** Customers who paid twice, since the till did not show the first in time, come for what is theirs. */
export async function giveBackPrinted(world: World): Promise<void> {
  const { host, plan, truth, tally } = world;
  const stateOf = (id: string) =>
    host.till().counter.db.get<{ state: string }>('SELECT state FROM received_payment WHERE id = ?', id)
      ?.state;
  for (const paymentId of truth.toGiveBack) {
    const id = newId(host.wall.nowMs(), bytesOf(`${plan.seed} printed ${paymentId}`));
    for (let tries = 0; ; tries += 1) {
      must(tries < 200, `what came in as ${paymentId} can not be given back`);
      // Taken meanwhile for another customer's sale of the same amount: then that one's is kept here.
      if ((await steadily(world, async () => stateOf(paymentId))) === 'matched') break;
      const ask = { id, paymentId, amount: null };
      if ((await steadily(world, () => press(world, 'received.giveBack', ask))).ok) break;
      await steadily(world, () => world.wait(15_000));
    }
    tally.add('given back by the printed code');
  }
  truth.toGiveBack.clear();
}
