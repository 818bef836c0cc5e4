import { isSettled } from '../../shared/payment.ts';
import { press, typed } from './counter.ts';
import { follow } from './following.ts';
import { payByOurCode } from './our-code.ts';
import { type Came, openPay, paidIsShown } from './pay-screen.ts';
import { must, type Visit } from './truth.ts';
import { payByWallet } from './wallet-payment.ts';
import type { World } from './world.ts';

/** One tender. A payment that is still open is followed to its end before anything else is tried. */
export async function paying(world: World, visit: Visit, round: number): Promise<Came> {
  const { dice } = world;
  const open = world.look().unresolved.some((one) => one.saleId === visit.saleId && !isSettled(one.state));
  if (open) {
    return (await openPay(world, visit)) ? follow(world, visit) : 'unpaid';
  }
  const weights =
    round < 3
      ? { wallet: 50, ours: 12, cash: 26, elsewhere: 8, leave: 1 + round * 3 }
      : { wallet: 8, ours: 2, cash: 60, elsewhere: 5, leave: 25 };
  const way = dice.weighted(weights);
  if (way === 'leave') return 'leaving';
  visit.meant = way === 'ours' ? 'wallet' : way;
  if (way === 'ours') return payByOurCode(world, visit);
  if (way === 'wallet') return payByWallet(world, visit);
  return way === 'cash' ? payCash(world, visit) : payElsewhere(world, visit);
}

async function payCash(world: World, visit: Visit): Promise<Came> {
  const { dice } = world;
  if (!(await openPay(world, visit))) return 'unpaid';
  const { pay } = world.look();
  const dueMinor = visit.dueMinor ?? 0n;
  if (dice.chance(0.05) && dueMinor > 0n) {
    const short = await press(world, 'pay.cash', { tendered: typed(dueMinor - 1n) });
    must(!short.ok, 'a sale was closed with too little cash');
  }
  // A wrong key: the customer holds up another wallet, the cashier presses cash.
  if (dice.chance(0.04)) visit.meant = 'elsewhere';
  const preset = pay && pay.presetCash.length > 0 ? dice.pick(pay.presetCash) : null;
  const tendered = typed(preset ? BigInt(preset.minor) : dueMinor);
  return pressTwice(world, visit, () => world.ask('pay.cash', { tendered }));
}

async function payElsewhere(world: World, visit: Visit): Promise<Came> {
  const { dice, goods } = world;
  const isScanned = dice.chance(0.4) && world.look().pay === null;
  if (isScanned) {
    const heard = await press(world, 'register.scan', { text: goods.foreign(dice), device: 'keyboard' });
    must(
      heard.ok && heard.value.heard === 'foreign-code',
      "another wallet's code was taken for something else",
    );
  }
  if (!(await openPay(world, visit))) return 'unpaid';
  const how = world.look().pay?.foreignCode?.how ?? 'card';
  return pressTwice(world, visit, () => world.ask('pay.elsewhere', { how }));
}

/** A key that closes a sale; now and then it bounces, and two presses come at once. */
async function pressTwice(
  world: World,
  visit: Visit,
  key: () => ReturnType<typeof world.ask<'pay.cash' | 'pay.elsewhere'>>,
): Promise<Came> {
  await world.wait(world.dice.between(500, 6000));
  const presses = world.dice.chance(0.12) ? [key(), key()] : [key()];
  const results = await Promise.all(presses);
  const closed = results.filter((result) => result.ok).length;
  must(closed <= 1, `visit ${visit.no} was closed ${closed} times`);
  if (presses.length > 1) world.tally.add('pressed twice at once');
  if (closed === 1) paidIsShown(world.look(), visit);
  return closed === 1 ? 'sold' : 'unpaid';
}
