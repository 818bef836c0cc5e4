import { signAnswer } from '../../platform/http-signatures.ts';
import { makeSigningKey, type SigningKey } from '../../platform/keys.ts';
import type { HttpAnswer } from '../../platform/signature-base.ts';
import type { KeyRole, SchemeKey } from '../../shared/scheme-wire.ts';
import { bytesOf } from '../simulation/dice.ts';
import { type Call, closed, type Heard, heardOf } from './line.ts';
import type { Counter, Street } from './street.ts';

/** Where a fault strikes: the street, the till that asked, and the call that is struck. */
export type Hit = { readonly street: Street; readonly counter: Counter; readonly call: Call };

/** Longer than a till waits for an answer (10 s), and than it waits for a call to come back (45 s). */
const neverMs = 60_000;
const dayMs = 86_400_000;

function pause({ street }: Hit, ms: number): Promise<void> {
  return new Promise((resolve) => street.timeline.after(ms, () => resolve()));
}

/** An error that nobody signed, as a proxy or a scheme in trouble says it. */
const unsignedError: HttpAnswer = {
  status: 503,
  headers: { 'content-type': 'application/problem+json' },
  body: Buffer.from('{"type":"about:blank","title":"unavailable","status":503,"code":"unavailable"}'),
};

async function silently(hit: Hit, run: () => unknown): Promise<Heard> {
  await run();
  await pause(hit, neverMs);
  return closed;
}

async function answered(hit: Hit, before: () => unknown, after: () => unknown = before): Promise<Heard> {
  await before();
  const answer = await hit.call.forward();
  if (after !== before) await after();
  return heardOf(answer);
}

const nothing = (): void => undefined;

/** What the network, the machines and the clocks do (payments.md §7). Whatever is said is true. */
const breakages = {
  nothing: (hit) => answered(hit, nothing),
  'request lost': (hit) => silently(hit, nothing),
  'request cut': async () => closed,
  'reply lost': (hit) => silently(hit, hit.call.forward),
  'reply cut before a byte': async ({ call }) => {
    await call.forward();
    return closed;
  },
  'reply cut in the middle': async ({ call }) => {
    const answer = await call.forward();
    return answer ? { kind: 'cut', answer } : closed;
  },
  'error before': async () => heardOf(unsignedError),
  'error after': async ({ call }) => {
    await call.forward();
    return heardOf(unsignedError);
  },
  'delayed request': (hit) => answered(hit, () => pause(hit, 9_000)),
  'delayed reply': (hit) => answered(hit, nothing, () => pause(hit, 9_000)),
  duplicated: (hit) => answered(hit, nothing, hit.call.forward),
  'duplicated, second answer heard': (hit) => answered(hit, hit.call.forward, nothing),
  'overtaken: held until the till has given up': async (hit) => {
    await pause(hit, 12_000);
    await hit.call.forward();
    return closed;
  },
  'overtaken: held for a minute': (hit) =>
    silently(hit, () =>
      hit.street.timeline.after(neverMs, () => hit.street.wire.during(hit.call.forward().then(nothing))),
    ),
  'asked to slow down': async (hit) => heardOf(problem(hit, 429, 'slow-down', { 'retry-after': '2' })),
  'terminal suspended': async (hit) => heardOf(problem(hit, 403, 'terminal-suspended')),
  'till killed as it is heard': async (hit) => {
    hit.counter.host.cut('as a request was heard');
    await hit.call.forward();
    return closed;
  },
  'till killed before it is heard': async ({ counter }) => {
    counter.host.cut('before a request was heard');
    return closed;
  },
  'till killed as the answer leaves': async ({ counter, call }) => {
    await call.forward();
    counter.host.cut('as an answer left');
    return closed;
  },
  'till killed before the next commit': (hit) =>
    answered(hit, () => hit.counter.host.cutAtCommit(1, 'before'), nothing),
  'till killed after the next commit': (hit) =>
    answered(hit, () => hit.counter.host.cutAtCommit(1, 'after'), nothing),
  'scheme killed before': async ({ street }) => {
    street.scheme.kill(700, 'over a call');
    return closed;
  },
  'scheme killed after': async ({ street, call }) => {
    await call.forward();
    street.scheme.kill(700, 'after a call');
    return closed;
  },
  'clock a day forward': (hit) => answered(hit, () => hit.counter.host.wall.jump(dayMs), nothing),
  'clock a day back': (hit) => answered(hit, () => hit.counter.host.wall.jump(-dayMs), nothing),
  'clock a day forward, unheard': (hit) => silently(hit, () => hit.counter.host.wall.jump(dayMs)),
  'disk full as the answer comes': (hit) =>
    answered(hit, nothing, () => {
      hit.counter.host.setDiskFull(true);
      hit.street.timeline.after(8_000, () => hit.counter.host.setDiskFull(false));
    }),
  'hints stop': (hit) => answered(hit, () => hit.counter.line.setHints(false), nothing),
  'key rotated': async (hit) => heardOf(rotated(hit, await hit.call.forward())),
} as const satisfies Record<string, (hit: Hit) => Promise<Heard>>;

/** What a scheme says that lies, or somebody who stands between. The till may believe none of it. */
const lies = {
  unsigned: withTruth((_, answer) => ({ ...answer, headers: without(answer, /^signature/) })),
  'signed by a stranger': withTruth((hit, { body }) => signed(hit, body, { key: strangersKey })),
  "signed by another office's key": withTruth((hit, { body }) =>
    signed(hit, body, { key: keyOf(hit, 'settlement') }),
  ),
  'signature of the day before': withTruth((hit, answer) => stale(hit, answer)),
  'other id': lieOf({ id: '01890a5d-ac96-774b-bcce-b302099a8057' }),
  'other amount': lieOf({ amount: { minor: '999999', currency: 'CNY' } }),
  'other currency': lieOf({ amount: { minor: '1250', currency: 'JPY' } }),
  'other merchant': lieOf({ merchantId: 'M-2' }),
  'other terminal': lieOf({ terminalId: 'ZZZZZZ' }),
  'amount above what numbers hold': lieOf({ amount: { minor: '9999999999999999999999', currency: 'CNY' } }),
  'amount as a number': lieOf({ amount: { minor: 1250, currency: 'CNY' } }),
  'no such state': lieOf({ state: 'paid' }),
  'answer of another call': async ({ counter, call }) => {
    await call.forward();
    return heardOf(counter.line.lastSaid(call.message));
  },
  truncated: withTruth((_, answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length - 7) })),
  'one byte changed': withTruth((_, answer) => ({ ...answer, body: flipped(answer.body) })),
  'a name twice': withTruth((hit, { body }) => signed(hit, twice(body))),
  'signed, with the status of something else': withTruth((hit, { body }) =>
    signed(hit, body, { status: 201 }),
  ),
  'sent elsewhere': async () => ({
    kind: 'answer',
    answer: { status: 302, headers: { location: 'https://example.org/' }, body: Buffer.alloc(0) },
  }),
  'not JSON': withTruth((hit) => signed(hit, Buffer.from('paid'))),
} as const satisfies Record<string, (hit: Hit) => Promise<Heard>>;

export const faults = { ...breakages, ...lies };
export type Fault = keyof typeof faults;
export type Lie = keyof typeof lies;
export const faultNames = Object.keys(faults) as Fault[];
export const lieNames = Object.keys(lies) as Lie[];

/** The call takes effect, and its true answer is made into a lie. */
function withTruth(bend: (hit: Hit, answer: HttpAnswer) => HttpAnswer) {
  return async (hit: Hit): Promise<Heard> => {
    const answer = await hit.call.forward();
    return heardOf(answer && bend(hit, answer));
  };
}

/** Signed as it should be, and about something else: that it is paid, whatever it was. */
function lieOf(changes: object) {
  return withTruth((hit, answer) => {
    const told: unknown = JSON.parse(Buffer.from(answer.body).toString());
    const paid = hit.call.message.includes('refund') ? 'refunded' : 'succeeded';
    return signed(hit, Buffer.from(JSON.stringify({ ...(told as object), state: paid, ...changes })));
  });
}

function keyOf({ street }: Hit, role: KeyRole): SigningKey {
  const scheme = street.scheme.scheme();
  if (!scheme) throw new Error('the scheme is down');
  return scheme.parts.keys.of(role);
}

const strangersKey = makeSigningKey(bytesOf('a stranger'));
const nextKey = makeSigningKey(bytesOf('the next key'));

type Signing = { readonly key?: SigningKey; readonly status?: number };

function signed(
  hit: Hit,
  body: Uint8Array,
  { key = keyOf(hit, 'answer'), status = 200 }: Signing = {},
): HttpAnswer {
  const plain = { status, headers: { 'content-type': 'application/json' }, body };
  return signAnswer(plain, hit.call.request, { key, nowS: Math.floor(schemeNowMs(hit) / 1000) });
}

function problem(hit: Hit, status: number, code: string, headers = {}): HttpAnswer {
  const body = Buffer.from(
    JSON.stringify({ type: `urn:countertop:problem:${code}`, title: code, status, code }),
  );
  const plain = { status, headers: { 'content-type': 'application/problem+json', ...headers }, body };
  const nowS = Math.floor(schemeNowMs(hit) / 1000);
  return signAnswer(plain, hit.call.request, { key: keyOf(hit, 'answer'), nowS });
}

function schemeNowMs({ street }: Hit): number {
  return street.scheme.scheme()?.parts.clock.now() ?? 0;
}

/** The signature that was made for the same question a day before: it binds another nonce. */
function stale(hit: Hit, { body }: HttpAnswer): HttpAnswer {
  const { request } = hit.call;
  const before = Object.entries(request.headers).map(([name, value]) => [
    name,
    String(value)
      .replace(/nonce="[^"]+"/, 'nonce="AAAAAAAAAAAAAAAAAAAAAA"')
      .replace(/till=:[^:]{8}/, 'till=:AAAAAAAA'),
  ]);
  const asked = { ...request, headers: Object.fromEntries(before) };
  const plain = { status: 200, headers: { 'content-type': 'application/json' }, body };
  const nowS = Math.floor((schemeNowMs(hit) - dayMs) / 1000);
  return signAnswer(plain, asked, { key: keyOf(hit, 'answer'), nowS });
}

/** From now on the scheme answers by a new key, which its list names and the root has signed. */
function rotated(hit: Hit, answer: HttpAnswer | null): HttpAnswer | null {
  hit.counter.line.setWay(async (call) => {
    const said = await call.forward();
    return heardOf(said && renewed({ ...hit, call }, said));
  });
  return answer && renewed(hit, answer);
}

function renewed(hit: Hit, answer: HttpAnswer): HttpAnswer {
  const nowS = Math.floor(schemeNowMs(hit) / 1000);
  const plain = { ...answer, headers: without(answer, /^(signature|content-digest|countertop-journal)/) };
  if (hit.call.message !== 'GET /keys') return signAnswer(plain, hit.call.request, { key: nextKey, nowS });
  const list = JSON.parse(Buffer.from(answer.body).toString()) as { keys: SchemeKey[] };
  const [first] = list.keys;
  if (!first) throw new Error('the list of keys is empty');
  const added = { ...first, ...nextKey.publicJwk, kid: nextKey.kid, role: 'answer' };
  const body = Buffer.from(JSON.stringify({ ...list, keys: [...list.keys, added] }));
  return signAnswer({ ...plain, body }, hit.call.request, { key: keyOf(hit, 'root'), nowS });
}

function without({ headers }: HttpAnswer, names: RegExp): HttpAnswer['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.test(name)));
}

function flipped(body: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(body);
  const at = changed.length - 3;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

/** `{"state":"declined", …, "state":"succeeded"}`: which of the two is read depends on who reads. */
function twice(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body).toString();
  return Buffer.from(`${text.slice(0, -1)},"state":"succeeded"}`);
}
