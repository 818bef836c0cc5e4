import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Faults } from '../../sandbox/faults.ts';
import { findBroken } from './checks.ts';
import { press, steadily, typed } from './counter.ts';
import { filesAgree, openShop, settleDown } from './day.ts';
import { openPay } from './pay-screen.ts';
import { dayPlan } from './plan.ts';
import { scan } from './ringing.ts';
import { isConcluded } from './selling.ts';
import { newVisit, type Visit } from './truth.ts';
import { createWorld, type World } from './world.ts';

/** The moments that hurt, one at a time and always the same, where the days meet them by chance. */

type Counter = { readonly world: World; readonly visit: Visit; readonly folder: string };

/** A shop on a calm day with one customer at the pay screen, whose payment was just sent. */
async function customerPays(
  before: (world: World) => void = () => undefined,
  pin?: string,
): Promise<Counter> {
  const folder = mkdtempSync(join(tmpdir(), 'countertop-scene-'));
  const world = createWorld({ ...dayPlan(1, 1), faults: {} }, folder);
  onTestFinished(async () => {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await openShop(world);
  const visit = newVisit(world.truth);
  visit.saleId = world.look().basket.id;
  visit.meant = 'wallet';
  await scan(world, world.goods.known(world.dice));
  await openPay(world, visit);
  const wallet = await world.phones.openWallet({ currency: 'CNY', ...(pin ? { pin, limit: '1' } : {}) });
  const code = wallet && (await world.phones.code(wallet, 'digits'));
  if (!wallet || !code) throw new Error('the phone shows no code');
  if (pin) world.timeline.after(20_000, () => world.wire.during(world.phones.answer(wallet, pin)));
  await before(world);
  const heard = await world.ask('register.scan', { text: code, device: 'keyboard' });
  expect(heard).toMatchObject({ ok: true, value: { heard: 'payment-sent' } });
  return { world, visit, folder };
}

/** At the end of the day: sold by this tender, and everything else that must be true. */
async function expectSoldBy(tender: string, { world, visit, folder }: Counter): Promise<void> {
  await steadily(world, async () => {
    for (let looks = 0; !(await isConcluded(world, visit)) && looks < 100; looks += 1)
      await world.wait(2_000);
  });
  await settleDown(world);
  expect(visit).toMatchObject({ outcome: 'sold', tender });
  world.host.close();
  expect(Object.values(findBroken(world, folder)).flat()).toEqual([]);
}

/** From now on, after the blink of an eye in which it is away. */
async function misbehave({ scheme, wait }: World, faults: Faults, ratePerS?: number): Promise<void> {
  scheme.setFaults(faults, ratePerS);
  scheme.kill(1, 'other faults');
  await wait(10);
}

function paymentsAtScheme({ scheme }: World): unknown[] {
  return scheme.scheme()?.parts.database.all('SELECT state, refunded_minor > 0 AS back FROM payment') ?? [];
}

it('asks once and sells once when the power goes just as the answer leaves the scheme', async () => {
  const counter = await customerPays();
  const { wire, host } = counter.world;
  wire.onMoment((moment) => {
    if (moment === 'answered' && host.boots() === 1) host.cut('as the answer leaves');
  });
  await expectSoldBy('wallet', counter);
  expect(host.boots()).toBe(2);
});

it.each(['before', 'after'] as const)(
  'sells once when the power goes %s the settling commit',
  async (side) => {
    const counter = await customerPays();
    counter.world.host.cutAtCommit(1, side);
    await expectSoldBy('wallet', counter);
    expect(counter.world.host.boots()).toBe(2);
  },
);

it('finds a payment whose every answer was lost by asking about it, and charges it once', async () => {
  const counter = await customerPays((world) => misbehave(world, { 'drop-reply': { share: 1, ms: 0 } }));
  await counter.world.wait(2_000);
  await misbehave(counter.world, {});
  await expectSoldBy('wallet', counter);
  expect(counter.world.tally.of('payment-moved dark')).toBe(1);
});

it('charges nobody when the scheme dies before a payment took effect', async () => {
  const { world, visit, folder } = await customerPays(({ wire, scheme }) => {
    wire.onMoment((moment) => (moment === 'heard' ? scheme.kill(600, 'over the payment') : undefined));
  });
  await world.wait(100);
  world.wire.onMoment(() => undefined);
  while (world.look().pay?.attempt?.state !== 'cancelled') await world.wait(1_000);
  visit.meant = 'cash';
  await press(world, 'pay.cash', { tendered: typed(visit.dueMinor ?? 0n) });
  expect(paymentsAtScheme(world)).toEqual([{ state: 'cancelled', back: 0 }]);
  await expectSoldBy('cash', { world, visit, folder });
});

it('gives the money back by itself when cash was taken for a payment that succeeded unheard', async () => {
  const { world, visit, folder } = await customerPays((shop) =>
    misbehave(shop, { 'drop-reply': { share: 1, ms: 0 } }),
  );
  while (!world.look().pay?.mayTakeCashInstead) await world.wait(1_000);
  const attemptId = world.look().pay?.attempt?.id ?? '';
  visit.meant = 'cash';
  await press(world, 'pay.cashInstead', { attemptId, tendered: typed(visit.dueMinor ?? 0n) });
  await misbehave(world, {});
  await world.wait(120_000);
  expect(paymentsAtScheme(world)).toEqual([{ state: 'succeeded', back: 1 }]);
  await expectSoldBy('cash', { world, visit, folder });
});

it('takes the money though the clock is set back a day while the customer types the PIN', async () => {
  const counter = await customerPays(undefined, '1234');
  counter.world.timeline.after(8_000, () => counter.world.host.wall.jump(-86_400_000));
  await expectSoldBy('wallet', counter);
});

it('books a payment once when the disk was full as its answer came, and asks for it only once', async () => {
  const counter = await customerPays();
  counter.world.host.setDiskFull(true);
  counter.world.timeline.after(30_000, () => counter.world.host.setDiskFull(false));
  await counter.world.wait(20_000);
  expect(counter.world.look().paid).toBeNull();
  expect(paymentsAtScheme(counter.world)).toEqual([{ state: 'succeeded', back: 0 }]);
  await expectSoldBy('wallet', counter);
});

it('matches the settlement files of a scheme that takes one call a second', async () => {
  const counter = await customerPays();
  await counter.world.wait(5_000);
  await misbehave(counter.world, {}, 1);
  expect(await filesAgree(counter.world)).toEqual([]);
  expect(counter.world.tally.of('matched with the scheme')).toBe(1);
  await expectSoldBy('wallet', counter);
});
