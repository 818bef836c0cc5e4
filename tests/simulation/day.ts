import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reconciliation, reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { balances } from '../../main/ledger/records.ts';
import type { OpenTill } from '../../main/open-till.ts';
import { openCases } from '../../main/settlement/case-records.ts';
import { keptDays } from '../../main/settlement/records.ts';
import { accounts } from '../../shared/posting.ts';
import { changeShift, closeShift, copyReceipt, correctWrongPicks, giveBack, moveCash } from './after-sale.ts';
import { type Findings, findBroken } from './checks.ts';
import { steadily } from './counter.ts';
import type { DayPlan } from './plan.ts';
import { giveBackPrinted, hangUpTheCode, passerByPays } from './printed.ts';
import { clearStray, serve, shiftIsOpen } from './selling.ts';
import { must, newVisit, type Visit } from './truth.ts';
import { startWeather } from './weather.ts';
import { createWorld, type World } from './world.ts';

/** How a day ended. `broken` is empty where every promise was kept; `story` holds its last steps. */
export type DayReport = {
  readonly seed: string;
  readonly sales: number;
  readonly steps: number;
  /** Of the whole story: two runs of one seed tell the same. */
  readonly print: string;
  /** How long the day was at the shop. */
  readonly dayMs: number;
  readonly broken: readonly string[];
  /** How many of them are of which kind; a day that could not be lived to its end counts as unresolved. */
  readonly found: Readonly<Record<keyof Findings, number>>;
  /** Wallet payments: asked for, or come in by the printed code. */
  readonly payments: number;
  readonly story: readonly string[];
  readonly tally: Readonly<Record<string, number>>;
};

export type DayOptions = {
  /** Spoils every core that is started; for showing that the simulation finds it. */
  readonly spoil?: (opened: OpenTill) => void;
};

/** How much of the story is told when a promise was broken. */
const toldSteps = 30;

/** One trading day from its plan, in a folder of its own that is gone afterwards. */
export async function runDay(plan: DayPlan, options: DayOptions = {}): Promise<DayReport> {
  const folder = mkdtempSync(join(tmpdir(), 'countertop-day-'));
  const world = createWorld(plan, folder);
  if (options.spoil) world.host.onBoot(options.spoil);
  let findings: Findings;
  let story: readonly string[] = [];
  try {
    const unmatched = await trade(world);
    const found = findBroken(world, folder);
    findings = { ...found, booksDiffer: [...found.booksDiffer, ...unmatched] };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    findings = { chargedTwice: [], lost: [], unresolved: [why], booksDiffer: [] };
  }
  const broken = Object.values(findings).flat();
  if (broken.length > 0) story = world.steps.last(toldSteps);
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
  return {
    seed: plan.seed,
    sales: world.truth.visits.filter(({ outcome }) => outcome === 'sold').length,
    steps: world.steps.count(),
    print: world.steps.print(),
    dayMs: world.timeline.nowMs(),
    broken,
    found: {
      chargedTwice: findings.chargedTwice.length,
      lost: findings.lost.length,
      unresolved: findings.unresolved.length,
      booksDiffer: findings.booksDiffer.length,
    },
    payments: world.tally.of('payment-created') + world.tally.of('payment-received'),
    story,
    tally: world.tally.all(),
  };
}

async function trade(world: World): Promise<string[]> {
  await openShop(world);
  const weather = startWeather(world);
  await sellAllDay(world);
  weather.stop();
  await settleDown(world);
  const unmatched = await filesAgree(world);
  const unsettled = await nextMorning(world);
  world.host.close();
  return [...unmatched, ...unsettled];
}

/** Until after six in the morning, when the scheme's file of the day is final. */
const overnightMs = 22 * 3_600_000;

/** By itself, while nobody looks: every wallet payment, voucher and refund is settled, and nothing differs. */
async function nextMorning(world: World): Promise<string[]> {
  await world.wait(overnightMs);
  const { db } = world.host.opened();
  const left = balances(db).filter(({ account, minor }) => clearing.includes(account) && minor !== 0n);
  const open = openCases(db);
  return [
    ...left.map(({ account, minor }) => `${minor} stand in ${account} when the day is settled`),
    ...open.map(({ kind, day }) => `${kind} on ${day}`),
    ...(keptDays(db).length > 0 ? [] : ['no file came overnight']),
  ];
}

const clearing: readonly string[] = [accounts.walletReceivable, accounts.vouchers, accounts.walletLossClaims];

/** The practice shop opens by itself: goods on the shelves, and a shift with its float. */
export async function openShop(world: World): Promise<void> {
  await world.scheme.start();
  await world.host.boot();
  const shift = await world.ask('shift.get', {});
  must(shift.ok && shift.value.shift !== null, 'the practice shop opens without a shift');
  world.truth.shift = shift.value.shift.number;
  world.truth.drawerMinor = BigInt(shift.value.shift.float.minor);
  await hangUpTheCode(world);
  world.scheme.setFaults(world.plan.faults, world.plan.ratePerS);
  world.scheme.kill(100, 'the faults begin');
  await world.wait(2_000);
}

async function sellAllDay(world: World): Promise<void> {
  const { plan, truth, dice } = world;
  const sold = () => truth.visits.filter(({ outcome }) => outcome === 'sold').length;
  let middle = Math.floor(plan.sales / 2);
  while (sold() < plan.sales) {
    must(truth.visits.length < plan.sales * 3, 'hardly anybody gets to pay');
    const onHold = truth.visits.filter(({ outcome }) => outcome === 'on-hold');
    await serve(world, onHold.length > 0 && dice.chance(0.3) ? dice.pick(onHold) : newVisit(truth));
    await between(world);
    if (sold() < middle) continue;
    middle = Number.POSITIVE_INFINITY;
    await changeShift(world);
  }
}

/** Between two customers: those who wait, those who come back, and the cashier's own affairs. */
async function between(world: World): Promise<void> {
  const { dice, truth, plan } = world;
  await steadily(world, () => world.wait(dice.between(500, 20_000)));
  for (const visit of truth.visits.filter(({ outcome }) => outcome === 'waiting'))
    if (dice.chance(0.4)) await serve(world, visit);
  if (dice.chance(0.06)) await passerByPays(world);
  if (dice.chance(plan.returns)) await giveBack(world);
  if (dice.chance(0.02)) await copyReceipt(world);
  if (dice.chance(0.02)) await moveCash(world);
  if (dice.chance(0.3)) await correctWrongPicks(world);
}

/** After so long nothing may be left open, once everything around the till works again. */
const settlesWithinMs = 4 * 3_600_000;

/** The storm is over: whatever is open comes to its end by itself, then the last customers and the count. */
export async function settleDown(world: World): Promise<void> {
  const { truth } = world;
  world.scheme.setFaults({});
  world.scheme.kill(100, 'the faults end');
  await allIsSettled(world);
  const open = (visit: Visit) => visit.outcome === 'waiting' || visit.outcome === 'on-hold';
  for (let rounds = 0; truth.visits.some(open); rounds += 1) {
    must(rounds < 50, 'somebody never gets to pay');
    await steadily(world, () => shiftIsOpen(world));
    for (const visit of truth.visits.filter(open)) await serve(world, visit);
    await steadily(world, () => world.wait(60_000));
  }
  await steadily(world, () => clearStray(world, null));
  await giveBackPrinted(world);
  await allIsSettled(world);
  await closeShift(world);
  await allIsSettled(world);
  while (!world.scheme.isUp()) await steadily(world, () => world.wait(5_000));
}

/** The scheme's signed files of every day it was, against the till's books, as `till reconcile` does it. */
export async function filesAgree(world: World): Promise<string[]> {
  let found: Reconciliation | null = null;
  world.steps.say('reconcile');
  let isDone = false;
  const work = reconcileBooks(world.host.opened(), null)
    .then((result) => {
      found = result;
    })
    .finally(() => {
      isDone = true;
    });
  // Awaited below; until then the clock has to go on for it.
  work.catch(() => undefined);
  while (!isDone) await world.wait(500);
  await work;
  const { matched, ...open } = found ?? { matched: -1 };
  world.tally.add('matched with the scheme', matched);
  const isMatched = Object.values(open).every((count) => count === 0);
  return isMatched ? [] : [`the settlement files do not agree with the books: ${JSON.stringify(found)}`];
}

async function allIsSettled(world: World): Promise<void> {
  const untilMs = world.timeline.nowMs() + settlesWithinMs;
  const unresolved = () => steadily(world, async () => world.look().unresolved);
  while ((await unresolved()).length > 0) {
    const [first] = await unresolved();
    must(
      world.timeline.nowMs() < untilMs,
      `payment ${first?.id} is still ${first?.state}, its refund ${first?.refund}`,
    );
    await steadily(world, () => world.wait(5_000));
  }
}
