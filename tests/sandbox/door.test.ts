import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createEventHub } from '../../sandbox/event-hub.ts';
import { eventRetryMs } from '../../shared/scheme-wire.ts';
import { exchange, openCustomer, openPlace, type Place, practise, problemOf, Till } from './counter.ts';

function ask(place: Place, headers: Record<string, string>, path = '/practice/phone', body = '') {
  const method = body === '' ? 'GET' : 'POST';
  const request = { method, authority: '', path, query: '', headers, body: Buffer.from(body) };
  return exchange(place.url, request);
}

it.each(['127.0.0.1', 'localhost:1', '[::1]:65535', '[::1]', 'LOCALHOST'])(
  '%s is this machine',
  async (host) => {
    const place = await openPlace();
    expect((await ask(place, { host })).status).toBe(200);
  },
);

it.each(['example.com', '127.0.0.1.example.com', 'localhost.example.com:80', '127.0.0.2', '0.0.0.0'])(
  '%s is not, whatever address it points at',
  async (host) => {
    const place = await openPlace();
    expect((await ask(place, { host })).status).toBe(403);
  },
);

it('a page of a stranger may ask nothing, our own may', async () => {
  const place = await openPlace();
  const host = new URL(place.url).host;
  expect((await ask(place, { host, origin: 'https://example.com' })).status).toBe(403);
  expect((await ask(place, { host, origin: 'null' })).status).toBe(403);
  expect((await ask(place, { host, origin: place.url })).status).toBe(200);
});

it('a form, which needs no leave to be sent, makes no wallet', async () => {
  const place = await openPlace();
  const headers = { host: new URL(place.url).host, 'content-type': 'text/plain' };
  expect((await ask(place, headers, '/practice/wallets', '{"currency":"CNY"}')).status).toBe(422);
});

it('64 KB is the most that is read', async () => {
  const place = await openPlace();
  const headers = { host: new URL(place.url).host, 'content-type': 'application/json' };
  const large = JSON.stringify({ currency: 'CNY', filler: 'x'.repeat(65_536) });
  expect((await ask(place, headers, '/practice/wallets', large)).status).toBe(413);
});

it('headers of more than 16 KB are refused', async () => {
  const place = await openPlace();
  expect((await ask(place, { host: '127.0.0.1', filler: 'x'.repeat(17_000) })).status).toBe(431);
});

it('who sends headers too slowly is hung up on', async () => {
  const place = await openPlace();
  const { hostname, port } = new URL(place.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /keys HTTP/1.1\r\nhost: 127.0.0.1\r\n');
  const startMs = performance.now();
  await new Promise((resolve) => socket.on('data', () => undefined).on('close', resolve));
  expect(performance.now() - startMs).toBeLessThan(8000);
});

it('practice refuses what it doesn’t know, by field', async () => {
  const place = await openPlace();
  const refused = async (path: string, body: object) =>
    problemOf.parse(await practise(place.url, path, body));
  expect(await refused('/practice/terminals', { currency: 'CNY', zone: 'Nowhere/Else' })).toMatchObject({
    field: 'zone',
  });
  expect(await refused('/practice/terminals', { currency: 'yuan', zone: 'UTC' })).toMatchObject({
    field: 'currency',
  });
  expect(await refused('/practice/wallets', { currency: 'CNY', pin: '12' })).toMatchObject({ field: 'pin' });
  expect(await refused('/practice/wallets/nobody/code', {})).toMatchObject({ code: 'not-found' });
});

it.each([100, '100', { minor: '100', currency: 'CNY' }])('a limit may be written as %j', async (limit) => {
  const place = await openPlace();
  const till = await new Till(place).activate();
  const customer = await openCustomer(place.url, { limit });
  expect(await till.pay(101, await customer.code())).toMatchObject({ reason: 'limit-exceeded' });
  expect(await till.pay(100, await customer.code())).toMatchObject({ state: 'succeeded' });
});

it('a demo wallet with a made-up balance is there from the first start on, the same at every start', async () => {
  const place = await openPlace();
  const first = await practise(place.url, '/practice/phone');
  await place.scheme.close();
  const again = await openPlace({ dataDir: place.dataDir });
  expect(await practise(again.url, '/practice/phone')).toEqual(first);
  const { wallet } = z.object({ wallet: z.string() }).parse(first);
  const view = await practise(again.url, `/practice/wallets/${wallet}`);
  expect(view).toMatchObject({ balance: '¥8,888.00', pin: '1234', withoutPin: '¥200.00', history: [] });
});

/** Reads a stream of events until `count` blocks have come; comments and retry lines count, too. */
async function blocksOf(response: Response, count: number): Promise<string[]> {
  let text = '';
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  while (reader && text.split('\n\n').length <= count) text += (await reader.read()).value ?? '';
  await reader?.cancel();
  return text.split('\n\n').slice(0, count);
}

it('what is held to the practice scanner comes out at every till that listens', async () => {
  const place = await openPlace();
  expect(await practise(place.url, '/practice/scans', { text: '6901234567892' })).toEqual({ listeners: 0 });
  const listening = [fetch(`${place.url}/practice/scans`), fetch(`${place.url}/practice/scans`)];
  const responses = await Promise.all(listening);
  const text = 'CV1-\r\n付款';
  expect(await practise(place.url, '/practice/scans', { text })).toEqual({ listeners: 2 });
  for (const response of responses) {
    const blocks = await blocksOf(response, 2);
    expect(blocks).toEqual([`retry: ${eventRetryMs}`, `event: scan\ndata: ${JSON.stringify({ text })}`]);
  }
});

async function listen(till: Till, place: Place, lastEventId?: string): Promise<Response> {
  const { headers, path } = till.draft('GET', '/events');
  const signed = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    name === 'host' ? [] : [[name, String(value)]],
  );
  const more: [string, string][] = lastEventId ? [['last-event-id', lastEventId]] : [];
  return fetch(place.url + path, { headers: [...signed, ...more] });
}

it('a till hears at once what became of its payments, and after a gap what it missed', async () => {
  const place = await openPlace();
  const till = await new Till(place).activate();
  const customer = await openCustomer(place.url);
  const live = await listen(till, place);
  const { id } = await till.pay(100, await customer.code());
  const heard = [`retry: ${eventRetryMs}`, `event: payment\ndata: {"id":"${id}"}\nid: 1`];
  expect(await blocksOf(live, 2)).toEqual(heard);
  const other = await till.pay(100, await customer.code());
  const later = await blocksOf(await listen(till, place, '1'), 2);
  expect(later[1]).toBe(`event: payment\ndata: {"id":"${other.id}"}\nid: 2`);
});

it('a till that was away for more than a week is told to query everything', async () => {
  const place = await openPlace();
  const till = await new Till(place).activate();
  const customer = await openCustomer(place.url);
  await till.pay(100, await customer.code());
  await till.pay(100, await customer.code());
  place.clock.move(7 * 86_400_000 + 1000);
  await till.pay(100, await customer.code());
  const blocks = await blocksOf(await listen(till, place, '1'), 2);
  expect(blocks[1]).toBe('event: reset\ndata: {}\nid: 3');
});

it('events of another shop, and of nobody, are not heard', async () => {
  const place = await openPlace();
  expect((await fetch(`${place.url}/events`)).status).toBe(401);
  const hub = createEventHub();
  let heard = 0;
  hub.listen('mine', () => {
    heard += 1;
  });
  hub.nudge('theirs');
  expect(heard).toBe(0);
});

it('pages carry a policy that lets in nothing but their own files, and no name leads out of their folder', async () => {
  const place = await openPlace();
  for (const page of ['/phone', '/sheet']) {
    const answer = await fetch(place.url + page);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(await answer.text()).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=/);
  }
  for (const name of [
    '../scheme.ts',
    '..%2fscheme.ts',
    'tsconfig.json',
    'constructor',
    'words/../phone.ts',
  ]) {
    const answer = await ask(place, { host: '127.0.0.1' }, `/pages/${name}`);
    expect([404, 401]).toContain(answer.status);
  }
});

it('goods on the practice sheet have codes that scan', async () => {
  const place = await openPlace();
  const list = z.object({
    items: z.array(z.object({ code: z.string(), nameZh: z.string(), nameEn: z.string() })),
  });
  const { items } = list.parse(await practise(place.url, '/practice/goods'));
  expect(items.length).toBeGreaterThan(20);
  const picture = await fetch(`${place.url}/practice/picture?text=${items[0]?.code}`);
  expect(picture.headers.get('content-type')).toBe('image/svg+xml');
  expect(await picture.text()).toContain('<svg');
  expect((await fetch(`${place.url}/practice/picture?text=${'x'.repeat(3000)}`)).status).toBe(422);
});
