import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSchemeClient } from '../../main/scheme/client.ts';
import type { SchemeHint } from '../../main/scheme/events.ts';
import { memoryKeyStore } from '../../main/scheme/trusted-keys.ts';
import { createEventParser, type StreamEvent } from '../../platform/event-stream.ts';
import { makeSigningKey } from '../../platform/keys.ts';
import { type SmallScheme, sealed, send, startSmallScheme } from './small-scheme.ts';

let scheme: SmallScheme;
let hints: SchemeHint[];
let stop: () => void = () => undefined;

beforeEach(async () => {
  scheme = await startSmallScheme();
  hints = [];
});
afterEach(async () => {
  stop();
  await scheme.close();
});

/** Timers run a hundred times as fast: 3 s between tries become 30 ms. */
function follow(): void {
  const client = createSchemeClient({
    url: scheme.url,
    key: makeSigningKey(randomBytes),
    journalHead: () => ({ epoch: 1, seq: 1, hash: 'ab'.repeat(32) }),
    clock: {
      now: () => Date.now(),
      mono: () => performance.now(),
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs / 100);
        return () => clearTimeout(timer);
      },
    },
    random: randomBytes,
    keyStore: memoryKeyStore({
      root: scheme.keys.root.kid,
      rootKey: scheme.keys.root.publicJwk,
      keys: scheme.keyList(),
    }),
  });
  stop = client.events({ onHint: (hint) => hints.push(hint) });
}

describe("the scheme's hints", () => {
  it('come over a signed request, and after a break from where they stopped', async () => {
    scheme.handle = (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const next = Number(request.headers['last-event-id'] ?? 0) + 1;
      response.end(`retry: 3000\n\n: still here\n\nid: ${next}\nevent: payment\ndata: {"id":"p${next}"}\n\n`);
    };
    follow();
    await vi.waitFor(() => expect(hints.length).toBeGreaterThanOrEqual(3));
    expect(hints.slice(0, 3)).toEqual(
      [1, 2, 3].map((no) => ({ name: 'payment', id: `p${no}`, eventId: String(no) })),
    );
    expect(scheme.heard.every((request) => request.path === '/events' && request.headers.signature)).toBe(
      true,
    );
  });

  it('that go silent are given up and asked for again', async () => {
    scheme.handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
    };
    follow();
    await vi.waitFor(() => expect(scheme.heard.length).toBeGreaterThanOrEqual(2), 5000);
  });

  it('that are refused for the clock wait until an ordinary call put it right', async () => {
    scheme.handle = (request, response) => {
      if (request.path === '/keys')
        send(response, sealed(request, scheme.keys.root, 200, { keys: scheme.keyList() }));
      else
        response
          .writeHead(scheme.heard.some((one) => one.path === '/keys') ? 200 : 401)
          .end('event: keys\ndata: {}\n\n');
    };
    follow();
    await vi.waitFor(() => expect(hints[0]).toEqual({ name: 'keys', id: null, eventId: null }));
  });

  it('end when nobody listens any more', async () => {
    scheme.handle = (_, response) => response.writeHead(200).end('event: payment\ndata: {}\n\n');
    follow();
    await vi.waitFor(() => expect(hints.length).toBeGreaterThan(0));
    stop();
    const before = scheme.heard.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(scheme.heard.length).toBe(before);
  });
});

describe('a stream of events', () => {
  it('is the same in whatever pieces it arrives', () => {
    const text =
      'id: 1\r\nevent: payment\r\ndata: a\r\ndata: b\r\n\r\n: comment\n\ndata\n\nid: 2\rdata:c\r\r';
    const whole: StreamEvent[] = [
      { id: '1', name: 'payment', data: 'a\nb' },
      { id: '1', name: 'message', data: '' },
      { id: '2', name: 'message', data: 'c' },
    ];
    for (let size = 1; size <= text.length; size++) {
      const seen: StreamEvent[] = [];
      const parse = createEventParser(null, (event) => seen.push(event));
      for (let at = 0; at < text.length; at += size) parse(text.slice(at, at + size));
      parse('x');
      expect(seen).toEqual(whole);
    }
  });

  it('that never ends its line is too long', () => {
    const parse = createEventParser(null, () => undefined);
    expect(parse('x'.repeat(65_000))).toBe(true);
    expect(parse('x'.repeat(1000))).toBe(false);
  });
});
