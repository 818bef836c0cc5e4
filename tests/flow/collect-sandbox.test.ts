import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFolder } from '../../main/cli/verify.ts';
import { audit } from '../../sandbox/audit.ts';
import { addGoods, codeOf, openAfterKill, openShop, type Shop } from './shop.ts';

/** The whole till against the real scheme over HTTP, while both misbehave. */

const faults = {
  'drop-request': { share: 0.15, ms: 0 },
  'drop-reply': { share: 0.15, ms: 0 },
  delay: { share: 0.2, ms: 300 },
  duplicate: { share: 0.1, ms: 0 },
  reorder: { share: 0.1, ms: 400 },
  error: { share: 0.1, ms: 0 },
} as const;

const limitMs = 100_000;

/** One customer after the other, without waiting for the one before: parked where it isn't over. */
async function sellMany(shop: Shop, count: number): Promise<string[]> {
  const good = await addGoods(shop, '12.50');
  const wallet = await shop.practice.wallet({ currency: 'CNY' });
  const sales: string[] = [];
  for (let n = 0; n < count; n += 1) {
    shop.till.scanned({ text: codeOf(good) });
    const { pay } = await shop.ask('pay.open', {});
    if (!pay) throw new Error('no pay screen');
    sales.push(pay.saleId);
    expect(shop.till.scanned({ text: await shop.practice.code(wallet) }).heard).toBe('payment-sent');
    const { pay: paying } = shop.view();
    if (paying?.attempt) await shop.ask('pay.setAside', { attemptId: paying.attempt.id });
  }
  return sales;
}

function tillBooks(shop: Shop): { count: number; minor: bigint } {
  const row = shop.till.counter.db.get<{ count: bigint; minor: bigint }>(
    "SELECT count(*) AS count, coalesce(sum(amount), 0) AS minor FROM tender WHERE kind = 'wallet'",
  );
  return { count: Number(row?.count ?? 0n), minor: row?.minor ?? 0n };
}

describe('till and scheme, with every fault between them', () => {
  it('agree on every payment once nothing is open', async () => {
    const shop = await openShop({ faults, seed: 7 });
    const sales = await sellMany(shop, 40);
    await shop.till.collecting.idle(limitMs);
    expect(shop.till.collecting.unresolved()).toEqual([]);
    const books = tillBooks(shop);
    const there = audit(join(shop.dataDir, 'sandbox'));
    expect(there).toMatchObject({ balanced: true, refundedMinor: 0n, settledMinor: books.minor });
    expect(there.succeeded).toBe(BigInt(books.count));
    expect(books.count).toBeGreaterThan(sales.length / 2);
    expect(verifyFolder(shop.dataDir)).toMatchObject({ ok: true });
  });

  it('agree again after the till was killed with payments on their way', async () => {
    const shop = await openShop({ faults, seed: 7 });
    await sellMany(shop, 15);
    const again = await openAfterKill(shop);
    expect(again.till.collecting.unresolved().length).toBeGreaterThan(0);
    await again.till.collecting.idle(limitMs);
    expect(again.till.collecting.unresolved()).toEqual([]);
    const there = audit(join(again.dataDir, 'sandbox'));
    expect(there).toMatchObject({
      balanced: true,
      settledMinor: tillBooks(again).minor + there.refundedMinor,
    });
    expect(verifyFolder(again.dataDir)).toMatchObject({ ok: true });
  });
});
