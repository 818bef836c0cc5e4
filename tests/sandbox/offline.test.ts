import { expect, it } from 'vitest';
import { audit } from '../../sandbox/audit.ts';
import { offlineAnswer, practicePassAnswer } from '../../shared/offline-wire.ts';
import { grant, keyList, settlementAnswer } from '../../shared/scheme-wire.ts';
import { instantOf } from '../../shared/time.ts';
import {
  type Customer,
  openCustomer,
  openPlace,
  type Place,
  practise,
  problemOf,
  refundOf,
  Till,
} from './counter.ts';

const hourMs = 3_600_000;

async function opened(wallet: object = { balance: 100_000 }) {
  const place = await openPlace();
  const till = await new Till(place).activate();
  return { place, till, customer: await openCustomer(place.url, wallet) };
}

async function passOf(customer: Customer, ask: object = {}): Promise<string> {
  return practicePassAnswer.parse(await practise(customer.url, `/practice/wallets/${customer.id}/pass`, ask))
    .payload;
}

function askOf(place: Place, pass: string, minor: number, seq = 1) {
  const amount = { minor: String(minor), currency: 'CNY' };
  return { pass, amount, takenAt: instantOf(place.clock.now()), seq };
}

async function handIn(till: Till, ask: object, id = till.newId()) {
  const reply = await till.send('PUT', `/offline-payments/${id}`, ask);
  expect({ status: reply.status, signedBy: reply.signedBy }).toEqual({ status: 200, signedBy: 'answer' });
  return offlineAnswer.parse(reply.value);
}

it('the scheme lists a key for passes, and the grant carries the limits without network', async () => {
  const { till, place } = await opened();
  const { keys } = keyList.parse((await till.send('GET', '/keys')).value);
  expect(keys.map(({ role }) => role).sort()).toEqual(['answer', 'pass', 'root', 'settlement']);
  const code = await practise(place.url, '/practice/terminals', { currency: 'CNY', zone: 'Asia/Shanghai' });
  const other = new Till(place);
  const reply = await other.activateWith((code as { code: string }).code);
  expect(grant.parse((reply.value as { grant: unknown }).grant).limits.offline).toEqual({
    pass: { minor: '20000', currency: 'CNY' },
    wallet: { minor: '50000', currency: 'CNY' },
    terminal: { minor: '500000', currency: 'CNY' },
    sales: 100,
    hours: 72,
  });
});

it('a pass that is handed in is charged once, however often it is asked', async () => {
  const { place, till, customer } = await opened();
  const ask = askOf(place, await passOf(customer), 15_000);
  const id = till.newId();
  const first = await handIn(till, ask, id);
  expect(first).toMatchObject({ id, state: 'succeeded', amount: { minor: '15000' }, fee: { minor: '57' } });
  expect(await handIn(till, ask, id)).toEqual(first);
  expect((await till.send('GET', `/offline-payments/${id}`)).value).toEqual(first);
  const changed = { ...ask, amount: { minor: '14999', currency: 'CNY' } };
  expect(problemOf.parse((await till.send('PUT', `/offline-payments/${id}`, changed)).value).code).toBe(
    'id-reused',
  );
  expect(await customer.balance()).toBe('¥850.00');
  expect(audit(place.dataDir)).toMatchObject({ succeeded: 1n, settledMinor: 15_000n, balanced: true });
});

it('a pass that two tills took is charged once; the second loss is the scheme’s, and it pays the shop', async () => {
  const { place, till, customer } = await opened();
  const other = await new Till(place).activate();
  const pass = await passOf(customer);
  expect(await handIn(till, askOf(place, pass, 9_000))).toMatchObject({ state: 'succeeded' });
  const lost = await handIn(other, askOf(place, pass, 8_000));
  expect(lost).toMatchObject({ state: 'declined', reason: 'pass-used', bearer: 'scheme' });
  const again = await handIn(till, askOf(place, pass, 7_000, 2));
  expect(again).toMatchObject({ state: 'declined', reason: 'pass-used', bearer: 'merchant' });
  expect(await customer.balance()).toBe('¥910.00');
  const day = settlementAnswer.parse((await other.send('GET', '/settlements/2026-11-23')).value);
  expect(day.lines).toMatchObject([{ kind: 'adjustment', id: lost.id, gross: '8000', fee: '0' }]);
  const own = settlementAnswer.parse((await till.send('GET', '/settlements/2026-11-23')).value);
  expect(own.lines).toMatchObject([{ kind: 'offline', gross: '9000' }]);
  expect(audit(place.dataDir)).toMatchObject({ balanced: true, succeeded: 1n });
});

it('an empty or blocked wallet is the scheme’s loss', async () => {
  const { place, till, customer } = await opened({ balance: 100 });
  const poor = await handIn(till, askOf(place, await passOf(customer), 15_000));
  expect(poor).toMatchObject({ state: 'declined', reason: 'insufficient-funds', bearer: 'scheme' });
  const blocked = await openCustomer(place.url, { blocked: true });
  expect(await handIn(till, askOf(place, await passOf(blocked), 100, 2))).toMatchObject({
    state: 'declined',
    reason: 'wallet-blocked',
    bearer: 'scheme',
  });
  expect(audit(place.dataDir)).toMatchObject({ balanced: true });
});

it('what the till could have seen is the merchant’s loss, and says why', async () => {
  const { place, till, customer } = await opened();
  const refusals: [string, object][] = [];
  const strange = await passOf(customer, { merchant: 'M-SOMEBODY' });
  refusals.push(['wrong-merchant', askOf(place, strange, 100)]);
  refusals.push(['over-limit', askOf(place, await passOf(customer, { limit: 500 }), 501)]);
  refusals.push(['over-limit', askOf(place, await passOf(customer, { limit: 90_000 }), 20_001)]);
  const touched = (await passOf(customer)).replace(/...$/, '000');
  refusals.push(['pass-invalid', askOf(place, touched, 100)]);
  refusals.push(['pass-invalid', askOf(place, 'CT1:NOTHING', 100)]);
  const later = instantOf(place.clock.now() + 26 * hourMs);
  refusals.push(['not-yet-valid', { ...askOf(place, await passOf(customer), 100), takenAt: later }]);
  const old = await passOf(customer);
  const late = askOf(place, await passOf(customer), 100);
  place.clock.move(25 * hourMs);
  refusals.push(['expired', askOf(place, old, 100)]);
  for (const [reason, ask] of refusals) {
    expect(await handIn(till, ask)).toMatchObject({ state: 'declined', reason, bearer: 'merchant' });
  }
  place.clock.move(48 * hourMs);
  expect(await handIn(till, late)).toMatchObject({ reason: 'too-late', bearer: 'merchant' });
  expect(await customer.balance()).toBe('¥1,000.00');
  expect(audit(place.dataDir)).toMatchObject({ balanced: true, succeeded: 0n });
});

it('the sum of a wallet counts what was outstanding when a pass was taken, and is free once accepted', async () => {
  const { place, till, customer } = await opened();
  const takes = [];
  for (const seq of [1, 2, 3]) {
    takes.push(askOf(place, await passOf(customer), 17_000, seq));
    place.clock.move(1000);
  }
  place.clock.move(hourMs);
  const ends = [];
  for (const take of takes) ends.push(await handIn(till, take));
  expect(ends.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'declined']);
  expect(ends[2]).toMatchObject({ reason: 'over-limit', bearer: 'merchant' });
  place.clock.move(hourMs);
  const next = await handIn(till, askOf(place, await passOf(customer), 17_000, 4));
  expect(next).toMatchObject({ state: 'succeeded' });
});

it('the tills’ network can be taken away and given back, and practice goes on meanwhile', async () => {
  const { place, till, customer } = await opened();
  const ask = askOf(place, await passOf(customer), 100);
  expect(await practise(place.url, '/practice/network', { reachable: false })).toEqual({ reachable: false });
  await expect(till.send('GET', '/keys')).rejects.toThrow();
  expect(await passOf(customer)).toMatch(/^CT1:/);
  expect(await practise(place.url, '/practice/network')).toEqual({ reachable: false });
  await practise(place.url, '/practice/network', { reachable: true });
  expect(await handIn(till, ask)).toMatchObject({ state: 'succeeded' });
});

it('an accepted pass can be given back like any payment', async () => {
  const { place, till, customer } = await opened();
  const { id } = await handIn(till, askOf(place, await passOf(customer), 10_000));
  expect(refundOf(await till.refund(id, 4_000))).toMatchObject({ state: 'refunded' });
  expect(await customer.balance()).toBe('¥940.00');
  expect(audit(place.dataDir)).toMatchObject({ balanced: true, refundedMinor: 4_000n });
});
