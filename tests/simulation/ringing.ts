import type { RegisterView } from '../../shared/views.ts';
import { press } from './counter.ts';
import { must } from './truth.ts';
import type { World } from './world.ts';

/** Goods over the scanner: right ones, wrong ones, weighed ones, and changes of mind. */

/** Rings up a basket with at least one line that is sold, and no refused scan left. */
export async function ringUp(world: World): Promise<void> {
  const { dice } = world;
  for (let left = dice.between(1, 7); left > 0; left -= 1) await oneItem(world);
  if (dice.chance(0.08)) await discountAll(world);
  await clearRefused(world);
  for (let tries = 0; linesOf(world).length === 0; tries += 1) {
    must(tries < 100, 'goods of the shop can not be sold');
    await scan(world, world.goods.known(dice));
  }
}

const items = {
  known: 60,
  again: 9,
  searched: 6,
  weighed: 8,
  unknown: 5,
  bad: 5,
  amount: 2,
  quantity: 4,
  remove: 2,
  discount: 3,
};

async function oneItem(world: World): Promise<void> {
  const { dice, goods } = world;
  switch (dice.weighted(items)) {
    case 'known':
      return scan(world, goods.known(dice));
    case 'again':
      return scanTwice(world, goods.known(dice));
    case 'searched':
      return search(world);
    case 'weighed':
      return scan(world, goods.weighed(dice));
    case 'unknown':
      await scan(world, goods.unknown(dice));
      return dice.chance(0.7) ? clearRefused(world) : undefined;
    case 'bad':
      await scan(world, goods.bad(dice));
      return dice.chance(0.7) ? clearRefused(world) : undefined;
    case 'amount':
      await press(world, 'basket.addAmount', { amount: `${dice.between(1, 60)}`, taxClass: 'standard' });
      return;
    default:
      return changeLine(world);
  }
}

function linesOf(world: World): RegisterView['basket']['lines'] {
  return world.look().basket.lines;
}

/** Never silence and never a wrong item: each scan at the register is a line, a refused row, or a full disk. */
export async function scan(world: World, text: string): Promise<void> {
  await world.wait(world.dice.between(300, 2000));
  const before = world.look().basket;
  const result = await world.ask('register.scan', { text, device: 'keyboard' });
  must(result.ok, `a scan of ${text} was not answered`);
  const after = world.look().basket;
  world.tally.add(`scan: ${result.value.heard}`);
  if (result.value.heard === 'line')
    must(pieces(after) !== pieces(before), `${text} was heard and is not there`);
  else if (result.value.heard === 'refused' && result.value.id !== null)
    must(after.refusedScans.length === before.refusedScans.length + 1, `${text} was refused silently`);
  else must(pieces(after) === pieces(before), `${text} was not sold and changed the basket`);
}

function pieces(basket: RegisterView['basket']): string {
  return basket.lines.map((line) => `${line.id} ${line.quantity}`).join();
}

/** A nervous trigger finger: the same code twice before anything was answered. */
async function scanTwice(world: World, text: string): Promise<void> {
  await world.wait(400);
  const twice = { text, device: 'keyboard' } as const;
  await Promise.all([world.ask('register.scan', twice), world.ask('register.scan', twice)]);
}

async function search(world: World): Promise<void> {
  const { dice } = world;
  const found = await press(world, 'goods.search', {
    text: dice.pick(['kl', '奶', 'tea', 'milk', '苹果', '69']),
    limit: 20,
  });
  must(found.ok, 'the search did not answer');
  if (found.value.products.length === 0) return;
  const product = dice.pick(found.value.products);
  const quantity = product.unit === 'kg' ? `0.${dice.between(100, 999)}` : `${dice.between(1, 5)}`;
  await press(world, 'basket.addProduct', { productId: product.id, quantity });
}

async function changeLine(world: World): Promise<void> {
  const { dice } = world;
  const lines = linesOf(world);
  if (lines.length === 0) return scan(world, world.goods.known(dice));
  const line = dice.pick(lines);
  const lineId = line.id;
  const way = dice.weighted({ quantity: 4, remove: 2, discount: 3, wrong: 1 });
  if (way === 'remove') await press(world, 'basket.removeLine', { lineId });
  else if (way === 'wrong') await press(world, 'basket.setQuantity', { lineId, quantity: '1,5' });
  else if (way === 'quantity') {
    const quantity = line.unit === 'kg' ? `1.${dice.between(1, 999)}` : `${dice.between(1, 12)}`;
    await press(world, 'basket.setQuantity', { lineId, quantity });
  } else {
    const discount = dice.chance(0.5)
      ? { kind: 'percent' as const, basisPoints: dice.between(1, 10_000) }
      : { kind: 'amount' as const, amount: { minor: `${dice.between(1, 900)}`, currency: 'CNY' } };
    await press(world, 'basket.discountLine', { lineId, discount });
  }
}

async function discountAll(world: World): Promise<void> {
  if (linesOf(world).length === 0) return;
  const basisPoints = world.dice.pick([100, 500, 1000, 3333]);
  await press(world, 'basket.discountAll', { discount: { kind: 'percent', basisPoints } });
}

/** Each refused row is sold by amount or ignored; without that nobody can pay. */
export async function clearRefused(world: World): Promise<void> {
  const { dice } = world;
  for (;;) {
    const [row] = world.look().basket.refusedScans;
    if (!row) return;
    const sell = { amount: `${dice.between(1, 30)}.50`, taxClass: 'reduced', scanId: row.id };
    if (dice.chance(0.5)) await press(world, 'basket.addAmount', sell);
    else await press(world, 'basket.ignoreScan', { scanId: row.id });
  }
}
