import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../platform/database.ts';
import { runMigrations } from '../../platform/migrations.ts';
import { audit, auditLine, imbalances } from '../../sandbox/audit.ts';
import { type FaultKind, parseFaults } from '../../sandbox/faults.ts';
import { migrations } from '../../sandbox/files.ts';
import { settlementAnswer } from '../../shared/scheme-wire.ts';
import { openCustomer, openPlace, problemOf, refundOf, Till, temporaryFolder } from './counter.ts';
import {
  balanceOf,
  check,
  cny,
  issue,
  look,
  openShop,
  publish,
  redeem,
  setState,
  undo,
} from './voucher-counter.ts';

const dayMs = 86_400_000;

it('a redemption that is cancelled gives the voucher its money back, once', async () => {
  const { till, url } = await openShop();
  const code = await issue(url);
  const { id } = await redeem(till, code, 5000);
  const undone = await undo(till, id);
  expect(undone).toMatchObject({ state: 'cancelled', reason: 'cashier', amount: cny(5000), to: 'voucher' });
  expect(undone.balance).toEqual(cny(5000));
  expect(await undo(till, id)).toEqual(undone);
  expect(await look(till, id)).toEqual(undone);
  expect(await redeem(till, code, 5000)).toMatchObject({ state: 'succeeded' });
});

it('a redemption cancelled before it arrives is never taken', async () => {
  const { till, url } = await openShop();
  const [code, id] = [await issue(url), till.newId()];
  expect(await undo(till, id)).toMatchObject({ id, state: 'cancelled', amount: cny(0) });
  const late = await redeem(till, code, 700, { id });
  expect(late).toMatchObject({ state: 'cancelled', reason: 'cashier', amount: cny(700) });
  expect(await redeem(till, code, 700, { id })).toEqual(late);
  expect((await till.send('PUT', `/voucher-redemptions/${id}`, { code: 'other' })).status).toBe(422);
  expect(await balanceOf(till, code)).toBe('5000');
});

it('cancel and redemption at the same moment end as one: cancelled, with the whole balance', async () => {
  const { place, till, url } = await openShop();
  const code = await issue(url);
  for (let round = 0; round < 20; round += 1) {
    const id = till.newId();
    const race = [() => redeem(till, code, 5000, { id }), () => undo(till, id)];
    if (round % 2 === 1) race.reverse();
    await Promise.all(race.map((run) => run()));
    expect(await look(till, id)).toMatchObject({ state: 'cancelled', amount: cny(5000) });
    expect(await balanceOf(till, code)).toBe('5000');
  }
  expect(imbalances(place.scheme.parts.database)).toEqual([]);
});

it('the voucher’s part of a refund goes back to it in parts, never above what was redeemed', async () => {
  const { till, url } = await openShop();
  const code = await issue(url);
  const { id } = await redeem(till, code, 5000);
  expect((await check(till, code)).value).toMatchObject({ state: 'Consumed' });
  expect(refundOf(await till.refund(id, 2000))).toMatchObject({
    state: 'refunded',
    paymentId: id,
    to: 'voucher',
    refundedTotal: cny(2000),
  });
  expect((await check(till, code)).value).toMatchObject({ state: 'Activated', balance: cny(2000) });
  const refund = till.newId();
  const first = await till.refund(id, 3000, refund);
  expect((await till.refund(id, 3000, refund)).value).toEqual(first.value);
  expect((await till.send('GET', `/refunds/${refund}`)).value).toEqual(first.value);
  expect(problemOf.parse((await till.refund(id, 2999, refund)).value).code).toBe('id-reused');
  expect(problemOf.parse((await till.refund(id, 1)).value)).toMatchObject({ field: 'amount' });
  expect(await look(till, id)).toMatchObject({ state: 'succeeded', refundedTotal: cny(5000) });
  expect(await undo(till, id)).toMatchObject({ state: 'succeeded' });
  expect(await balanceOf(till, code)).toBe('5000');
});

it('what was declined or cancelled, and what is another shop’s, is not refunded', async () => {
  const { place, till, url } = await openShop();
  const [code, stranger] = [await issue(url), await new Till(place).activate()];
  const declined = await redeem(till, code, 5001);
  expect(problemOf.parse((await till.refund(declined.id, 1)).value).code).toBe('state-conflict');
  const { id } = await redeem(till, code, 100);
  expect((await stranger.refund(id, 1)).status).toBe(404);
  await undo(till, id);
  expect(problemOf.parse((await till.refund(id, 1)).value).code).toBe('state-conflict');
});

it('of a voucher that is over the programme gets the money, by refund and by cancel, and nobody else', async () => {
  const { place, till, url } = await openShop();
  const [early, late] = [await issue(url, { days: 1 }), await issue(url)];
  const [one, other, third] = [
    await redeem(till, early, 3000),
    await redeem(till, early, 1000),
    await redeem(till, late, 1000),
  ];
  place.clock.move(dayMs);
  expect(refundOf(await till.refund(one.id, 1000)).to).toBe('programme');
  expect(await undo(till, other.id)).toMatchObject({
    state: 'cancelled',
    to: 'programme',
    balance: cny(1000),
  });
  await setState(url, late, 'Purged');
  expect(await undo(till, third.id)).toMatchObject({ to: 'programme' });
  expect(await balanceOf(till, early)).toBe('1000');
  expect(imbalances(place.scheme.parts.database)).toEqual([]);
});

it('a blocked voucher gets its money back and stays blocked', async () => {
  const { till, url } = await openShop();
  const code = await issue(url);
  const { id } = await redeem(till, code, 2000);
  await setState(url, code, 'Blocked');
  expect(await undo(till, id)).toMatchObject({ to: 'voucher', balance: cny(5000) });
  expect(await redeem(till, code, 1)).toMatchObject({ reason: 'voucher-blocked' });
});

const linesOf = async (till: Till, day: string) =>
  settlementAnswer
    .parse((await till.send('GET', `/settlements/${day}`)).value)
    .lines.map(({ kind, id, gross }) => [kind, id, gross]);

it('the day’s file has a line for each redemption and refund; what was undone the same day was never there', async () => {
  const { place, till, url } = await openShop();
  const code = await issue(url);
  const kept = await redeem(till, code, 1000);
  place.clock.move(1000);
  const refund = refundOf(await till.refund(kept.id, 400));
  await undo(till, (await redeem(till, code, 500)).id);
  await redeem(till, code, 9999);
  expect(await linesOf(till, '2026-11-23')).toEqual([
    ['voucher', kept.id, '1000'],
    ['refund', refund.id, '-400'],
  ]);
  // Refunded in part and then cancelled: both stand, and the day comes to nothing.
  place.clock.move(1000);
  await undo(till, kept.id);
  expect((await linesOf(till, '2026-11-23')).at(-1)).toEqual(['adjustment', kept.id, '-600']);
});

it('a redemption undone on a later day is an adjustment there, and its own day stays as it was', async () => {
  const { place, till, url } = await openShop();
  const { id } = await redeem(till, await issue(url), 1000);
  place.clock.move(dayMs);
  const first = await linesOf(till, '2026-11-23');
  expect(first).toEqual([['voucher', id, '1000']]);
  await undo(till, id);
  expect(await linesOf(till, '2026-11-23')).toEqual(first);
  expect(await linesOf(till, '2026-11-24')).toEqual([['adjustment', id, '-1000']]);
});

it('the audit counts vouchers beside payments, and sees rows that were changed by hand', async () => {
  const { place, till, url } = await openShop();
  const [code, customer] = [await issue(url), await openCustomer(url, { balance: 1000 })];
  await till.pay(700, await customer.code());
  expect(auditLine(audit(place.dataDir))).toBe(
    '{"payments":1,"succeeded":1,"settledMinor":700,"refundedMinor":0,"balanced":true}',
  );
  const { id } = await redeem(till, code, 3000);
  await till.refund(id, 1000);
  await undo(till, (await redeem(till, code, 500)).id);
  expect(audit(place.dataDir)).toEqual({
    payments: 1n,
    succeeded: 1n,
    settledMinor: 700n,
    refundedMinor: 0n,
    redemptions: 1n,
    redeemedMinor: 3000n,
    returnedMinor: 1000n,
    balanced: true,
  });
  const { database } = place.scheme.parts;
  for (const [there, back] of [
    [
      "UPDATE redemption SET amount_minor = 3001 WHERE state = 'succeeded'",
      'UPDATE redemption SET amount_minor = 3000 WHERE amount_minor = 3001',
    ],
    [
      "UPDATE redemption SET state = 'declined' WHERE state = 'succeeded'",
      "UPDATE redemption SET state = 'succeeded' WHERE state = 'declined'",
    ],
    [
      'UPDATE redemption SET returned_minor = 1001 WHERE returned_minor = 1000',
      'UPDATE redemption SET returned_minor = 1000 WHERE returned_minor = 1001',
    ],
    [
      "UPDATE redemption SET cancelled_to = 'programme' WHERE state = 'cancelled'",
      "UPDATE redemption SET cancelled_to = 'voucher' WHERE state = 'cancelled'",
    ],
    [
      "UPDATE voucher_return SET returned_to = 'programme'",
      "UPDATE voucher_return SET returned_to = 'voucher'",
    ],
    [
      "UPDATE balance SET minor = minor + 1 WHERE account LIKE 'voucher:%'",
      "UPDATE balance SET minor = minor - 1 WHERE account LIKE 'voucher:%'",
    ],
  ] as const) {
    database.run(there);
    expect(audit(place.dataDir).balanced, there).toBe(false);
    database.run(back);
    expect(audit(place.dataDir).balanced, back).toBe(true);
  }
  expect(() => database.run("UPDATE balance SET minor = -1 WHERE account LIKE 'voucher:%'")).toThrow(
    'below zero',
  );
});

it('a scheme of the release before is audited as it is, and takes vouchers once it was opened', async () => {
  const dataDir = temporaryFolder();
  const earlier = openDatabase(join(dataDir, 'scheme.db'));
  runMigrations(earlier, migrations().slice(0, 1));
  earlier.close();
  expect(audit(dataDir)).toMatchObject({ payments: 0n, balanced: true });
  const place = await openPlace({ dataDir });
  const till = await new Till(place).activate();
  await publish(place.url);
  expect(await redeem(till, await issue(place.url), 100)).toMatchObject({ state: 'succeeded' });
  expect(audit(dataDir)).toMatchObject({ redemptions: 1n, balanced: true });
});

/** A shop whose scheme does one thing wrong to every signed request, until it is told to be calm. */
async function misbehaving(fault: FaultKind) {
  const faults: { [kind in FaultKind]?: { share: number; ms: number } } = {};
  const place = await openPlace({ faults, seed: 1 });
  await publish(place.url);
  const [till, code] = [await new Till(place).activate(), await issue(place.url)];
  faults[fault] = parseFaults(`${fault}=1`)[fault] ?? { share: 1, ms: 0 };
  return { place, till, code, calm: () => delete faults[fault] };
}

it('a dropped request takes nothing; a dropped reply has taken it, which query and repetition find', async () => {
  const lost = await misbehaving('drop-request');
  const id = lost.till.newId();
  await expect(redeem(lost.till, lost.code, 400, { id })).rejects.toThrow();
  lost.calm();
  expect((await lost.till.send('GET', `/voucher-redemptions/${id}`)).status).toBe(404);
  expect(await balanceOf(lost.till, lost.code)).toBe('5000');

  const { till, code, calm } = await misbehaving('drop-reply');
  await expect(redeem(till, code, 400, { id })).rejects.toThrow();
  await expect(redeem(till, code, 400, { id })).rejects.toThrow();
  calm();
  expect(await look(till, id)).toMatchObject({ state: 'succeeded' });
  expect(await redeem(till, code, 400, { id })).toMatchObject({ state: 'succeeded' });
  expect(await balanceOf(till, code)).toBe('4600');
});

it('a duplicated redemption, cancel and refund each count once', async () => {
  const { place, till, code } = await misbehaving('duplicate');
  const { id } = await redeem(till, code, 400);
  await till.refund(id, 100);
  expect(await balanceOf(till, code)).toBe('4700');
  await undo(till, id);
  expect(await balanceOf(till, code)).toBe('5000');
  expect(imbalances(place.scheme.parts.database)).toEqual([]);
});

it('a redemption held back and overtaken by its cancel takes nothing when it comes', async () => {
  const { till, code, calm } = await misbehaving('reorder');
  const id = till.newId();
  const late = redeem(till, code, 400, { id });
  await new Promise((resolve) => setTimeout(resolve, 100));
  calm();
  expect(await undo(till, id)).toMatchObject({ state: 'cancelled', amount: cny(0) });
  expect(await late).toMatchObject({ state: 'cancelled', amount: cny(400) });
  expect(await balanceOf(till, code)).toBe('5000');
});
