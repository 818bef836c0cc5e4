import { expect, it } from 'vitest';
import { makeSigningKey } from '../../platform/keys.ts';
import type { HttpRequest } from '../../platform/signature-base.ts';
import { alarms } from '../../sandbox/records/witness.ts';
import { createScheme } from '../../sandbox/scheme.ts';
import { witnessAnswer } from '../../shared/scheme-wire.ts';
import { openCustomer, openPlace, problemOf, seededBytes, Till } from './counter.ts';

async function opened() {
  const place = await openPlace();
  return { place, till: await new Till(place).activate() };
}

const head = (seq: number, pair: string) => ({ epoch: 1, seq, hash: pair.repeat(32) });

it('a request heard twice is served once', async () => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { balance: 1000 });
  const ask = {
    amount: { minor: '400', currency: 'CNY' },
    customerCode: await customer.code(),
    saleRef: 's',
  };
  const request = till.draft('PUT', `/payments/${till.newId()}`, ask);
  expect((await till.deliver(request)).status).toBe(200);
  const again = await till.deliver(request);
  expect(again).toMatchObject({ status: 401, signedBy: 'answer' });
  expect(problemOf.parse(again.value).code).toBe('nonce-replayed');
});

it('a nonce is remembered over a restart, and forgotten when nothing would accept it any more', async () => {
  const { place, till } = await opened();
  const nonce = place.random(16);
  await till.send('GET', '/witness', undefined, { nonce });
  await place.scheme.close();
  const { clock, random, dataDir } = place;
  const again = createScheme({ dataDir, clock, random });
  const moved = new Till({ clock, random, url: (await again.listen(0)).url }, till.key);
  expect((await moved.send('GET', '/witness', undefined, { nonce })).status).toBe(401);
  clock.move(601_000);
  expect((await moved.send('GET', '/witness', undefined, { nonce })).status).toBe(200);
  await again.close();
});

const spoiled: [string, (request: HttpRequest) => HttpRequest, string][] = [
  ['another body', (request) => ({ ...request, body: Buffer.from('{}') }), 'signature-invalid'],
  ['another path', (request) => ({ ...request, path: `${request.path.slice(0, -1)}0` }), 'signature-invalid'],
  ['a query added', (request) => ({ ...request, query: 'a=1' }), 'signature-invalid'],
  ['another method', (request) => ({ ...request, method: 'POST' }), 'not-found'],
  [
    'another journal head',
    (request) => withHeader(request, 'countertop-journal', 'epoch=1, seq=9'),
    'malformed',
  ],
  ['another host', (request) => withHeader(request, 'host', 'localhost:1'), 'signature-invalid'],
  ['no digest', (request) => withoutHeader(request, 'content-digest'), 'signature-invalid'],
  [
    'no signature',
    (request) => withoutHeader(withoutHeader(request, 'signature'), 'signature-input'),
    'signature-invalid',
  ],
];

function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function withoutHeader(request: HttpRequest, name: string): HttpRequest {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers };
}

it.each(spoiled)('a payment with %s is refused before anything happens', async (_, spoil, code) => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { balance: 1000 });
  const ask = {
    amount: { minor: '400', currency: 'CNY' },
    customerCode: await customer.code(),
    saleRef: 's',
  };
  const id = till.newId();
  const reply = await till.deliver(spoil(till.draft('PUT', `/payments/${id}`, ask)));
  expect(problemOf.parse(reply.value).code).toBe(code);
  expect((await till.send('GET', `/payments/${id}`)).status).toBe(404);
  expect(await customer.balance()).toBe('¥10.00');
});

it('a key that is no terminal is told so', async () => {
  const { place, till } = await opened();
  const reply = await till.send('GET', '/witness', undefined, { key: makeSigningKey(place.random) });
  expect(problemOf.parse(reply.value).code).toBe('key-unknown');
});

it('a clock that is five minutes off passes, one second more learns the scheme’s time', async () => {
  const { place, till } = await opened();
  const nowS = Math.floor(place.clock.now() / 1000);
  for (const off of [-300, 300]) {
    expect((await till.send('GET', '/witness', undefined, { nowS: nowS + off })).status).toBe(200);
  }
  for (const off of [-301, 301]) {
    const reply = await till.send('GET', '/witness', undefined, { nowS: nowS + off });
    expect(reply).toMatchObject({ status: 401, signedBy: 'answer' });
    expect(reply.value).toMatchObject({
      code: 'clock-skew',
      serverTime: new Date(nowS * 1000).toISOString(),
    });
  }
});

it('the scheme repeats the journal head and keeps every one that it heard', async () => {
  const { till } = await opened();
  till.head = head(1, 'ab');
  const reply = await till.send('GET', '/witness');
  expect(reply.headers['countertop-journal']).toMatch(/^epoch=1, seq=1, head=:/);
  till.head = head(2, 'cd');
  const { heads } = witnessAnswer.parse((await till.send('GET', '/witness')).value);
  expect(heads.map(({ at: _, ...heard }) => heard)).toEqual([head(1, 'ab'), head(2, 'cd')]);
});

it('heads are served page by page', async () => {
  const { till } = await opened();
  for (const seq of [1, 2, 3]) await till.send('GET', '/witness', undefined, { head: head(seq, 'ab') });
  till.head = head(3, 'ab');
  const first = witnessAnswer.parse((await till.send('GET', '/witness?limit=2')).value);
  const rest = witnessAnswer.parse((await till.send('GET', `/witness?limit=2&after=${first.next}`)).value);
  expect([...first.heads, ...rest.heads].map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(rest.next).toBeNull();
});

it('a second till with the same key and another journal is refused, and the alarm is kept', async () => {
  const { place, till } = await opened();
  const customer = await openCustomer(place.url, { balance: 1000 });
  await till.send('GET', '/witness', undefined, { head: head(5, 'ab') });
  const ask = { amount: { minor: '1', currency: 'CNY' }, customerCode: await customer.code(), saleRef: 's' };
  const clone = await till.send('PUT', `/payments/${till.newId()}`, ask, { head: head(5, 'cd') });
  expect(clone).toMatchObject({ status: 409, signedBy: 'answer' });
  expect(problemOf.parse(clone.value).code).toBe('state-conflict');
  expect(await customer.balance()).toBe('¥10.00');
  expect(alarms(place.scheme.parts.database)).toMatchObject([
    { terminal: till.terminalId, kind: 'other-head' },
  ]);
  expect((await till.send('GET', '/witness', undefined, { head: head(6, 'ef') })).status).toBe(200);
});

it('the keys are for everybody, the rest is not', async () => {
  const { place } = await opened();
  expect((await fetch(`${place.url}/keys`)).status).toBe(200);
  expect((await fetch(`${place.url}/witness`)).status).toBe(401);
});

it('a terminal that asks too often is told to slow down', async () => {
  const place = await openPlace({ ratePerS: 20 });
  const till = await new Till(place).activate();
  place.clock.move(1000);
  for (let count = 0; count < 20; count += 1) expect((await till.send('GET', '/witness')).status).toBe(200);
  const reply = await till.send('GET', '/witness');
  expect(reply).toMatchObject({ status: 429, signedBy: 'answer' });
  expect(reply.headers['retry-after']).toBe('1');
  place.clock.move(1000);
  expect((await till.send('GET', '/witness')).status).toBe(200);
});

it.each([
  ['cut off', '{"amount":'],
  ['half a character', '{"saleRef":"\\ud800"}'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['endlessly deep', '['.repeat(20_000) + ']'.repeat(20_000)],
])('JSON that is %s is malformed', async (_, body) => {
  const { till } = await opened();
  const reply = await till.send('PUT', `/payments/${till.newId()}`, Buffer.from(body));
  expect(reply).toMatchObject({ status: 400, signedBy: 'answer' });
  expect(problemOf.parse(reply.value).code).toBe('malformed');
});

it('two schemes on different random bytes have different roots', async () => {
  const [one, other] = [await openPlace(), await openPlace({ random: seededBytes('other') })];
  expect(one.root).not.toBe(other.root);
});
