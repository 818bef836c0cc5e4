import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSchemeClient, type SchemeClient } from '../../main/scheme/client.ts';
import { isProven } from '../../main/scheme/kept-answer.ts';
import { type KeyStore, memoryKeyStore } from '../../main/scheme/trusted-keys.ts';
import { verifyRequest } from '../../platform/http-signatures.ts';
import { makeSigningKey, verifyingKeyOf } from '../../platform/keys.ts';
import type { HttpAnswer, HttpRequest } from '../../platform/signature-base.ts';
import type { PaymentAnswer } from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';
import { problem, type SmallScheme, sealed, send, startSmallScheme } from './small-scheme.ts';

const id = '0190b8f0-0000-7000-8000-000000000001';
const paid: PaymentAnswer = {
  id,
  state: 'succeeded',
  amount: { minor: '1250', currency: 'CNY' },
  merchantId: 'M1',
  terminalId: '7K3Q9Z',
  schemeRef: 'S-1',
  at: '2026-09-21T13:46:40.000Z',
};
const body = '{"amount":{"currency":"CNY","minor":"1250"},"customerCode":"81","saleRef":"s"}';
const till = makeSigningKey(randomBytes);
const head = { epoch: 1, seq: 7, hash: 'cd'.repeat(32) };

let scheme: SmallScheme;
let keyStore: KeyStore;
let client: SchemeClient;
let wallOffMs = 0;
let timerScale = 1;
const clock: Clock = {
  now: () => Date.now() + wallOffMs,
  mono: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs * timerScale);
    return () => clearTimeout(timer);
  },
};

function newClient(): SchemeClient {
  return createSchemeClient({
    url: scheme.url,
    key: till,
    journalHead: () => head,
    clock,
    random: randomBytes,
    keyStore,
  });
}

beforeEach(async () => {
  scheme = await startSmallScheme();
  wallOffMs = 0;
  timerScale = 1;
  keyStore = memoryKeyStore({
    root: scheme.keys.root.kid,
    rootKey: scheme.keys.root.publicJwk,
    keys: scheme.keyList(),
  });
  client = newClient();
});
afterEach(() => scheme.close());

/** Answers every request with this, signed for that request. */
const answering = (make: (request: HttpRequest) => HttpAnswer) => {
  scheme.handle = (request, response) => send(response, make(request));
};

describe('a payment that the scheme answers as it should', () => {
  it('comes back with the proof, which anyone can check again from what was kept', async () => {
    answering((request) => sealed(request, scheme.keys.answer, 200, paid));
    const outcome = await client.putPayment(id, body);
    expect(outcome).toMatchObject({ kind: 'answer', value: paid });
    const trusted = keyStore.load();
    if (outcome.kind !== 'answer' || !trusted) throw new Error('no answer');
    const kept = JSON.parse(JSON.stringify(outcome.proof));
    expect(isProven(kept, 'answer', trusted)).toBe(true);
    expect(isProven({ ...kept, body: kept.body.replace('1250', '9250') }, 'answer', trusted)).toBe(false);
    expect(isProven(kept, 'settlement', trusted)).toBe(false);
  });

  it('was sent once, signed by the till, with its journal head, the body byte for byte as given', async () => {
    answering((request) => sealed(request, scheme.keys.answer, 200, paid));
    await client.putPayment(id, body);
    expect(
      scheme.heard.map((request) => [request.method, request.path, Buffer.from(request.body).toString()]),
    ).toEqual([['PUT', `/payments/${id}`, body]]);
    const [request] = scheme.heard;
    if (!request) throw new Error('nothing was heard');
    const findKey = () => verifyingKeyOf(till.publicJwk);
    expect(verifyRequest(request, { findKey, nowS: Math.floor(Date.now() / 1000) })).toMatchObject({
      ok: true,
      head,
    });
  });

  it('may carry a field that this till does not know', async () => {
    answering((request) => sealed(request, scheme.keys.answer, 200, { ...paid, cashback: true }));
    expect((await client.getPayment(id)).kind).toBe('answer');
  });

  it('that is refused says by which code, and how long to wait', async () => {
    answering((request) => sealed(request, scheme.keys.answer, 409, problem(409, 'id-reused')));
    expect(await client.putPayment(id, body)).toMatchObject({
      kind: 'refused',
      status: 409,
      code: 'id-reused',
    });
    answering((request) => {
      const answer = sealed(request, scheme.keys.answer, 429, problem(429, 'slow-down'));
      return { ...answer, headers: { ...answer.headers, 'retry-after': '7' } };
    });
    expect(await client.putPayment(id, body)).toMatchObject({
      kind: 'refused',
      code: 'slow-down',
      retryAfterMs: 7000,
    });
  });
});

describe('a bad answer is dark, never a decline and never paid:', () => {
  const good = (request: HttpRequest) => sealed(request, scheme.keys.answer, 200, paid);
  const from =
    (make: (request: HttpRequest) => HttpAnswer) => (request: HttpRequest, response: ServerResponse) =>
      send(response, make(request));
  const cases: [string, string, (request: HttpRequest, response: ServerResponse) => void][] = [
    [
      'unsigned',
      'unsigned',
      from((request) => ({ ...good(request), headers: { 'content-type': 'application/json' } })),
    ],
    [
      'an unsigned refusal',
      'unsigned',
      from(() => ({ status: 404, headers: { 'content-type': 'text/html' }, body: Buffer.from('no') })),
    ],
    [
      'signed by a stranger',
      'unknown-key',
      from((request) => sealed(request, scheme.keys.stranger, 200, paid)),
    ],
    [
      'signed by a key of another role',
      'unknown-key',
      from((request) => sealed(request, scheme.keys.settlement, 200, paid)),
    ],
    [
      'changed on the way',
      'wrong-signature',
      from((request) => ({ ...good(request), body: Buffer.from(JSON.stringify(paid).replace('1250', '1')) })),
    ],
    [
      'about another payment',
      'mismatch',
      from((request) => sealed(request, scheme.keys.answer, 200, { ...paid, id: id.replace(/1$/, '2') })),
    ],
    [
      'of a shape that is no payment',
      'malformed',
      from((request) => sealed(request, scheme.keys.answer, 200, { ...paid, state: 'fine' })),
    ],
    [
      'an amount as a number',
      'malformed',
      from((request) =>
        sealed(request, scheme.keys.answer, 200, { ...paid, amount: { minor: 1250, currency: 'CNY' } }),
      ),
    ],
    [
      'a refusal without its code',
      'malformed',
      from((request) => sealed(request, scheme.keys.answer, 409, {})),
    ],
    [
      'not recognising us',
      'not-recognised',
      from((request) => sealed(request, scheme.keys.answer, 401, problem(401, 'key-unknown'))),
    ],
    [
      'a server error, even a signed one',
      'server-error',
      from((request) => sealed(request, scheme.keys.answer, 503, problem(503, 'unavailable'))),
    ],
    [
      'an answer made for an earlier request',
      'wrong-signature',
      (() => {
        let first: HttpAnswer | null = null;
        return from((request) => {
          first ??= good(request);
          return first;
        });
      })(),
    ],
    [
      'a redirect',
      'redirect',
      (_, response) => response.writeHead(307, { location: '/payments/other' }).end(),
    ],
    [
      'cut in the middle',
      'cut',
      (_, response) => {
        response.writeHead(200, { 'content-length': '900' });
        response.write('{"id":');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['closed without a word', 'cut', (_, response) => response.destroy()],
    [
      '100 MB',
      'too-large',
      (_, response) => {
        response.writeHead(200);
        const chunk = Buffer.alloc(65_536, 32);
        const pump = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', pump);
        pump();
      },
    ],
    ['no HTTP', 'malformed', (_, response) => response.socket?.end('SSH-2.0-OpenSSH\r\n')],
  ];

  it.each(cases)('%s', async (_, why, handle) => {
    // The answer to an earlier request is caught on the second call.
    scheme.handle = handle;
    if (why === 'wrong-signature') await client.getPayment(id);
    const before = scheme.heard.filter((request) => request.path !== '/keys').length;
    expect(await client.putPayment(id, body)).toMatchObject({ kind: 'dark', why });
    expect(scheme.heard.filter((request) => request.path !== '/keys').length).toBe(before + 1);
  });

  it('one that takes longer than its ten seconds, drop by drop', async () => {
    timerScale = 0.02;
    scheme.handle = (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    };
    expect(await client.putPayment(id, body)).toMatchObject({ kind: 'dark', why: 'timeout' });
  });
});

describe('a scheme that is not there', () => {
  it('leaves it certain that nothing was sent', async () => {
    await scheme.close();
    expect(await client.putPayment(id, body)).toEqual({ kind: 'not-sent', why: 'unreachable' });
    scheme = await startSmallScheme();
  });

  it('but takes the connection and dies leaves it unknown', async () => {
    const mute = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const lost = createSchemeClient({
      url: `http://127.0.0.1:${port}`,
      key: till,
      journalHead: () => head,
      clock,
      random: randomBytes,
      keyStore,
    });
    expect(await lost.putPayment(id, body)).toMatchObject({ kind: 'dark', why: 'cut' });
    mute.close();
  });

  it('is not spoken to before activation, and never without TLS across a network', async () => {
    keyStore = memoryKeyStore();
    expect(await newClient().putPayment(id, body)).toEqual({ kind: 'not-sent', why: 'not-activated' });
    expect(() =>
      createSchemeClient({
        url: 'http://scheme.example',
        key: till,
        journalHead: () => head,
        clock,
        random: randomBytes,
        keyStore,
      }),
    ).toThrow('https');
  });
});

describe("a till's clock that is wrong by a day", () => {
  it('is put right by the scheme, and the payment sent again under the same id with a new nonce', async () => {
    wallOffMs = 86_400_000;
    scheme.handle = (request, response) => {
      const verified = verifyRequest(request, {
        findKey: () => verifyingKeyOf(till.publicJwk),
        nowS: Math.floor(Date.now() / 1000),
      });
      const skew = problem(401, 'clock-skew', { serverTime: new Date().toISOString() });
      send(
        response,
        verified.ok
          ? sealed(request, scheme.keys.answer, 200, paid)
          : sealed(request, scheme.keys.answer, 401, skew),
      );
    };
    expect((await client.putPayment(id, body)).kind).toBe('answer');
    expect(scheme.heard.map((request) => request.path)).toEqual([`/payments/${id}`, `/payments/${id}`]);
    const nonces = scheme.heard.map(
      (request) => /nonce="([^"]+)"/.exec(String(request.headers['signature-input']))?.[1],
    );
    expect(new Set(nonces).size).toBe(2);
    wallOffMs = -86_400_000;
    expect((await client.getPayment(id)).kind).toBe('answer');
    expect(scheme.heard.length).toBe(3);
  });

  it('is not argued about more than once', async () => {
    answering((request) =>
      sealed(
        request,
        scheme.keys.answer,
        401,
        problem(401, 'clock-skew', { serverTime: new Date().toISOString() }),
      ),
    );
    expect(await client.putPayment(id, body)).toMatchObject({
      kind: 'dark',
      why: 'not-recognised',
      code: 'clock-skew',
    });
    expect(scheme.heard.length).toBe(2);
  });

  it('is not believed from somebody who cannot sign', async () => {
    answering((request) =>
      sealed(
        request,
        scheme.keys.stranger,
        401,
        problem(401, 'clock-skew', { serverTime: '2001-01-01T00:00:00.000Z' }),
      ),
    );
    const before = client.schemeNowMs();
    expect(await client.putPayment(id, body)).toMatchObject({ kind: 'dark', why: 'unknown-key' });
    expect(client.schemeNowMs() - before).toBeLessThan(60_000);
  });
});

describe("the scheme's keys", () => {
  const rotate = () => {
    const next = makeSigningKey(randomBytes);
    const list = [
      ...scheme.keyList(),
      { ...next.publicJwk, kid: next.kid, role: 'answer', nbf: 0, exp: 4_000_000_000 },
    ];
    return { next, list };
  };

  it('are asked for when an answer comes under a new one, and the answer is then believed', async () => {
    const { next, list } = rotate();
    answering((request) =>
      request.path === '/keys'
        ? sealed(request, scheme.keys.root, 200, { keys: list })
        : sealed(request, next, 200, paid),
    );
    expect((await client.putPayment(id, body)).kind).toBe('answer');
    expect((await client.getPayment(id)).kind).toBe('answer');
    expect(scheme.heard.map((request) => request.path)).toEqual([
      `/payments/${id}`,
      '/keys',
      `/payments/${id}`,
    ]);
  });

  it('are asked for once a minute at most', async () => {
    answering((request) =>
      sealed(request, scheme.keys.stranger, 200, request.path === '/keys' ? { keys: [] } : paid),
    );
    await client.putPayment(id, body);
    await client.getPayment(id);
    expect(scheme.heard.filter((request) => request.path === '/keys').length).toBe(1);
  });

  it('count only under the root that was pinned', async () => {
    const { next, list } = rotate();
    answering((request) => sealed(request, next, 200, request.path === '/keys' ? { keys: list } : paid));
    expect(await client.putPayment(id, body)).toMatchObject({ kind: 'dark', why: 'unknown-key' });
  });

  it('that have expired sign nothing', async () => {
    const expired = scheme.keyList().map((key) => ({ ...key, exp: 1_000_000_000 }));
    keyStore.save({ root: scheme.keys.root.kid, rootKey: scheme.keys.root.publicJwk, keys: expired });
    answering((request) => sealed(request, scheme.keys.answer, 200, paid));
    expect(await client.getPayment(id)).toMatchObject({ kind: 'dark', why: 'unknown-key' });
  });
});

describe('activation', () => {
  const ask = { code: '7K3Q9Z7K3Q9Z', device: { name: 'counter', software: '0.1.0' } };
  const limits = { minor: '20000', currency: 'CNY' };
  const activated = () => ({
    terminalId: '7K3Q9Z',
    merchantId: 'M1',
    currency: 'CNY',
    zone: 'Asia/Shanghai',
    root: scheme.keys.root.kid,
    rootKey: scheme.keys.root.publicJwk,
    grant: {
      id: 'G1',
      issuedAt: paid.at,
      expiresAt: '2027-09-21T13:46:40.000Z',
      merchant: { id: 'M1', name: '街角小店' },
      limits: {
        payment: limits,
        offline: { pass: limits, wallet: limits, terminal: limits, sales: 100, hours: 72 },
      },
      programmes: [],
      features: ['wallet', 'something-new'],
      taxRates: [{ taxClass: 'standard', rateBasisPoints: 1300, from: '2019-04-01' }],
    },
  });
  const serving = () =>
    answering((request) =>
      sealed(
        request,
        scheme.keys.root,
        200,
        request.path === '/keys' ? { keys: scheme.keyList() } : activated(),
      ),
    );

  beforeEach(() => {
    keyStore = memoryKeyStore();
    client = newClient();
  });

  it('pins the root, keeps the key list, and takes payments from then on', async () => {
    serving();
    const outcome = await client.activate(ask, scheme.keys.root.kid);
    expect(outcome).toMatchObject({
      kind: 'answer',
      value: { terminalId: '7K3Q9Z', grant: { features: ['wallet', 'something-new'] } },
    });
    expect(keyStore.load()?.keys.map((key) => key.role)).toEqual(['root', 'answer', 'settlement']);
    answering((request) => sealed(request, scheme.keys.answer, 200, paid));
    expect((await client.getPayment(id)).kind).toBe('answer');
  });

  it('believes nobody whose root is not the one on the code', async () => {
    serving();
    expect(await client.activate(ask, scheme.keys.stranger.kid)).toMatchObject({
      kind: 'dark',
      why: 'unknown-key',
    });
    expect(keyStore.load()).toBeNull();
  });

  it('works with a clock that is wrong by years, and says what became of a spent code', async () => {
    wallOffMs = -20 * 365 * 86_400_000;
    scheme.handle = (request, response) => {
      const verified = verifyRequest(request, {
        findKey: () => verifyingKeyOf(till.publicJwk),
        nowS: Math.floor(Date.now() / 1000),
      });
      const said = verified.ok
        ? problem(409, 'code-used')
        : problem(401, 'clock-skew', { serverTime: new Date().toISOString() });
      send(
        response,
        sealed(request, scheme.keys.root, verified.ok ? 409 : 401, {
          ...said,
          rootKey: scheme.keys.root.publicJwk,
        }),
      );
    };
    expect(await client.activate(ask, scheme.keys.root.kid)).toMatchObject({
      kind: 'refused',
      code: 'code-used',
    });
  });
});
