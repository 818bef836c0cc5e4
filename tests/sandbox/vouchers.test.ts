import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { programmesAnswer, voucherCheckAnswer } from '../../shared/voucher-wire.ts';
import { openCustomer, openPlace, practise, problemOf, Till } from './counter.ts';
import {
  balanceOf,
  check,
  cny,
  issue,
  line,
  look,
  openShop,
  publish,
  put,
  redeem,
  rice,
  setState,
  soda,
  undo,
} from './voucher-counter.ts';

const dayMs = 86_400_000;

it('the lists are served signed, in the shop’s currency, each with its version', async () => {
  const { till, url } = await openShop();
  await publish(url, { id: 'EEEE', currency: 'EUR' });
  expect(await publish(url, { goods: [] })).toBe(2);
  const reply = await till.send('GET', '/programmes');
  expect(reply).toMatchObject({ status: 200, signedBy: 'answer' });
  const { programmes } = programmesAnswer.parse(reply.value);
  expect(programmes.map(({ id, listVersion }) => [id, listVersion])).toEqual([
    ['1AMP', 1],
    ['7E57', 2],
    ['F00D', 1],
  ]);
  const staple = programmes.find(({ id }) => id === 'F00D');
  expect(staple?.goods.length).toBeGreaterThan(15);
  expect(staple?.goods).toContainEqual({ gtin: rice, category: 'staples' });
});

it('a check says what the voucher would pay of each line, and takes nothing', async () => {
  const { till, url } = await openShop();
  const code = await issue(url);
  const lines = [
    line(),
    line({ gtin: soda, category: 'drinks' }),
    line({ gtin: null, category: 'by-weight' }),
    line({ gtin: null, category: 'drinks' }),
  ];
  const reply = await check(till, code.toLowerCase().replaceAll('-', '').replace('cv1', 'cv1-'), lines);
  const answer = voucherCheckAnswer.parse(reply.value);
  expect(answer).toMatchObject({
    programme: '7E57',
    state: 'Activated',
    balance: cny(5000),
    expires: '2027-02-21T02:00:00.000Z',
  });
  expect(answer.reason).toBeUndefined();
  expect(answer.lines.map(({ eligible, why, most }) => [eligible, why, most.minor])).toEqual([
    [true, 'listed', '10000'],
    [false, 'not-listed', '0'],
    [true, 'shop-word', '10000'],
    [false, 'no-gtin', '0'],
  ]);
  expect(await balanceOf(till, code)).toBe('5000');
});

it('where the customer pays the tax the benefit pays the rest, and a price cut pays so much a unit', async () => {
  const { till, url } = await openShop();
  await publish(url, { id: 'NTAX', paysTax: false });
  await publish(url, { id: 'CVTS', priceCut: { perUnit: cny(500), unit: 'each' } });
  const most = async (programme: string, more: object) => {
    const reply = await check(till, await issue(url, { programme }), [line(more)]);
    return voucherCheckAnswer.parse(reply.value).lines[0];
  };
  expect(await most('NTAX', { tax: cny(826) })).toMatchObject({ most: cny(9174) });
  expect(await most('CVTS', { quantity: '3000' })).toMatchObject({ most: cny(1500) });
  expect(await most('CVTS', { quantity: '3000', amount: cny(700) })).toMatchObject({ most: cny(700) });
  expect(await most('CVTS', { unit: 'kg' })).toMatchObject({ eligible: false, why: 'other-unit' });
});

it('a voucher is redeemed in parts until it is consumed, and the answer names exactly what was asked', async () => {
  const { till, url } = await openShop();
  const code = await issue(url);
  const id = till.newId();
  const reply = await put(till, code, 3000, { id });
  expect(reply).toMatchObject({ status: 200, signedBy: 'answer' });
  expect(reply.value).toMatchObject({
    id,
    state: 'succeeded',
    amount: cny(3000),
    balance: cny(2000),
    programme: '7E57',
    merchantId: till.merchantId,
    terminalId: till.terminalId,
  });
  expect(await redeem(till, code, 2000)).toMatchObject({ state: 'succeeded', balance: cny(0) });
  expect((await check(till, code)).value).toMatchObject({ state: 'Consumed', reason: 'voucher-consumed' });
  expect(await look(till, id)).toMatchObject({ state: 'succeeded', balance: cny(0) });
});

type Shop = Awaited<ReturnType<typeof openShop>>;
const declined: [string, (shop: Shop) => Promise<{ code: string; minor: number; ask?: object }>][] = [
  ['voucher-unknown', async () => ({ code: 'CV1-F00D-7H2K-9QWE-4TZ3-68', minor: 1 })],
  ['voucher-unknown', async () => ({ code: 'CV1-F00D-7H2K-9QWE-4TZ3-69', minor: 1 })],
  ['voucher-unknown', async () => ({ code: '81000000000000000010', minor: 1 })],
  [
    'voucher-unknown',
    async ({ url }) => {
      await publish(url, { id: 'EEEE', currency: 'EUR' });
      return { code: await issue(url, { programme: 'EEEE', currency: 'EUR' }), minor: 1 };
    },
  ],
  ['voucher-inactive', async ({ url }) => ({ code: await issue(url, { state: 'Pre-Activated' }), minor: 1 })],
  ['voucher-blocked', async ({ url }) => ({ code: await issue(url, { state: 'Blocked' }), minor: 1 })],
  ['voucher-blocked', async ({ url }) => ({ code: await issue(url, { state: 'Suspended' }), minor: 1 })],
  ['voucher-unknown', async ({ url }) => ({ code: await issue(url, { state: 'Purged' }), minor: 1 })],
  ['voucher-expired', async ({ url }) => ({ code: await issue(url, { days: 0 }), minor: 1 })],
  ['voucher-consumed', async ({ url }) => ({ code: await issue(url, { balance: 0 }), minor: 1 })],
  ['insufficient-funds', async ({ url }) => ({ code: await issue(url), minor: 5001 })],
  ['not-eligible', async ({ url }) => ({ code: await issue(url, { balance: 90_000 }), minor: 10_001 })],
  [
    'not-eligible',
    async ({ url }) => ({ code: await issue(url), minor: 1, ask: { lines: [line({ gtin: soda })] } }),
  ],
  [
    'list-outdated',
    async ({ url }) => {
      const code = await issue(url);
      await publish(url);
      return { code, minor: 1 };
    },
  ],
];

it.each(declined)('%s declines, as often as it is asked, and takes nothing', async (reason, open) => {
  const shop = await openShop();
  const { code, minor, ask } = await open(shop);
  const id = shop.till.newId();
  const first = await redeem(shop.till, code, minor, { ...ask, id });
  expect(first).toMatchObject({ id, state: 'declined', reason, amount: cny(minor) });
  expect(await redeem(shop.till, code, minor, { ...ask, id })).toEqual(first);
  expect(await undo(shop.till, id)).toEqual(first);
  const { database } = shop.place.scheme.parts;
  expect(database.get("SELECT 1 FROM balance WHERE account LIKE 'merchant:%' AND minor <> 0")).toBeNull();
});

it('a programme that has ended, and a blocked shop, redeem nothing', async () => {
  const { place, till, url } = await openShop();
  const code = await issue(url, { days: 366 });
  const blocked = await new Till(place).activate({ blocked: true });
  expect(await redeem(blocked, code, 1)).toMatchObject({ reason: 'merchant-blocked' });
  place.clock.move(365 * dayMs);
  expect(await redeem(till, code, 1)).toMatchObject({ reason: 'voucher-expired' });
});

it('a voucher begins to run when it is activated', async () => {
  const { place, till, url } = await openShop();
  const code = await issue(url, { state: 'Pre-Activated', days: 1 });
  place.clock.move(30 * dayMs);
  expect((await check(till, code)).value).toMatchObject({ expires: null, reason: 'voucher-inactive' });
  await setState(url, code, 'Activated');
  expect(await redeem(till, code, 1)).toMatchObject({ state: 'succeeded' });
  place.clock.move(dayMs);
  expect(await redeem(till, code, 1)).toMatchObject({ reason: 'voucher-expired' });
});

it('the same redemption asked for ten times at once takes the money once; another body is refused', async () => {
  const { till, url } = await openShop();
  const [code, id] = [await issue(url), till.newId()];
  const replies = await Promise.all(Array.from({ length: 10 }, () => redeem(till, code, 2000, { id })));
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  const other = await put(till, code, 2001, { id });
  expect(other).toMatchObject({ status: 409, signedBy: 'answer' });
  expect(problemOf.parse(other.value).code).toBe('id-reused');
  expect(await balanceOf(till, code)).toBe('3000');
});

it('ten tills at once never take more than the voucher holds', async () => {
  const { till, url } = await openShop();
  const code = await issue(url);
  const replies = await Promise.all(Array.from({ length: 10 }, () => redeem(till, code, 900)));
  expect(replies.filter(({ state }) => state === 'succeeded')).toHaveLength(5);
  expect(await balanceOf(till, code)).toBe('500');
});

it('a redemption of one shop is not there for another, and no id is payment and redemption at once', async () => {
  const { place, till, url } = await openShop();
  const stranger = await new Till(place).activate();
  const [code, customer] = [await issue(url), await openCustomer(url)];
  const { id } = await redeem(till, code, 100);
  expect((await stranger.send('GET', `/voucher-redemptions/${id}`)).status).toBe(404);
  expect(
    (await stranger.send('POST', `/voucher-redemptions/${id}/cancel`, { reason: 'cashier' })).status,
  ).toBe(404);
  expect((await put(stranger, code, 100, { id })).status).toBe(409);
  const ask = { amount: cny(100), customerCode: await customer.code(), saleRef: 's' };
  expect((await till.send('PUT', `/payments/${id}`, ask)).status).toBe(409);
  expect((await till.send('POST', `/payments/${id}/cancel`, { reason: 'cashier' })).status).toBe(404);
  const paid = await till.pay(100, await customer.code());
  expect((await put(till, code, 100, { id: paid.id })).status).toBe(409);
  expect(
    (await till.send('POST', `/voucher-redemptions/${paid.id}/cancel`, { reason: 'cashier' })).status,
  ).toBe(404);
  expect(await balanceOf(till, code)).toBe('4900');
});

it('an unknown voucher, a wrong currency and a misspelt field are refused by their name', async () => {
  const { till, url } = await openShop();
  const refusedBy = async (reply: Promise<{ value: unknown }>) => problemOf.parse((await reply).value);
  expect(await refusedBy(check(till, 'CV1-F00D-7H2K-9QWE-4TZ3-68'))).toMatchObject({ field: 'code' });
  const code = await issue(url);
  const euros = [line({ amount: { minor: '1', currency: 'EUR' } })];
  expect(await refusedBy(put(till, code, 1, { lines: euros }))).toMatchObject({ field: 'lines' });
  expect(await refusedBy(check(till, code, euros))).toMatchObject({ field: 'lines' });
  expect(await refusedBy(put(till, code, 1, { lines: [] }))).toMatchObject({ code: 'field-invalid' });
  const made = await practise(url, '/practice/vouchers', { programme: '0000', balance: 1, currency: 'CNY' });
  expect(made).toMatchObject({ code: 'not-found', field: 'programme' });
});

it('no code is written anywhere: not to the scheme’s files, not to its output, not into an answer', async () => {
  const said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'log'), vi.spyOn(console, 'warn')];
  const { place, till, url } = await openShop();
  const code = await issue(url);
  const replies = [await check(till, code), await put(till, code, 100), await put(till, code, 99_999)];
  replies.push(await till.send('POST', `/vouchers/${code}/check`, { lines: 'none' }));
  for (const { value } of replies) expect(JSON.stringify(value)).not.toContain(code);
  for (const spy of said) expect(spy.mock.calls.flat().map(String).join()).not.toContain(code);
  const secret = code.replaceAll('-', '').slice(3, -2);
  for (const name of readdirSync(place.dataDir, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const text = readFileSync(join(name.parentPath, name.name), 'latin1').replaceAll('-', '');
    expect(text.includes(secret), name.name).toBe(false);
  }
});

it('two demo vouchers stand on the practice sheet, and one that is used up is replaced', async () => {
  const place = await openPlace();
  const till = await new Till(place).activate();
  const list = z.object({
    items: z.array(z.object({ code: z.string(), balance: z.string(), nameEn: z.string() })),
  });
  const shown = async () => list.parse(await practise(place.url, '/practice/vouchers')).items;
  const [staple, lamps] = await shown();
  expect([staple?.balance, lamps?.balance]).toEqual(['¥100.00', '¥30.00']);
  expect(await redeem(till, staple?.code ?? '', 4000)).toMatchObject({ state: 'succeeded' });
  expect(await shown()).toMatchObject([{ code: staple?.code, balance: '¥60.00' }, lamps]);
  const lamp = line({ gtin: '09520000000011', quantity: '6000' });
  expect(await redeem(till, lamps?.code ?? '', 3000, { lines: [lamp] })).toMatchObject({
    state: 'succeeded',
  });
  const [, fresh] = await shown();
  expect(fresh).toMatchObject({ nameEn: 'Energy-saving lamps', balance: '¥30.00' });
  expect(fresh?.code).not.toBe(lamps?.code);
  const picture = await fetch(`${place.url}/practice/picture?text=${fresh?.code}`);
  expect(await picture.text()).toContain('<svg');
});
