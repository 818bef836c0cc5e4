import { expect, it } from 'vitest';
import { openCustomer, openPlace, problemOf, Till } from './counter.ts';

async function waiting() {
  const place = await openPlace();
  const till = await new Till(place).activate();
  const customer = await openCustomer(place.url, { pin: '1234', limit: 1000, balance: 5000 });
  const asked = await till.pay(1001, await customer.code());
  return { place, till, customer, asked };
}

it('above the small-amount limit the customer is asked, for a minute', async () => {
  const { place, till, customer, asked } = await waiting();
  expect(asked.state).toBe('awaiting-customer');
  expect(Date.parse(asked.expiresAt ?? '')).toBe(place.clock.now() + 60_000);
  expect(await till.pay(1000, await customer.code())).toMatchObject({ state: 'succeeded' });
});

it('a wallet with a PIN and no limit asks for every amount', async () => {
  const { place, till } = await waiting();
  const customer = await openCustomer(place.url, { pin: '1234' });
  expect(await till.pay(1, await customer.code())).toMatchObject({ state: 'awaiting-customer' });
});

it('the right PIN pays', async () => {
  const { till, customer, asked } = await waiting();
  expect(await customer.answer(asked.id, '1234')).toEqual({ state: 'succeeded' });
  expect(await till.query(asked.id)).toMatchObject({ state: 'succeeded', amount: { minor: '1001' } });
  expect(await customer.balance()).toBe('¥39.99');
});

it('a wrong PIN pays nothing and leaves a try; the fifth ends the payment', async () => {
  const { till, customer, asked } = await waiting();
  for (const triesLeft of [4, 3, 2, 1]) {
    expect(await customer.answer(asked.id, '4321')).toEqual({ state: 'wrong-pin', triesLeft });
  }
  expect(await customer.answer(asked.id, '4321')).toEqual({ state: 'declined' });
  expect(await till.query(asked.id)).toMatchObject({ state: 'declined', reason: 'customer-refused' });
  expect(problemOf.parse(await customer.answer(asked.id, '1234')).code).toBe('state-conflict');
  expect(await customer.balance()).toBe('¥50.00');
});

it('a customer who refuses is declined with that reason', async () => {
  const { till, customer, asked } = await waiting();
  await customer.answer(asked.id, null);
  expect(await till.query(asked.id)).toMatchObject({ state: 'declined', reason: 'customer-refused' });
});

it('a customer who lets the time pass is declined, and the right PIN comes too late', async () => {
  const { place, till, customer, asked } = await waiting();
  place.clock.move(60_000);
  expect(await customer.answer(asked.id, '1234')).toEqual({ state: 'declined' });
  expect(await till.query(asked.id)).toMatchObject({ state: 'declined', reason: 'customer-timeout' });
  expect(await customer.balance()).toBe('¥50.00');
});

it('money spent meanwhile is missing when the PIN comes', async () => {
  const { till, customer, asked } = await waiting();
  for (let count = 0; count < 4; count += 1) await till.pay(1000, await customer.code());
  await customer.answer(asked.id, '1234');
  expect(await till.query(asked.id)).toMatchObject({ state: 'declined', reason: 'insufficient-funds' });
});

it('a cancel before the PIN wins, and the PIN then pays nothing', async () => {
  const { till, customer, asked } = await waiting();
  expect(await till.cancel(asked.id)).toMatchObject({ state: 'cancelled', reason: 'cashier' });
  expect(problemOf.parse(await customer.answer(asked.id, '1234')).code).toBe('state-conflict');
  expect(await customer.balance()).toBe('¥50.00');
});

it('cancel and PIN at the same moment: both ends hear the same one outcome', async () => {
  const { place, till } = await waiting();
  const customer = await openCustomer(place.url, { pin: '1234', balance: 100_000 });
  for (let round = 0; round < 20; round += 1) {
    const { id } = await till.pay(100, await customer.code());
    const [cancelled] = await Promise.all(
      round % 2 === 0
        ? [till.cancel(id), customer.answer(id, '1234')]
        : [customer.answer(id, '1234').then(() => till.cancel(id))],
    );
    expect(['succeeded', 'cancelled']).toContain(cancelled?.state);
    expect((await till.query(id)).state).toBe(cancelled?.state);
  }
});

it('somebody else’s phone can not pay it', async () => {
  const { place, asked } = await waiting();
  const stranger = await openCustomer(place.url, { pin: '1234' });
  expect(problemOf.parse(await stranger.answer(asked.id, '1234')).code).toBe('not-found');
});
