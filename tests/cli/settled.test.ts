import { expect, it } from 'vitest';
import { machineClock } from '../../main/open-till.ts';
import { dayOf, instantOf } from '../../shared/time.ts';
import { addGoods, openShopIn, sellForWallet, temporaryFolder } from '../flow/shop.ts';
import { createTravelClock } from '../flow/travel-clock.ts';
import { till } from './command.ts';

const dayMs = 86_400_000;

/** A folder in which one wallet sale of 100.00 was made the day before yesterday, and nothing was settled. */
async function soldAndLeft(): Promise<{ readonly dataDir: string; readonly day: string }> {
  const dataDir = temporaryFolder();
  const clock = createTravelClock(machineClock.now() - 2 * dayMs);
  const shop = await openShopIn({ dataDir, clock });
  await sellForWallet(shop, await addGoods(shop, '100'));
  await shop.close();
  return { dataDir, day: dayOf(instantOf(clock.now()), 'Asia/Shanghai') };
}

async function answerOf(...words: readonly string[]): Promise<unknown> {
  const { code, out, complaint } = await till(words);
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return JSON.parse(out);
}

it('a shop that was left alone is settled by the command, and its report says what an accountant files', async () => {
  const { dataDir, day } = await soldAndLeft();
  const report = () => answerOf('report', '--data', dataDir, '--day', day);
  expect(await report()).toMatchObject({ settlement: null, settlementMonth: { rows: 0, feesPer100: null } });
  const matched = { matched: 1, missingHere: 0, missingThere: 0, amountDiffers: 0, unresolved: 0 };
  for (const more of [[], ['--day', day]])
    expect(await answerOf('reconcile', '--data', dataDir, ...more)).toEqual(matched);
  expect(await report()).toMatchObject({
    sales: 1,
    settlement: {
      day,
      state: 'settled',
      rows: 1,
      matched: 1,
      differences: 0,
      grossMinor: 10_000,
      refundsMinor: 0,
      feesMinor: 38,
      netMinor: 9_962,
    },
    settlementMonth: { month: day.slice(0, 7), feesMinor: 38, feesPer100: '0.38' },
  });
  expect(await answerOf('verify', '--data', dataDir)).toMatchObject({ ok: true });
}, 60_000);
