import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import type { Result } from '../../shared/result.ts';
import type { ReceiptView } from '../../shared/views.ts';
import { PowerCut } from './till-host.ts';
import { must, type Visit } from './truth.ts';
import { seenBasket, type World } from './world.ts';

/** What a cashier's hands and eyes do; all they know is on the screen. */

/** One key, with the moment that a hand takes. A full disk is waited out: somebody throws files away. */
export async function press<K extends AskName>(
  world: World,
  name: K,
  input: AskInput<K>,
): Promise<Result<AskAnswer<K>>> {
  for (;;) {
    await world.wait(world.dice.between(150, 1200));
    const result = await world.ask(name, input);
    if (result.ok || result.problem.code !== 'disk-full') return result;
    world.tally.add('refused: disk full');
    await world.wait(3000);
  }
}

/** The receipt of a sale or refund document; null where there is none. */
export async function receiptOf(world: World, saleId: string): Promise<ReceiptView | null> {
  const result = await world.ask('sales.receipt', { saleId });
  return result.ok ? result.value : null;
}

/** `12.50`, as it is typed. The practice shop counts in a currency of two decimals. */
export function typed(minor: bigint): string {
  const digits = minor.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The customer has the goods; the money is where it was meant to be. Once a visit. */
export function sold({ truth, tally }: World, visit: Visit, receipt: ReceiptView): void {
  must(visit.outcome !== 'sold', `visit ${visit.no} was closed twice`);
  const [tender] = receipt.tenders;
  must(receipt.tenders.length === 1 && tender !== undefined, `visit ${visit.no} has not one tender`);
  must(BigInt(receipt.total.minor) === visit.dueMinor, `visit ${visit.no} was booked with another total`);
  const totalMinor = BigInt(receipt.total.minor);
  visit.outcome = 'sold';
  visit.tender = tender.kind;
  tally.add(`sold by ${tender.kind}`);
  truth.promised.push({ saleId: receipt.saleId, receipt: receipt.number, totalMinor });
  if (tender.kind === 'elsewhere' || (tender.kind === 'cash' && visit.meant === 'elsewhere')) {
    truth.elsewhereMinor += totalMinor;
    truth.elsewhereAllMinor += totalMinor;
  } else if (tender.kind === 'cash') truth.drawerMinor += totalMinor;
  if (tender.kind === 'cash' && visit.meant === 'elsewhere') truth.wrongPicks.push(visit);
}

/**
 * Does something until no power cut came in between. What is to be done looks first at how far it got,
 * as a person does when the screen comes back.
 */
export async function steadily<T>(world: World, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      await startAgain(world);
    }
  }
}

async function startAgain(world: World): Promise<void> {
  const { host, dice, tally } = world;
  if (host.isOn()) return;
  // The shell restarts a dead core within a second; a power cut lasts.
  await world.pass(dice.pick([300, 900, 5_000, 40_000, 200_000]));
  await host.boot();
  tally.add('restart');
  const taken = host.till().view().unresolved.length;
  if (taken > 0) tally.add('restart with a payment open');
  await basketIsThere(world);
}

/** What the screen showed before the power went is still there, unless a call was under way. */
async function basketIsThere(world: World): Promise<void> {
  const { truth } = world;
  const { seen, unanswered } = truth;
  if (unanswered !== null || seen === null || seen.lines === 0) return;
  const view = world.look();
  const isOpen = view.basket.id === seen.id && seenBasket(view.basket).text === seen.text;
  const isHeld = view.held.some((held) => held.basketId === seen.id);
  const isSold =
    isOpen || isHeld || (await world.host.till().handlers['sales.receipt']({ saleId: seen.id })).ok;
  must(
    isOpen || isHeld || isSold,
    `the basket ${seen.id} is not what the screen showed before the power cut`,
  );
}
