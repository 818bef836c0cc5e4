import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFolder } from '../../main/cli/verify.ts';
import { addGoods, expectBooksHold, openShop, sellForCash, seqOf } from '../flow/shop.ts';
import { acksOf, openAgain, openWorld, salesIn, startRinging } from './ringing.ts';

/** The largest file that a process may write from now on, as a quota or a full disk would set it. */
function limitFiles(pid: number | undefined, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

describe('on a full disk', () => {
  it('a till says so, writes nothing half, and goes on selling once there is room again', async () => {
    const world = await openWorld();
    const ringing = startRinging({ ...world, pay: ['cash'], sales: null });
    await ringing.until('ACK', 3);
    limitFiles(ringing.child.pid, statSync(join(world.dataDir, 'till.db-wal')).size + 100_000);
    await ringing.until('REFUSED', 3);
    const whenFull = acksOf(ringing).length;
    expect(verifyFolder(world.dataDir)).toMatchObject({ ok: true, firstBad: null });
    expect(new Set(ringing.said.filter(({ word }) => word === 'REFUSED').map(({ value }) => value))).toEqual(
      new Set(['disk-full']),
    );
    limitFiles(ringing.child.pid, 'unlimited');
    await ringing.until('ACK', whenFull + 3);
    ringing.child.kill('SIGKILL');
    await ringing.ended;

    const acks = acksOf(ringing);
    const { db, close } = await openAgain(world.dataDir, world.schemeUrl);
    const sales = salesIn(db);
    close();
    for (const { sale, receipt } of acks) expect(sales.get(sale)?.receipt).toBe(BigInt(receipt));
    expect(sales.size - acks.length).toBeLessThanOrEqual(1);
    expect(verifyFolder(world.dataDir)).toMatchObject({ ok: true, firstBad: null });
  });

  it('a sale that finds no page left is not booked at all, and the same key books it when there is room', async () => {
    const shop = await openShop();
    await sellForCash(shop, await addGoods(shop, '6'));
    // Too many lines for what may be left over inside the pages that are there.
    for (let line = 0; line < 60; line += 1)
      await shop.ask('basket.addAmount', { amount: '1', taxClass: 'standard', name: `Piece ${line}` });
    await shop.ask('pay.open', {});
    shop.db.exec('CREATE TABLE ballast (bytes)');
    const pages = Number(Object.values(shop.db.get('PRAGMA page_count') ?? {})[0]);
    shop.db.exec(`PRAGMA max_page_count = ${pages + 4}`);
    expect(() => {
      for (;;) shop.db.exec('INSERT INTO ballast VALUES (randomblob(4000))');
    }).toThrow(/full/);

    const before = { seq: seqOf(shop), view: shop.view() };
    expect(await shop.refusal('pay.cash', { tendered: '60' })).toBe('disk-full');
    expect(await shop.refusal('pay.elsewhere', { how: 'card' })).toBe('disk-full');
    expect({ seq: seqOf(shop), view: shop.view() }).toEqual(before);

    shop.db.exec('PRAGMA max_page_count = 1073741823; DROP TABLE ballast');
    await shop.ask('pay.cash', { tendered: '60' });
    expect(shop.view().paid).toMatchObject({ number: 2 });
    expectBooksHold(shop);
  });
});
