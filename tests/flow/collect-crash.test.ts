import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WalletScheme } from '../../main/flow/wallet-parts.ts';
import { createFaultyScheme, type Fault } from './faulty-scheme.ts';
import { journalUntilPulled, type Plug, plugAt, untilPulled } from './power.ts';
import { createShopClock, type ShopClock, seededBytes } from './shop-clock.ts';
import { openWalletShop, type WalletShop, wrongsOf } from './wallet-shop.ts';
import { type Story, stories } from './wallet-stories.ts';
import { createWalletWorld } from './wallet-world.ts';

/** payments.md §7: till killed at row, send, answer, commit, print: resumed. */

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'collect-crash-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function callsUntilPulled(scheme: WalletScheme, plug: Plug): WalletScheme {
  const through = <T>(call: () => Promise<T>): Promise<T> => untilPulled(plug, call);
  return {
    putPayment: (id, body) => through(() => scheme.putPayment(id, body)),
    getPayment: (id) => through(() => scheme.getPayment(id)),
    cancelPayment: (id, reason) => through(() => scheme.cancelPayment(id, reason)),
    putRefund: (id, body) => through(() => scheme.putRefund(id, body)),
    getRefund: (id) => through(() => scheme.getRefund(id)),
  };
}

const halfDayMs = 12 * 3_600_000;

/** Plays the story with the plug pulled at these moments, one run after the other; how far the last run came. */
async function tell(story: Story, at: readonly number[], downMs: number, fault: Fault | null) {
  const clock = createShopClock();
  const world = createWalletWorld(clock);
  const network = createFaultyScheme(world, clock, () => (clock.mono() < 60_000 ? fault : null));
  const folder = mkdtempSync(join(dir, 'run-'));
  const sales: string[] = [];
  let isBare = false;
  for (const [run, moment] of [...at, Number.POSITIVE_INFINITY].entries()) {
    const plug = plugAt(moment);
    const shop = openWalletShop({
      dir: folder,
      clock,
      random: seededBytes(run),
      scheme: callsUntilPulled(network, plug),
      around: (journal) => journalUntilPulled(journal, plug),
    });
    shop.collecting.recover();
    shop.givingBack.recover();
    await (run === 0 ? firstRun(story, shop, clock, sales) : nextRun(shop, clock, plug));
    if (run === 0) isBare = !plug.isOut();
    if (moment === Number.POSITIVE_INFINITY) {
      const wrongs = wrongsOf(shop, world, sales);
      shop.close();
      return { wrongs, isBare };
    }
    shop.close();
    await clock.advance(downMs);
  }
  throw new Error('the last run has no end');
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

async function nextRun(shop: WalletShop, clock: ShopClock, plug: Plug): Promise<void> {
  await clock.until(() => plug.isOut() || shop.collecting.unresolved().length === 0, halfDayMs);
}

/** Moments after which the story is over before the plug is pulled. */
const mostMoments = 40;

async function wrongsOfStory(story: Story, downMs: number, fault: Fault | null): Promise<string[]> {
  const wrongs: string[] = [];
  for (let moment = 1; moment <= mostMoments; moment += 1) {
    const end = await tell(story, [moment], downMs, fault);
    wrongs.push(...end.wrongs.map((wrong) => `at moment ${moment}: ${wrong}`));
    if (end.isBare) break;
  }
  return wrongs;
}

describe.each(stories)('a customer who $name, when the power goes at any moment', (story) => {
  it.each([0, 200_000])('is charged once or not at all, with the till back after %i ms', async (downMs) => {
    expect(await wrongsOfStory(story, downMs, null)).toEqual([]);
  });

  it.each(['reply lost', 'request lost'] as const)('and each %s for a minute: the same', async (fault) => {
    expect(await wrongsOfStory(story, 0, fault)).toEqual([]);
  });

  it('and goes again while what was open is taken up: the same', async () => {
    const wrongs: string[] = [];
    for (const first of [3, 4, 5, 6, 7, 9, 11])
      for (const second of [1, 2, 3, 5]) {
        const { wrongs: found } = await tell(story, [first, second], 0, null);
        wrongs.push(...found.map((wrong) => `at ${first}, then ${second}: ${wrong}`));
      }
    expect(wrongs).toEqual([]);
  });
});
