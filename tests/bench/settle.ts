import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Till } from '../../main/till.ts';
import { toDecimal } from '../../shared/money.ts';
import type { Product } from '../../shared/product.ts';
import { type Figure, figure, percentile, timed } from './figure.ts';
import { fiveOf } from './shop.ts';

/** What one commit of a sale roughly writes; the bar's peer writes and syncs as much and nothing else. */
const peerBytes = 24 * 1024;

/**
 * A cash sale of five lines settled through the till, turn by turn with a bare write + fdatasync of
 * 24 KB on the same disk, so that both see the same machine. Checkpoints run between the turns, as
 * they do at an idle counter, and are timed by themselves.
 */
export async function settleFigures(
  till: Till,
  products: readonly Product[],
  dataDir: string,
  turns: number,
): Promise<Figure[]> {
  const peer = openSync(join(dataDir, 'peer.bin'), 'w');
  const bytes = Buffer.alloc(peerBytes, 7);
  const settles: number[] = [];
  const writes: number[] = [];
  const checkpoints: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    for (const product of fiveOf(products, turn)) till.baskets.addProduct(product);
    const total = toDecimal(till.baskets.totals(till.baskets.current()).total);
    till.selling.open();
    const settle = timed(() => {
      const paid = till.selling.cash(total);
      if (!paid.ok) throw new Error(`the sale was refused: ${paid.problem.code}`);
    });
    const write = timed(() => {
      writeSync(peer, bytes);
      fdatasyncSync(peer);
    });
    // The first turns warm the compiler and the page cache of both.
    if (turn >= 50) {
      settles.push(settle);
      writes.push(write);
    }
    // At the counter every sale is a call of its own; what a call leaves behind is cleared between two.
    await nextTurn();
    if (turn % 200 === 199) checkpoints.push(timed(() => till.counter.db.checkpoint()));
  }
  closeSync(peer);
  return [
    figure('settle a 5-line cash sale, p50', percentile(settles, 0.5), percentile(writes, 0.5), 2.5),
    figure('settle a 5-line cash sale, p99', percentile(settles, 0.99), percentile(writes, 0.99), 4),
    figure('checkpoint of 200 sales, when idle', percentile(checkpoints, 0.5), percentile(writes, 0.5), 1000),
  ];
}
