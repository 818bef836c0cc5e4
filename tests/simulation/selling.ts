import { isSettled } from '../../shared/payment.ts';
import { press, receiptOf, sold, steadily, typed } from './counter.ts';
import { paying } from './paying.ts';
import { clearRefused, ringUp } from './ringing.ts';
import { must, type Visit } from './truth.ts';
import type { World } from './world.ts';

/**
 * Serves a customer until the goods are paid, given up, on hold, or wait for a payment that nobody
 * knows the end of. Begins wherever the visit stands, so it goes on after any power cut.
 */
export function serve(world: World, visit: Visit): Promise<void> {
  return steadily(world, async () => {
    if (await isConcluded(world, visit)) return;
    const onCounter = await bringToCounter(world, visit);
    if (!onCounter) return;
    if (visit.outcome === 'leaving') return leave(world, visit);
    await settleUp(world, visit);
  });
}

/** True where the books say how it ended. */
export async function isConcluded(world: World, visit: Visit): Promise<boolean> {
  if (visit.outcome === 'sold' || visit.outcome === 'left') return true;
  if (visit.saleId === null) return false;
  const receipt = await receiptOf(world, visit.saleId);
  if (receipt) {
    must(visit.outcome !== 'leaving', `visit ${visit.no} left without paying, and is booked as sold`);
    sold(world, visit, receipt);
  }
  return receipt !== null;
}

/** False where the visit has to wait: its payment is set aside, or it was put on hold just now. */
async function bringToCounter(world: World, visit: Visit): Promise<boolean> {
  await clearStray(world, visit.saleId);
  const view = world.look();
  const held = view.held.find((one) => one.basketId === visit.saleId);
  if (held?.parked) return insteadOfWaiting(world, visit);
  if (held) {
    const recalled = await press(world, 'basket.recall', { basketId: held.basketId });
    must(recalled.ok || recalled.problem.code === 'payment-open', 'a held basket can not be recalled');
    if (!recalled.ok) return false;
    if (visit.outcome !== 'leaving') visit.outcome = 'new';
    return true;
  }
  if (view.basket.id === visit.saleId && view.basket.lines.length > 0) return true;
  if (visit.outcome === 'leaving') {
    left(world, visit);
    return false;
  }
  must(visit.outcome === 'new', `the basket of visit ${visit.no} is gone, and not sold`);
  return ringUpFor(world, visit);
}

/** Goods that slipped over the scanner after "paid" was shown have begun a sale of nobody's. */
export async function clearStray(world: World, saleId: string | null): Promise<void> {
  const { basket } = world.look();
  if (basket.lines.length === 0 || basket.id === saleId) return;
  const isSomebodys = world.truth.visits.some((visit) => visit.saleId === basket.id);
  must(!isSomebodys, `the basket ${basket.id} came back to the counter by itself`);
  const cleared = await press(world, 'basket.abandon', {});
  must(cleared.ok, 'a stray basket can not be cleared');
  world.tally.add('stray basket');
}

async function ringUpFor(world: World, visit: Visit): Promise<boolean> {
  visit.saleId = world.look().basket.id;
  await ringUp(world);
  must(world.look().basket.id === visit.saleId, `the basket of visit ${visit.no} changed its id`);
  if (!world.dice.chance(0.06)) return true;
  const put = await press(world, 'basket.hold', {});
  must(put.ok, 'an open basket can not be held');
  visit.outcome = 'on-hold';
  world.tally.add('held');
  return false;
}

/** The payment is set aside. Some customers get their cash out after all; the others wait for its end. */
async function insteadOfWaiting(world: World, visit: Visit): Promise<boolean> {
  visit.outcome = 'waiting';
  const attempt = world.look().unresolved.find((one) => one.saleId === visit.saleId && !isSettled(one.state));
  if (!attempt || !world.dice.chance(0.15)) return false;
  visit.meant = 'cash';
  const paid = await press(world, 'pay.cashInstead', {
    attemptId: attempt.id,
    tendered: typed(BigInt(attempt.amount.minor)),
  });
  if (!paid.ok) return false;
  world.tally.add('cash instead, later');
  await isConcluded(world, visit);
  return false;
}

/** Tender after tender, until one works or the customer has had enough. */
async function settleUp(world: World, visit: Visit): Promise<void> {
  for (let round = 0; ; round += 1) {
    must(round < 100, `visit ${visit.no} can neither pay nor leave`);
    await clearRefused(world);
    await shiftIsOpen(world);
    const came = await paying(world, visit, round);
    if (came === 'waiting') {
      visit.outcome = 'waiting';
      world.tally.add('set aside');
      return;
    }
    if (await isConcluded(world, visit)) return next(world);
    must(came !== 'sold', `visit ${visit.no} was told that it is paid, and is not booked`);
    if (came === 'leaving') return leave(world, visit);
  }
}

async function next(world: World): Promise<void> {
  if (world.dice.chance(0.7)) await press(world, 'pay.next', {});
}

/** The goods go back on the shelf. */
async function leave(world: World, visit: Visit): Promise<void> {
  visit.outcome = 'leaving';
  if (world.look().pay) await press(world, 'pay.back', {});
  const cleared = await press(world, 'basket.abandon', {});
  must(
    cleared.ok,
    `the basket of visit ${visit.no} can not be cleared: ${cleared.ok ? '' : cleared.problem.code}`,
  );
  left(world, visit);
}

function left(world: World, visit: Visit): void {
  visit.outcome = 'left';
  world.tally.add('left without buying');
}

/** The float for change that a shift begins with, in minor units. */
const floatMinor = 15_000n;

/** Opens a shift where none is; the drawer holds its float from the moment that the till knows of it. */
export async function shiftIsOpen(world: World): Promise<void> {
  const { truth } = world;
  if (world.look().shift === null) {
    const opened = await press(world, 'shift.open', { float: typed(floatMinor) });
    must(opened.ok, 'the shift can not be opened');
  }
  const number = world.look().shift?.number ?? null;
  if (number === truth.shift) return;
  truth.shift = number;
  truth.drawerMinor = floatMinor;
}
