import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../platform/database.ts';
import { audit } from '../../sandbox/audit.ts';
import { readShopCode } from '../../shared/qr/shop-code.ts';
import {
  type PaymentRequestAnswer,
  paymentRequestAnswer,
  practiceShopCodeAnswer,
} from '../../shared/request-wire.ts';
import { type Customer, openCustomer, openPlace, practise, problemOf, Till } from './counter.ts';

async function opened() {
  const place = await openPlace();
  const till = await new Till(place).activate();
  return { place, till, customer: await openCustomer(place.url, { balance: 10_000 }) };
}

function body(minor: number, expiresIn = 120) {
  return { amount: { minor: String(minor), currency: 'CNY' }, expiresIn, saleRef: 'sale-1' };
}

async function request(till: Till, minor: number, id = till.newId()): Promise<PaymentRequestAnswer> {
  const reply = await till.send('PUT', `/payment-requests/${id}`, body(minor));
  expect(reply).toMatchObject({ status: 200, signedBy: 'answer' });
  return paymentRequestAnswer.parse(reply.value);
}

async function now(till: Till, id: string): Promise<PaymentRequestAnswer> {
  return paymentRequestAnswer.parse((await till.send('GET', `/payment-requests/${id}`)).value);
}

async function cancel(till: Till, id: string): Promise<PaymentRequestAnswer> {
  const reply = await till.send('POST', `/payment-requests/${id}/cancel`, { reason: 'cashier' });
  return paymentRequestAnswer.parse(reply.value);
}

function scan(customer: Customer, payload = ''): Promise<unknown> {
  return practise(customer.url, `/practice/wallets/${customer.id}/shop-code`, { payload });
}

it('the code says whom to pay, how much and for which payment, and so long as it was asked for', async () => {
  const { place, till } = await opened();
  const made = await request(till, 1250);
  expect(made).toMatchObject({ state: 'awaiting-customer', amount: { minor: '1250', currency: 'CNY' } });
  expect(Date.parse(made.expiresAt ?? '')).toBe(place.clock.now() + 120_000);
  expect(readShopCode(made.qr ?? '')).toEqual({
    merchantId: till.merchantId,
    amount: { minor: 1250n, currency: 'CNY' },
    reference: made.schemeRef,
  });
});

it.each([
  ['JPY', 1250n],
  ['KWD', 1_234_567n],
])('a code of %s says the amount in its own decimals', async (currency, minor) => {
  const { place } = await opened();
  const till = await new Till(place).activate({ currency });
  const amount = { minor: minor.toString(), currency };
  const reply = await till.send('PUT', `/payment-requests/${till.newId()}`, { ...body(1), amount });
  const { qr } = paymentRequestAnswer.parse(reply.value);
  expect(readShopCode(qr ?? '')?.amount).toEqual({ minor, currency });
});

it('a phone that scans it pays it, once, and both ends hear so', async () => {
  const { till, customer } = await opened();
  const made = await request(till, 1250);
  expect(await scan(customer, made.qr)).toEqual({ state: 'succeeded', payment: made.id });
  const paid = await now(till, made.id);
  expect(paid).toMatchObject({ state: 'succeeded', fee: { minor: '5' } });
  expect(paid).not.toHaveProperty('qr');
  expect(problemOf.parse(await scan(customer, made.qr)).code).toBe('state-conflict');
  expect(await customer.balance()).toBe('¥87.50');
});

it('two phones that scan it at once: one pays, the other hears that it is over', async () => {
  const { place, till, customer } = await opened();
  const other = await openCustomer(place.url, { balance: 10_000 });
  const made = await request(till, 4000);
  const scanned = await Promise.all([scan(customer, made.qr), scan(other, made.qr)]);
  const states = scanned.map((one) => practiceShopCodeAnswer.safeParse(one).data?.state ?? 'none').sort();
  expect(states).toEqual(['none', 'succeeded']);
  expect([await customer.balance(), await other.balance()].sort()).toEqual(['¥100.00', '¥60.00']);
});

it('a larger amount waits for the PIN, on the phone that scanned first', async () => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { pin: '1234', limit: 1000, balance: 10_000 });
  const other = await openCustomer(place.url, { balance: 10_000 });
  const made = await request(till, 1250);
  expect(await scan(customer, made.qr)).toEqual({ state: 'awaiting-customer', payment: made.id });
  expect(problemOf.parse(await scan(other, made.qr)).code).toBe('state-conflict');
  expect(await customer.answer(made.id, '1234')).toEqual({ state: 'succeeded' });
  expect(await now(till, made.id)).toMatchObject({ state: 'succeeded' });
});

it('a customer who declines after scanning ends it with that reason', async () => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { pin: '1234', balance: 10_000 });
  const made = await request(till, 1250);
  await scan(customer, made.qr);
  await customer.answer(made.id, null);
  expect(await now(till, made.id)).toMatchObject({ state: 'declined', reason: 'customer-refused' });
});

it.each([
  ['too little money', { balance: 99 }, 'insufficient-funds'],
  ['a blocked wallet', { blocked: true }, 'wallet-blocked'],
  ['another currency', { currency: 'EUR' }, 'code-unknown'],
])('%s pays nothing and leaves the code to another wallet', async (_, wallet, reason) => {
  const { place, till, customer } = await opened();
  const made = await request(till, 1250);
  const refused = await scan(await openCustomer(place.url, wallet), made.qr);
  expect(refused).toEqual({ state: 'refused', payment: made.id, reason });
  expect(await scan(customer, made.qr)).toMatchObject({ state: 'succeeded' });
});

it('asked for ten times it is one code; the same id with another body is refused', async () => {
  const { till } = await opened();
  const id = till.newId();
  const made = await Promise.all(Array.from({ length: 10 }, () => request(till, 1250, id)));
  expect(new Set(made.map((one) => JSON.stringify(one))).size).toBe(1);
  const other = await till.send('PUT', `/payment-requests/${id}`, body(1251));
  expect(other).toMatchObject({ status: 409, signedBy: 'answer' });
  const longer = await till.send('PUT', `/payment-requests/${id}`, body(1250, 121));
  expect(longer.status).toBe(409);
});

it('a code whose time is over can not be paid', async () => {
  const { place, till, customer } = await opened();
  const made = await request(till, 1250);
  place.clock.move(120_000);
  expect(problemOf.parse(await scan(customer, made.qr)).code).toBe('state-conflict');
  expect(await now(till, made.id)).toMatchObject({ state: 'declined', reason: 'customer-timeout' });
});

it('a cancelled code can not be paid, one that was paid stays paid', async () => {
  const { till, customer } = await opened();
  const [gone, paid] = [await request(till, 1250), await request(till, 700)];
  expect(await cancel(till, gone.id)).toMatchObject({ state: 'cancelled', reason: 'cashier' });
  expect(problemOf.parse(await scan(customer, gone.qr)).code).toBe('state-conflict');
  await scan(customer, paid.qr);
  expect(await cancel(till, paid.id)).toMatchObject({ state: 'succeeded' });
  expect(await customer.balance()).toBe('¥93.00');
});

it('cancel and scan at the same moment have one outcome, the same for both', async () => {
  const { till, customer } = await opened();
  for (let round = 0; round < 20; round += 1) {
    const made = await request(till, 10);
    const both = [() => cancel(till, made.id), () => scan(customer, made.qr)];
    await Promise.all((round % 2 === 0 ? both : both.reverse()).map((run) => run()));
    const { state } = await now(till, made.id);
    expect(['succeeded', 'cancelled']).toContain(state);
    expect((await cancel(till, made.id)).state).toBe(state);
  }
});

it('a code that is cancelled before it is asked for is never made', async () => {
  const { till } = await opened();
  const id = till.newId();
  expect(await cancel(till, id)).toMatchObject({ state: 'cancelled', amount: { minor: '0' } });
  const late = await request(till, 1250, id);
  expect(late).toMatchObject({ state: 'cancelled', amount: { minor: '1250' } });
  expect(late).not.toHaveProperty('qr');
});

it.each([29, 301, 60.5])('a life of %d s is refused', async (expiresIn) => {
  const { till } = await opened();
  const reply = await till.send('PUT', `/payment-requests/${till.newId()}`, body(1250, expiresIn));
  expect(problemOf.parse(reply.value)).toMatchObject({ code: 'field-invalid', field: 'expiresIn' });
});

it('a blocked merchant gets no code', async () => {
  const { place } = await opened();
  const till = await new Till(place).activate({ blocked: true });
  const refused = await request(till, 1250);
  expect(refused).toMatchObject({ state: 'declined', reason: 'merchant-blocked' });
  expect(refused).not.toHaveProperty('qr');
});

it('a request of one shop is not there for another, and no text of its own making is a code', async () => {
  const { place, till, customer } = await opened();
  const stranger = await new Till(place).activate();
  const made = await request(till, 1250);
  expect((await stranger.send('GET', `/payment-requests/${made.id}`)).status).toBe(404);
  const stopped = await stranger.send('POST', `/payment-requests/${made.id}/cancel`, { reason: 'cashier' });
  expect(stopped.status).toBe(404);
  expect((await stranger.send('PUT', `/payment-requests/${made.id}`, body(1250))).status).toBe(409);
  expect(problemOf.parse(await scan(customer, `${made.qr} `)).code).toBe('not-found');
});

it('the phone lists what is shown until somebody has scanned it', async () => {
  const { till, customer } = await opened();
  const made = await request(till, 1250);
  const shown = () => practise(customer.url, `/practice/wallets/${customer.id}`);
  expect(await shown()).toMatchObject({
    shopCodes: [{ id: made.id, payload: made.qr, amount: '¥12.50', secondsLeft: 120 }],
  });
  await scan(customer, made.qr);
  expect(await shown()).toMatchObject({ shopCodes: [], history: [{ id: made.id, state: 'succeeded' }] });
});

it('what was paid by it can be given back, stands in the settlement and in the audit', async () => {
  const { place, till, customer } = await opened();
  const made = await request(till, 1250);
  await request(till, 99);
  await scan(customer, made.qr);
  expect((await till.refund(made.id, 250)).value).toMatchObject({ state: 'refunded' });
  const settled = await till.send('GET', '/settlements/2026-11-23');
  expect(settled.value).toMatchObject({ lines: [{ kind: 'payment', id: made.id }, { kind: 'refund' }] });
  const counted = { payments: 2n, succeeded: 1n, settledMinor: 1250n, refundedMinor: 250n, requests: 2n };
  expect(audit(place.dataDir)).toMatchObject({ ...counted, balanced: true });
});

it('the audit finds a code that was paid by nobody', async () => {
  const { place, till } = await opened();
  const made = await request(till, 1250);
  const database = openDatabase(`${place.dataDir}/scheme.db`);
  onTestFinished(() => database.close());
  database.run("UPDATE payment SET state = 'succeeded' WHERE id = ?", made.id);
  expect(audit(place.dataDir).balanced).toBe(false);
});

it('what was made and paid is there after a restart', async () => {
  const { place, till, customer } = await opened();
  const [open, paid] = [await request(till, 1250), await request(till, 700)];
  await scan(customer, paid.qr);
  await place.scheme.close();
  const again = await openPlace({ dataDir: place.dataDir });
  const later = new Till(again, till.key);
  await later.learnKeys();
  expect(await now(later, open.id)).toMatchObject({ state: 'awaiting-customer', qr: open.qr });
  expect(await now(later, paid.id)).toMatchObject({ state: 'succeeded' });
});
