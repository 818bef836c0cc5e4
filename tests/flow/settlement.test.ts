import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { hledgerOf } from '../../main/reports/export-hledger.ts';
import { parseFaults } from '../../sandbox/faults.ts';
import { issue, publish } from '../sandbox/voucher-counter.ts';
import { passFor, plugIn, ringUp, sellForPass, unplug } from './offline-shop.ts';
import { refundOf, sum } from './refunding.ts';
import { askScheme, eventsOf, look, openKinds, openSettlingShop } from './settlement-shop.ts';
import {
  addGoods,
  balanceOf,
  codeOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  payByWallet,
  type Shop,
  sellForWallet,
  seqOf,
} from './shop.ts';
import type { TravelClock } from './travel-clock.ts';

const clearing = ['assets:wallet', 'assets:vouchers', 'assets:wallet:offline', 'assets:wallet:loss-claims'];

function clearingBalances(shop: Shop): bigint[] {
  return clearing.map((account) => balanceOf(shop, account));
}

async function sellForVoucherAndWallet(shop: Shop): Promise<string> {
  const rice = await addGoods(shop, '30', { category: 'staples' });
  const goods = [{ gtin: codeOf(rice).padStart(14, '0'), category: 'staples' }];
  await publish(shop.schemeUrl, { goods });
  shop.till.scanned({ text: codeOf(rice) });
  await shop.ask('pay.open', {});
  const code = await issue(shop.schemeUrl, { balance: 2000 });
  shop.till.scanned({ text: code });
  await expect.poll(() => shop.view().pay?.voucher?.state, { timeout: 20_000 }).toBe('ready');
  await shop.ask('pay.redeem', {});
  await shop.till.collecting.idle(20_000);
  await payByWallet(shop);
  const { paid } = shop.view();
  await shop.ask('pay.next', {});
  return paid?.saleId ?? '';
}

/** A wallet sale, one given back in part, a voucher with a wallet, cash, and a pass without network. */
async function wholeDay(shop: Shop, clock: TravelClock): Promise<void> {
  const tea = await addGoods(shop, '100');
  await sellForWallet(shop, tea);
  await shop.ask('pay.next', {});
  const second = await sellForWallet(shop, tea);
  await shop.ask('pay.next', {});
  await refundOf(shop, second, sum('40'));
  await shop.till.collecting.idle(20_000);
  await sellForVoucherAndWallet(shop);
  await ringUp(shop, '7');
  await shop.ask('pay.cash', { tendered: '7' });
  const pass = await passFor(shop);
  await unplug(shop);
  await sellForPass(shop, pass, '20');
  await plugIn(shop, {}, clock);
  await shop.till.offline.handIn.idle(20_000);
  shop.till.offline.handIn.kick();
  await expect.poll(() => balanceOf(shop, 'assets:wallet:offline'), { timeout: 20_000 }).toBe(0n);
}

describe('the morning after', () => {
  it('everything that was taken is settled, the clearing accounts stand at zero, and hledger agrees', async () => {
    const { shop, clock } = await openSettlingShop();
    await wholeDay(shop, clock);
    expect(balanceOf(shop, 'assets:wallet')).toBe(10_000n + 6_000n + 1_000n + 2_000n);
    expect(balanceOf(shop, 'assets:vouchers')).toBe(2_000n);
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual([]);
    expect(clearingBalances(shop)).toEqual([0n, 0n, 0n, 0n]);
    const fees = 38n + 38n + 4n;
    expect(balanceOf(shop, 'expenses:wallet-fees')).toBe(fees + 8n);
    expect(balanceOf(shop, 'assets:bank:wallet')).toBe(21_000n - fees - 8n);
    expect(view.days[1]).toMatchObject({
      day: '2026-11-23',
      state: 'settled',
      rows: 6,
      matched: 6,
      gross: { minor: '25000' },
      refunds: { minor: '4000' },
      fees: { minor: '88' },
      net: { minor: '20912' },
    });
    expect(view.month).toMatchObject({ month: '2026-11', feesPer100: '0.38' });
    expect(view.receivable).toEqual({ minor: '0', currency: 'CNY' });
    expectBooksHold(shop);
    const file = join(shop.dataDir, 'books.hledger');
    writeFileSync(file, [...hledgerOf(shop.db)].join(''));
    execFileSync('hledger', ['-f', file, 'check', '--strict']);
  });

  it('is noticed by itself once the scheme is heard, and what is kept is not kept again', async () => {
    const { shop, clock } = await openSettlingShop();
    const tea = await addGoods(shop, '100');
    await sellForWallet(shop, tea);
    clock.toNextMorning();
    shop.till.settlement.kick();
    await expect.poll(() => balanceOf(shop, 'assets:wallet'), { timeout: 20_000 }).toBe(0n);
    expect(eventsOf(shop, 'settlement-kept')).toBe(1);
    await askScheme(shop);
    await askScheme(shop);
    expect(eventsOf(shop, 'settlement-kept')).toBe(1);
    expect(eventsOf(shop, 'settlement-matched')).toBe(1);
    expectBooksHold(shop);
  });

  it('is not there before six, and today is only looked at: nothing of it is settled', async () => {
    const { shop, clock } = await openSettlingShop();
    await sellForWallet(shop, await addGoods(shop, '100'));
    const seq = seqOf(shop);
    const sameDay = await askScheme(shop);
    expect(sameDay.days).toMatchObject([
      { day: '2026-11-23', state: 'running', rows: 1, matched: 1, differences: 0 },
    ]);
    expect(sameDay.receivable.minor).toBe('10000');
    clock.toNextMorning(3);
    const early = await askScheme(shop);
    expect(early.days.map(({ day, state }) => `${day} ${state}`)).toEqual([
      '2026-11-24 running',
      '2026-11-23 running',
    ]);
    expect(seqOf(shop)).toBe(seq);
    expect(balanceOf(shop, 'assets:wallet')).toBe(10_000n);
  });

  it('finds the same after a kill between the file and the booking, and settles once', async () => {
    const { shop, clock } = await openSettlingShop();
    await sellForWallet(shop, await addGoods(shop, '100'));
    clock.toNextMorning();
    const { journal } = shop.till.counter;
    const commit = journal.commit;
    // The power goes right after the file is on the disk: nothing that follows is written.
    let isDead = false;
    Object.assign(journal, {
      commit: (write: Parameters<typeof commit>[0]) => {
        if (isDead) throw new Error('the power is gone');
        const value = commit(write);
        isDead = eventsOf(shop, 'settlement-kept') > 0;
        return value;
      },
    });
    await askScheme(shop);
    expect(eventsOf(shop, 'settlement-kept')).toBe(1);
    expect(eventsOf(shop, 'settlement-matched')).toBe(0);
    const again = await openAfterKill(shop, { clock });
    await expect.poll(() => balanceOf(again, 'assets:wallet'), { timeout: 20_000 }).toBe(10_000n);
    const view = await askScheme(again);
    expect(openKinds(view)).toEqual([]);
    expect(balanceOf(again, 'assets:wallet')).toBe(0n);
    expect(eventsOf(again, 'settlement-kept')).toBe(1);
    expectBooksHold(again);
  });

  it('waits for a scheme that is silent, says so, and comes by itself once it answers', async () => {
    const { shop, clock } = await openSettlingShop();
    const tea = await addGoods(shop, '100');
    await sellForWallet(shop, tea);
    await shop.ask('pay.next', {});
    await unplug(shop);
    clock.toNextMorning();
    const seq = seqOf(shop);
    expect(await askScheme(shop)).toMatchObject({ silent: true, days: [], receivable: { minor: '10000' } });
    expect(seqOf(shop)).toBe(seq);
    expect(shop.view().network.state).toBe('silent');
    await plugIn(shop, {}, clock);
    // Nobody asks for the file: the next customer's payment shows that the scheme is there again.
    await sellForWallet(shop, tea);
    await expect.poll(() => eventsOf(shop, 'settlement-matched'), { timeout: 20_000 }).toBe(1);
    expect(balanceOf(shop, 'assets:wallet')).toBe(10_000n);
    expect((await look(shop)).silent).toBe(false);
    expectBooksHold(shop);
  });

  it('comes page by page through a bad network, and agrees with the command', async () => {
    const { shop, clock } = await openSettlingShop();
    const tea = await addGoods(shop, '1');
    const wallet = await shop.practice.wallet({ currency: 'CNY' });
    for (let sale = 0; sale < 205; sale += 1) {
      shop.till.scanned({ text: codeOf(tea) });
      await shop.ask('pay.open', {});
      shop.till.scanned({ text: await shop.practice.code(wallet) });
      await shop.till.collecting.idle(20_000);
      await shop.ask('pay.next', {});
    }
    clock.toNextMorning();
    await unplug(shop);
    await plugIn(shop, parseFaults('drop-request=0.2,drop-reply=0.2,error=0.1'), clock);
    const found = await reconcileBooks(shop, null);
    expect(found).toEqual({
      matched: 205,
      missingHere: 0,
      missingThere: 0,
      amountDiffers: 0,
      unresolved: 0,
    });
    expect(eventsOf(shop, 'settlement-page')).toBe(2);
    expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
    const ranges = shop.db.get<{ rows: string }>(
      "SELECT json_extract(event, '$.data.rows') AS rows FROM journal WHERE json_extract(event, '$.kind') = 'settlement-matched'",
    );
    expect(JSON.parse(ranges?.rows ?? '')).toEqual([{ day: '2026-11-23', from: 1, to: 205 }]);
    expect(await reconcileBooks(shop, '2026-11-23')).toMatchObject({ matched: 205, missingThere: 0 });
    expectBooksHold(shop);
  });
});

it('a shop that never took a wallet asks for nothing', async () => {
  const shop = await openShop();
  const view = await look(shop);
  expect(view).toMatchObject({
    days: [],
    month: { rows: 0, feesPer100: null },
    cases: [],
    asking: false,
    silent: false,
  });
  shop.till.settlement.kick();
  expect(shop.till.settlement.isAsking()).toBe(false);
});
