import { refund } from '../../main/flow/refund.ts';
import { newId } from '../../shared/ids.ts';
import { parseQuantity } from '../../shared/quantity.ts';
import type { ReceiptView } from '../../shared/views.ts';
import { press, receiptOf, steadily, typed } from './counter.ts';
import { bytesOf } from './dice.ts';
import { shiftIsOpen } from './selling.ts';
import { must } from './truth.ts';
import type { World } from './world.ts';

/** Goods that come back, wrong keys put right, money in and out of the drawer, and the end of a shift. */

/** A customer brings a part of an earlier sale back. */
export async function giveBack(world: World): Promise<void> {
  const { dice, truth } = world;
  const visit = dice.pick(truth.visits);
  if (visit.outcome !== 'sold' || visit.saleId === null || truth.wrongPicks.includes(visit)) return;
  const saleId = visit.saleId;
  const receipt = await steadily(world, () => receiptOf(world, saleId));
  if (!receipt || !mayBeGivenBack(world, receipt)) return;
  const no = dice.between(1, receipt.lines.length);
  const line = receipt.lines[no - 1];
  const quantity = parseQuantity(line?.unit === 'kg' || dice.chance(0.3) ? (line?.quantity ?? '') : '1');
  if (!quantity) return;
  const documentId = idOf(world, `return ${truth.givenBack.size}`);
  await steadily(world, () => giveBackOnce(world, documentId, { saleId, no, quantity }));
}

function idOf({ dice, host, plan }: World, what: string): string {
  return newId(host.wall.nowMs(), bytesOf(`${plan.seed} ${what} ${dice.roll()}`));
}

/** Cash and other wallets only out of what they have taken this shift: nobody gives what is not there. */
function mayBeGivenBack({ truth }: World, receipt: ReceiptView): boolean {
  const totalMinor = BigInt(receipt.total.minor);
  const kind = receipt.tenders[0]?.kind;
  if (kind === 'cash') return totalMinor <= truth.drawerMinor;
  return kind === 'wallet' || totalMinor <= truth.elsewhereMinor;
}

type Part = { readonly saleId: string; readonly no: number; readonly quantity: bigint };

async function giveBackOnce(world: World, documentId: string, { saleId, no, quantity }: Part): Promise<void> {
  const { truth, tally } = world;
  const known = await receiptOf(world, documentId);
  if (!known) {
    await world.wait(world.dice.between(2_000, 15_000));
    const ask = { documentId, returns: [{ of: { saleId, no }, quantity }], reason: 'does not fit' };
    const given = world.act(`refund line ${no} of ${saleId}`, (till) =>
      refund(till.counter, till.givingBack, ask),
    );
    if (!given.ok && given.problem.code === 'disk-full')
      return giveBackOnce(world, documentId, { saleId, no, quantity });
    if (!given.ok) return tally.add(`no refund: ${given.problem.code}`);
  }
  const document = known ?? (await receiptOf(world, documentId));
  must(document?.kind === 'refund', 'a refund was given and has no document');
  truth.givenBack.set(documentId, BigInt(document.total.minor));
  for (const { kind, amount } of document.tenders) {
    tally.add(`given back by ${kind}`);
    if (kind === 'cash') truth.drawerMinor -= BigInt(amount.minor);
    if (kind === 'elsewhere') {
      truth.elsewhereMinor -= BigInt(amount.minor);
      truth.elsewhereAllMinor -= BigInt(amount.minor);
    }
  }
}

/** Sales rung up as cash that were paid elsewhere. */
export async function correctWrongPicks(world: World): Promise<void> {
  const { truth } = world;
  for (const visit of [...truth.wrongPicks]) {
    const saleId = visit.saleId ?? '';
    await steadily(world, async () => {
      const receipt = await receiptOf(world, saleId);
      if (receipt?.tenders[0]?.kind === 'elsewhere') return;
      const corrected = await press(world, 'sales.correctTender', {
        saleId,
        tenderNo: 1,
        to: 'elsewhere',
        how: 'wechat',
      });
      must(
        corrected.ok,
        `visit ${visit.no} can not be put right: ${corrected.ok ? '' : corrected.problem.code}`,
      );
    });
    visit.tender = 'elsewhere';
    truth.wrongPicks.splice(truth.wrongPicks.indexOf(visit), 1);
    world.tally.add('tender corrected');
  }
}

/** Another copy of a receipt: an event, and no money. */
export async function copyReceipt(world: World): Promise<void> {
  const { saleId } = world.dice.pick(world.truth.visits);
  if (saleId !== null) await steadily(world, () => press(world, 'sales.copy', { saleId }));
}

/** Change from the bank, or stock paid out of the drawer. */
export async function moveCash(world: World): Promise<void> {
  const { dice, truth, tally } = world;
  const isIn = dice.chance(0.5) || truth.drawerMinor < 5_000n;
  const minor = BigInt(dice.between(100, 5_000));
  const reason = `movement ${tally.of('cash moved') + 1}`;
  const id = idOf(world, reason);
  const movement = isIn
    ? ({ direction: 'in', purpose: 'change-money' } as const)
    : ({ direction: 'out', purpose: 'stock' } as const);
  const moved = await steadily(
    world,
    async () => (await press(world, 'shift.moveCash', { id, ...movement, reason, amount: typed(minor) })).ok,
  );
  must(moved, 'cash can not be moved');
  tally.add('cash moved');
  truth.drawerMinor += isIn ? minor : -minor;
}

/** Counted, signed, and begun anew; the drawer holds what the till says, to the last coin. */
export async function changeShift(world: World): Promise<void> {
  await closeShift(world);
  const tooEarly = await steadily(world, () => press(world, 'pay.open', {}));
  must(!tooEarly.ok, 'something can be paid while no shift is open');
  await steadily(world, () => shiftIsOpen(world));
}

export async function closeShift(world: World): Promise<void> {
  const { truth, tally } = world;
  const number = await steadily(world, async () => world.look().shift?.number);
  if (number === undefined) return;
  await correctWrongPicks(world);
  for (let tries = 0; !(await closesShift(world, number)); tries += 1) {
    must(tries < 400, `shift ${number} can not be closed`);
    await steadily(world, () => world.wait(15_000));
  }
  const closed = await steadily(world, () => press(world, 'shift.get', { number }));
  must(closed.ok && closed.value.shift?.z != null, `shift ${number} has no Z`);
  for (const { kind, difference } of closed.value.shift.tenders ?? [])
    must(
      difference === null || difference.minor === '0',
      `shift ${number} is ${difference?.minor} off in ${kind}`,
    );
  tally.add('shift closed');
  truth.drawerMinor = 0n;
  truth.elsewhereMinor = 0n;
}

/** False while a payment is open that nobody has set aside. */
function closesShift(world: World, number: number): Promise<boolean> {
  const { truth } = world;
  return steadily(world, async () => {
    if (world.look().shift?.number !== number) return true;
    const counts = { countedCash: typed(truth.drawerMinor), countedElsewhere: typed(truth.elsewhereMinor) };
    return (await press(world, 'shift.close', counts)).ok;
  });
}
