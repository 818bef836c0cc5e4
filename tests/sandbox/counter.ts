import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { signRequest, verifyAnswer } from '../../platform/http-signatures.ts';
import { makeSigningKey, type SigningKey, verifyingKeyOf } from '../../platform/keys.ts';
import { type HttpAnswer, type HttpRequest, splitTarget } from '../../platform/signature-base.ts';
import { createScheme, type Scheme, type SchemeOptions } from '../../sandbox/scheme.ts';
import { newId, type RandomBytes } from '../../shared/ids.ts';
import {
  activateAnswer,
  genesisHead,
  type JournalHead,
  keyList,
  paymentAnswer,
  practiceCodeAnswer,
  practiceTerminalAnswer,
  practiceWalletAnswer,
  refundAnswer,
} from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';

/** A clock that stands still until it is moved; what waits on it runs when its time comes. */
export type StandingClock = Clock & { readonly move: (ms: number) => void };

export function standingClock(startMs = Date.UTC(2026, 10, 23, 2)): StandingClock {
  let atMs = 0;
  const waiting = new Set<{ readonly dueMs: number; readonly run: () => void }>();
  return {
    now: () => startMs + atMs,
    mono: () => atMs,
    after: (delayMs, run) => {
      const timer = { dueMs: atMs + delayMs, run };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    move: (ms) => {
      atMs += ms;
      for (const timer of [...waiting].filter(({ dueMs }) => dueMs <= atMs)) {
        waiting.delete(timer);
        timer.run();
      }
    },
  };
}

/** Bytes out of a seed: SHA-256 over a counter. */
export function seededBytes(seed: string): RandomBytes {
  let count = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      count += 1;
      blocks.push(createHash('sha256').update(`${seed} ${count}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
}

export type Place = {
  readonly scheme: Scheme;
  readonly url: string;
  readonly root: string;
  readonly dataDir: string;
  readonly clock: StandingClock;
  readonly random: RandomBytes;
};

/** A scheme on loopback for one test, gone with it. */
export async function openPlace(options: Partial<SchemeOptions> = {}): Promise<Place> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const clock = standingClock();
  const random = seededBytes('place');
  const scheme = createScheme({ clock, random, ...options, dataDir });
  onTestFinished(() => scheme.close());
  return { scheme, dataDir, clock, random, ...(await scheme.listen(0)) };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scheme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One HTTP exchange, headers and target exactly as given. Rejects where the socket breaks. */
export function exchange(url: string, request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const path = request.query === '' ? request.path : `${request.path}?${request.query}`;
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
    const asking = httpRequest(
      { hostname, port, path, method: request.method, headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    asking.on('error', reject);
    asking.end(request.body);
  });
}

/** A practice call, unsigned. */
export async function practise(url: string, path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {});
  return answer.json();
}

export type Reply = {
  readonly status: number;
  readonly value: unknown;
  /** The role of the key that signed it; null where no key of the scheme did, or for another request. */
  readonly signedBy: string | null;
  readonly headers: HttpAnswer['headers'];
};

export type Draft = {
  readonly key?: SigningKey;
  readonly head?: JournalHead;
  readonly nowS?: number;
  readonly nonce?: Uint8Array;
};

/** The till's end of the wire: signs what it asks and checks what it hears. */
export class Till {
  readonly key: SigningKey;
  head: JournalHead = genesisHead;
  merchantId = '';
  terminalId = '';
  readonly #place: Pick<Place, 'url' | 'clock' | 'random'>;
  #roles = new Map<string, { role: string; key: ReturnType<typeof verifyingKeyOf> }>();

  constructor(place: Pick<Place, 'url' | 'clock' | 'random'>, key = makeSigningKey(place.random)) {
    this.#place = place;
    this.key = key;
  }

  newId(): string {
    return newId(this.#place.clock.now(), this.#place.random);
  }

  /** Activates against the scheme and learns its keys. */
  async activate(ask: { currency?: string; zone?: string; blocked?: boolean } = {}): Promise<this> {
    const opened = await practise(this.#place.url, '/practice/terminals', {
      currency: 'CNY',
      zone: 'Asia/Shanghai',
      ...ask,
    });
    const reply = await this.activateWith(practiceTerminalAnswer.parse(opened).code);
    const answer = activateAnswer.parse(reply.value);
    this.merchantId = answer.merchantId;
    this.terminalId = answer.terminalId;
    await this.learnKeys();
    return this;
  }

  async learnKeys(): Promise<void> {
    const { keys } = keyList.parse((await this.send('GET', '/keys')).value);
    this.#roles = new Map(keys.map((key) => [key.kid, { role: key.role, key: verifyingKeyOf(key) }]));
  }

  activateWith(code: string): Promise<Reply> {
    const jwk = this.key.publicJwk;
    const device = { name: 'test counter', software: 'countertop test' };
    return this.send('POST', '/terminals/activate', { code, jwk, device });
  }

  draft(method: string, target: string, body?: unknown, draft: Draft = {}): HttpRequest {
    const { clock, random, url } = this.#place;
    const bytes = bytesOf(body);
    const headers: Record<string, string> = { host: new URL(url).host };
    if (bytes.length > 0) headers['content-type'] = 'application/json';
    return signRequest(
      { method, authority: headers.host ?? '', ...splitTarget(target), headers, body: bytes },
      {
        key: draft.key ?? this.key,
        head: draft.head ?? this.head,
        nowS: draft.nowS ?? Math.floor(clock.now() / 1000),
        nonce: draft.nonce ?? random(16),
      },
    );
  }

  send(method: string, target: string, body?: unknown, draft: Draft = {}): Promise<Reply> {
    return this.deliver(this.draft(method, target, body, draft));
  }

  async deliver(request: HttpRequest): Promise<Reply> {
    const answer = await exchange(this.#place.url, request);
    const verified = verifyAnswer(answer, request, { findKey: (kid) => this.#roles.get(kid)?.key ?? null });
    const signedBy = verified.ok ? (this.#roles.get(verified.kid)?.role ?? null) : null;
    const text = Buffer.from(answer.body).toString();
    return { status: answer.status, value: JSON.parse(text), signedBy, headers: answer.headers };
  }

  async pay(minor: number, customerCode: string, id = this.newId()): Promise<z.output<typeof paymentAnswer>> {
    const ask = { amount: { minor: String(minor), currency: 'CNY' }, customerCode, saleRef: 'sale-1' };
    return paymentAnswer.parse((await this.send('PUT', `/payments/${id}`, ask)).value);
  }

  async query(id: string): Promise<z.output<typeof paymentAnswer>> {
    return paymentAnswer.parse((await this.send('GET', `/payments/${id}`)).value);
  }

  async cancel(id: string): Promise<z.output<typeof paymentAnswer>> {
    return paymentAnswer.parse(
      (await this.send('POST', `/payments/${id}/cancel`, { reason: 'cashier' })).value,
    );
  }

  async refund(paymentId: string, minor: number, id = this.newId()): Promise<Reply> {
    const amount = { minor: String(minor), currency: 'CNY' };
    return this.send('PUT', `/refunds/${id}`, { paymentId, amount, reason: 'returned' });
  }
}

/** Bytes go out as they are, anything else as JSON. */
function bytesOf(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array();
  return body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
}

export const problemOf = z.looseObject({ code: z.string(), field: z.string().optional() });
export const refundOf = (reply: Reply) => refundAnswer.parse(reply.value);

/** The customer's end: a wallet with codes, and a finger on the phone. */
export async function openCustomer(url: string, ask: object = {}): Promise<Customer> {
  const made = await practise(url, '/practice/wallets', { currency: 'CNY', ...ask });
  return new Customer(url, practiceWalletAnswer.parse(made).id);
}

export class Customer {
  constructor(
    readonly url: string,
    readonly id: string,
  ) {}

  async code(format?: 'digits' | 'emv-cpm'): Promise<string> {
    const made = await practise(this.url, `/practice/wallets/${this.id}/code`, format ? { format } : {});
    return practiceCodeAnswer.parse(made).payload;
  }

  /** Types a PIN on the phone, or refuses with null. */
  answer(payment: string, pin: string | null): Promise<unknown> {
    return practise(this.url, `/practice/wallets/${this.id}/payments/${payment}`, { pin });
  }

  async balance(): Promise<string> {
    const view = await practise(this.url, `/practice/wallets/${this.id}`);
    return z.looseObject({ balance: z.string() }).parse(view).balance;
  }
}
