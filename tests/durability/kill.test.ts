import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyFolder } from '../../main/cli/verify.ts';
import { audit } from '../../sandbox/audit.ts';
import { type Ack, acksOf, openAgain, openWorld, salesIn, startRinging, statesAtEnd } from './ringing.ts';

/** Milliseconds after the fifth sale at which the till is killed; what it is doing then is chance. */
const moments = [3, 61, 137, 256, 419];

it('a till killed at any moment has every sale that it said ok to, no half one, and each customer’s goods back', async () => {
  const world = await openWorld();
  const acks: Ack[] = [];
  for (const moment of moments) {
    const ringing = startRinging({ ...world, pay: ['cash', 'wallet'], sales: null });
    await ringing.until('ACK', 5);
    await new Promise((resolve) => setTimeout(resolve, moment));
    ringing.child.kill('SIGKILL');
    await ringing.ended;
    acks.push(...acksOf(ringing));

    const { till, db, close } = await openAgain(world.dataDir, world.schemeUrl);
    await till.collecting.idle(30_000);
    expect(till.view().unresolved).toEqual([]);
    const sales = salesIn(db);
    for (const { sale, receipt, totalMinor } of acks)
      expect(sales.get(sale)).toEqual({ id: sale, receipt: BigInt(receipt), total: BigInt(totalMinor) });
    expect([...sales.values()].map((sale) => Number(sale.receipt))).toEqual(
      [...sales.keys()].map((_, index) => index + 1),
    );
    const { basket, held } = till.view();
    expect(statesAtEnd(ringing)).toContainEqual({
      pieces: basket.pieces,
      held: held.length,
      sales: sales.size,
    });
    const wallet = db.get<{ paid: bigint; sum: bigint }>(
      "SELECT count(*) AS paid, COALESCE(sum(amount), 0) AS sum FROM tender WHERE kind = 'wallet'",
    );
    close();
    expect(verifyFolder(world.dataDir)).toMatchObject({ ok: true, firstBad: null });
    const charged = audit(join(world.dataDir, 'sandbox'));
    expect(charged).toMatchObject({ balanced: true, succeeded: wallet?.paid, settledMinor: wallet?.sum });
  }
  expect(acks.length).toBeGreaterThanOrEqual(5 * moments.length);
});
