import { expect, it } from 'vitest';
import { openCustomer, openPlace, problemOf, Till } from './counter.ts';

async function opened() {
  const place = await openPlace();
  return { place, till: await new Till(place).activate(), customer: await openCustomer(place.url) };
}

it('a scanned code pays, and the answer names exactly what was asked', async () => {
  const { till, customer } = await opened();
  const id = till.newId();
  const amount = { minor: '1250', currency: 'CNY' };
  const ask = { amount, customerCode: await customer.code(), saleRef: 'sale-1' };
  const reply = await till.send('PUT', `/payments/${id}`, ask);
  expect(reply).toMatchObject({ status: 200, signedBy: 'answer' });
  expect(reply.value).toMatchObject({
    id,
    state: 'succeeded',
    amount,
    merchantId: till.merchantId,
    terminalId: till.terminalId,
    fee: { minor: '5', currency: 'CNY' },
  });
});

it('the same payment asked for ten times takes the money once', async () => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { balance: 10_000 });
  const [id, code] = [till.newId(), await customer.code('digits')];
  const replies = await Promise.all(Array.from({ length: 10 }, () => till.pay(4000, code, id)));
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  expect(await customer.balance()).toBe('¥60.00');
});

it('the same id with another body is refused and takes nothing', async () => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { balance: 10_000 });
  const id = till.newId();
  const ask = { customerCode: await customer.code(), saleRef: 'sale-1' };
  await till.send('PUT', `/payments/${id}`, { ...ask, amount: { minor: '100', currency: 'CNY' } });
  const other = { ...ask, amount: { minor: '101', currency: 'CNY' } };
  const reply = await till.send('PUT', `/payments/${id}`, other);
  expect(reply).toMatchObject({ status: 409, signedBy: 'answer' });
  expect(problemOf.parse(reply.value).code).toBe('id-reused');
  expect(await customer.balance()).toBe('¥99.00');
});

it('the order of fields does not make another body', async () => {
  const { till, customer } = await opened();
  const [id, customerCode] = [till.newId(), await customer.code()];
  const first = { amount: { minor: '5', currency: 'CNY' }, customerCode, saleRef: 's' };
  const turned = { saleRef: 's', customerCode, amount: { currency: 'CNY', minor: '5' } };
  await till.send('PUT', `/payments/${id}`, first);
  expect((await till.send('PUT', `/payments/${id}`, turned)).status).toBe(200);
});

it('a code pays once, in either of its two forms', async () => {
  const { till, customer } = await opened();
  const code = await customer.code();
  expect(await till.pay(100, code)).toMatchObject({ state: 'succeeded' });
  expect(await till.pay(100, code)).toMatchObject({ state: 'declined', reason: 'code-used' });
});

it('a code is dead after two minutes', async () => {
  const { place, till, customer } = await opened();
  const [early, late] = [await customer.code(), await customer.code()];
  place.clock.move(119_999);
  expect(await till.pay(100, early)).toMatchObject({ state: 'succeeded' });
  place.clock.move(1);
  expect(await till.pay(100, late)).toMatchObject({ state: 'declined', reason: 'code-expired' });
});

it.each([
  ['more than the wallet holds', { balance: 99 }, 'insufficient-funds'],
  ['more than the wallet may pay at once', { limit: '99' }, 'limit-exceeded'],
  ['a blocked wallet', { blocked: true }, 'wallet-blocked'],
  ['a wallet of another currency', { currency: 'EUR' }, 'code-unknown'],
])('%s is declined with its reason, and takes nothing', async (_, wallet, reason) => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, wallet);
  const before = await customer.balance();
  expect(await till.pay(100, await customer.code())).toMatchObject({ state: 'declined', reason });
  expect(await customer.balance()).toBe(before);
});

it('a code that nobody has is declined', async () => {
  const { till } = await opened();
  for (const code of ['81000000000000000010', 'hQVDUFYwMQ', 'https://example.com']) {
    expect(await till.pay(100, code)).toMatchObject({ state: 'declined', reason: 'code-unknown' });
  }
});

it('a blocked merchant takes no payment', async () => {
  const { place, customer } = await opened();
  const till = await new Till(place).activate({ blocked: true });
  expect(await till.pay(100, await customer.code())).toMatchObject({ reason: 'merchant-blocked' });
});

it('another currency than the terminal was activated for is refused', async () => {
  const { till, customer } = await opened();
  const ask = { amount: { minor: '1', currency: 'EUR' }, customerCode: await customer.code(), saleRef: 's' };
  const reply = await till.send('PUT', `/payments/${till.newId()}`, ask);
  expect(problemOf.parse(reply.value)).toMatchObject({ code: 'field-invalid', field: 'amount' });
});

it('a payment of one shop is not there for another', async () => {
  const { place, till, customer } = await opened();
  const stranger = await new Till(place).activate();
  const { id } = await till.pay(100, await customer.code());
  expect((await stranger.send('GET', `/payments/${id}`)).status).toBe(404);
  expect((await stranger.send('POST', `/payments/${id}/cancel`, { reason: 'cashier' })).status).toBe(404);
  const ask = { amount: { minor: '100', currency: 'CNY' }, customerCode: '81', saleRef: 's' };
  expect((await stranger.send('PUT', `/payments/${id}`, ask)).status).toBe(409);
});

it('a paid payment that is cancelled stays paid', async () => {
  const { till, customer } = await opened();
  const { id } = await till.pay(100, await customer.code());
  expect(await till.cancel(id)).toMatchObject({ state: 'succeeded' });
});

it('a payment cancelled before it arrives is never taken', async () => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { balance: 1000 });
  const [id, code] = [till.newId(), await customer.code()];
  expect(await till.cancel(id)).toMatchObject({ id, state: 'cancelled', amount: { minor: '0' } });
  const late = await till.pay(700, code, id);
  expect(late).toMatchObject({ state: 'cancelled', reason: 'cashier', amount: { minor: '700' } });
  expect(await till.query(id)).toEqual(late);
  expect(await customer.balance()).toBe('¥10.00');
});

it('an id that is no UUIDv7 is refused', async () => {
  const { till } = await opened();
  const reply = await till.send('GET', '/payments/0190b8f0-0000-4000-8000-000000000001');
  expect(problemOf.parse(reply.value)).toMatchObject({ code: 'field-invalid', field: 'id' });
});
