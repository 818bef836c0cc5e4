import { expect, it } from 'vitest';
import { audit } from '../../sandbox/audit.ts';
import { inspect } from '../../shared/qr/inspect.ts';
import { merchantCodeAnswer, receivedAnswer } from '../../shared/received-wire.ts';
import { settlementAnswer } from '../../shared/scheme-wire.ts';
import { openCustomer, openPlace, type Place, practise, refundOf, Till } from './counter.ts';

async function opened() {
  const place = await openPlace();
  const till = await new Till(place).activate();
  const customer = await openCustomer(place.url, { balance: 10_000 });
  const reply = await till.send('GET', '/merchant-code');
  expect(reply).toMatchObject({ status: 200, signedBy: 'answer' });
  const { payload } = merchantCodeAnswer.parse(reply.value);
  return { place, till, customer, payload };
}

const pay = (place: Place, wallet: string, payload: string, amount: string) =>
  practise(place.url, `/practice/wallets/${wallet}/printed-code`, { payload, amount });

const list = async (till: Till, query = '') =>
  receivedAnswer.parse((await till.send('GET', `/payments${query}`)).value);

it('a terminal has one code to print, the same each time, static and for its own shop', async () => {
  const { till, payload } = await opened();
  expect(merchantCodeAnswer.parse((await till.send('GET', '/merchant-code')).value)).toEqual({
    merchantId: till.merchantId,
    terminalId: till.terminalId,
    payload,
  });
  expect(inspect(payload)).toMatchObject({
    kind: 'emv-mpm',
    valid: true,
    fields: {
      initiation: 'static',
      currencyCode: 'CNY',
      accounts: [{ sub: { '01': till.merchantId } }],
      additional: { terminalLabel: till.terminalId },
    },
  });
});

it('a customer who scans it and types an amount pays the shop; the row is signed and has a number', async () => {
  const { place, till, customer, payload } = await opened();
  expect(await pay(place, customer.id, payload, '12.50')).toMatchObject({ state: 'succeeded' });
  expect(await pay(place, customer.id, payload, '1')).toMatchObject({ state: 'succeeded' });
  const reply = await till.send('GET', '/payments');
  expect(reply.signedBy).toBe('answer');
  const { items, next } = receivedAnswer.parse(reply.value);
  expect(next ?? null).toBeNull();
  expect(items).toMatchObject([
    {
      seq: 1,
      amount: { minor: '1250', currency: 'CNY' },
      merchantId: till.merchantId,
      payer: customer.id.slice(-4),
    },
    { seq: 2, amount: { minor: '100', currency: 'CNY' }, terminalId: till.terminalId },
  ]);
  expect(await customer.balance()).toBe('¥86.50');
  expect(await till.query(items[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  expect(audit(place.dataDir)).toMatchObject({ payments: 2n, printed: 2n, balanced: true });
});

it('pages go on behind the last that is known, and another shop hears of none of it', async () => {
  const { place, till, customer, payload } = await opened();
  for (const amount of ['1', '2', '3']) await pay(place, customer.id, payload, amount);
  const first = await list(till, '?limit=2');
  expect(first.items.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(first.next).toBe('2');
  expect((await list(till, '?limit=2&after=2')).items.map(({ seq }) => seq)).toEqual([3]);
  expect((await list(till, '?after=3')).items).toEqual([]);
  expect((await till.send('GET', '/payments?after=x')).status).toBe(422);
  const neighbour = await new Till(place).activate();
  expect((await list(neighbour)).items).toEqual([]);
});

it('above the limit the phone asks for its PIN, and only what was paid is listed', async () => {
  const { place, till, payload } = await opened();
  const careful = await openCustomer(place.url, { pin: '4711', limit: 1000 });
  const asked = await pay(place, careful.id, payload, '12.50');
  expect(asked).toMatchObject({ state: 'awaiting-customer' });
  expect((await list(till)).items).toEqual([]);
  const { payment } = asked as { payment: string };
  expect(await careful.answer(payment, '4711')).toEqual({ state: 'succeeded' });
  expect((await list(till)).items).toMatchObject([{ id: payment, seq: 1 }]);
  const refusing = await pay(place, careful.id, payload, '30');
  await careful.answer((refusing as { payment: string }).payment, null);
  expect((await list(till)).items).toHaveLength(1);
  expect(audit(place.dataDir)).toMatchObject({ printed: 1n, balanced: true });
});

it('a wallet that cannot pay, an amount that is none and a code that nobody made leave nothing behind', async () => {
  const { place, till, customer, payload } = await opened();
  const other = await openCustomer(place.url, { currency: 'EUR' });
  expect(await pay(place, customer.id, payload, '100.01')).toMatchObject({
    state: 'refused',
    reason: 'insufficient-funds',
  });
  expect(await pay(place, other.id, payload, '1')).toMatchObject({
    state: 'refused',
    reason: 'code-unknown',
  });
  for (const amount of ['0', '-1', '1.234', 'x'])
    expect(await pay(place, customer.id, payload, amount)).toMatchObject({ status: 422 });
  expect(await pay(place, customer.id, `${payload}1`, '1')).toMatchObject({ status: 404 });
  expect((await list(till)).items).toEqual([]);
  expect(audit(place.dataDir)).toMatchObject({ payments: 0n, balanced: true });
});

it('the day lists it as a payment of this terminal, and it can be given back', async () => {
  const { place, till, customer, payload } = await opened();
  await pay(place, customer.id, payload, '12.50');
  const [row] = (await list(till)).items;
  const date = (row?.at ?? '').slice(0, 10);
  const { lines } = settlementAnswer.parse((await till.send('GET', `/settlements/${date}`)).value);
  expect(lines).toMatchObject([{ kind: 'payment', id: row?.id, gross: '1250', terminalId: till.terminalId }]);
  expect(refundOf(await till.refund(row?.id ?? '', 1250))).toMatchObject({ state: 'refunded' });
  expect(await customer.balance()).toBe('¥100.00');
});

it('a till of that shop hears a hint as soon as it is paid', async () => {
  const { place, till, customer, payload } = await opened();
  const heard: string[] = [];
  const stop = place.scheme.parts.events.listen(till.merchantId, () => heard.push('news'));
  await pay(place, customer.id, payload, '12.50');
  stop();
  expect(heard).toEqual(['news']);
});
