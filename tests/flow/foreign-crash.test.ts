import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeWallet } from '../../main/code-wallet/client.ts';
import { nobody, type OrderFault, openForeignWorld, wrongsWithForeign } from './foreign-world.ts';
import { journalUntilPulled, type Plug, plugAt, untilPulled } from './power.ts';
import { createShopClock, type ShopClock, seededBytes } from './shop-clock.ts';
import { openWalletShop, type WalletShop } from './wallet-shop.ts';
import { type Story, stories } from './wallet-stories.ts';

/** As of the scheme's own wallet: the power goes around each commit and each call, and the till comes back. */

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'foreign-crash-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function callsUntilPulled(wallet: CodeWallet, plug: Plug): CodeWallet {
  return {
    account: wallet.account,
    pay: (body) => untilPulled(plug, () => wallet.pay(body)),
    query: (id) => untilPulled(plug, () => wallet.query(id)),
    cancel: (id) => untilPulled(plug, () => wallet.cancel(id)),
    refund: (body) => untilPulled(plug, () => wallet.refund(body)),
    refundQuery: (paymentId, refundId) => untilPulled(plug, () => wallet.refundQuery(paymentId, refundId)),
  };
}

const halfDayMs = 12 * 3_600_000;

/** Plays the story with the plug pulled at this moment, and the till back after `downMs`. */
async function tell(story: Story, moment: number, downMs: number, fault: OrderFault | null) {
  const clock = createShopClock();
  const world = openForeignWorld(clock, seededBytes(3), () => (clock.mono() < 60_000 ? fault : null));
  const folder = mkdtempSync(join(dir, 'run-'));
  const sales: string[] = [];
  const open = (run: number, plug: Plug): WalletShop =>
    openWalletShop({
      dir: folder,
      clock,
      random: seededBytes(run),
      scheme: nobody,
      foreign: callsUntilPulled(world.wallet, plug),
      around: (journal) => journalUntilPulled(journal, plug),
    });
  const plug = plugAt(moment);
  const first = open(0, plug);
  await firstRun({ ...story, code: world.codeOf(story.code) }, first, clock, sales);
  const isBare = !plug.isOut();
  first.close();
  await clock.advance(downMs);
  const second = open(1, plugAt(Number.POSITIVE_INFINITY));
  second.collecting.recover();
  second.givingBack.recover();
  await clock.until(() => second.collecting.unresolved().length === 0, halfDayMs);
  const wrongs = wrongsWithForeign(second, world, sales);
  second.close();
  world.close();
  return { wrongs, isBare };
}

async function firstRun(story: Story, shop: WalletShop, clock: ShopClock, sales: string[]): Promise<void> {
  try {
    const sale = shop.ringUp();
    sales.push(sale);
    const amount = { minor: 1250n, currency: 'CNY' };
    const started = shop.collecting.start({ saleId: sale, tenderNo: 1, amount, customerCode: story.code });
    const payment = started.ok ? started.value.paymentId : '';
    await story.play({ shop, clock, sale, payment });
    await clock.until(() => shop.collecting.unresolved().length === 0, 100_000);
  } catch (error) {
    expect(String(error)).toContain('the power is gone');
  }
}

/** Moments after which the story is over before the plug is pulled. */
const mostMoments = 40;

async function wrongsOfStory(story: Story, downMs: number, fault: OrderFault | null): Promise<string[]> {
  const wrongs: string[] = [];
  for (let moment = 1; moment <= mostMoments; moment += 1) {
    const end = await tell(story, moment, downMs, fault);
    wrongs.push(...end.wrongs.map((wrong) => `at moment ${moment}: ${wrong}`));
    if (end.isBare) break;
  }
  return wrongs;
}

describe.each(stories)(
  'a customer of a foreign wallet who $name, when the power goes at any moment',
  (story) => {
    it.each([0, 200_000])('is charged once or not at all, with the till back after %i ms', async (downMs) => {
      expect(await wrongsOfStory(story, downMs, null)).toEqual([]);
    });

    it.each(['reply lost', 'request lost'] as const)('and each %s for a minute: the same', async (fault) => {
      expect(await wrongsOfStory(story, 0, fault)).toEqual([]);
    });
  },
);
