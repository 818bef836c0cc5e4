import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineClock } from '../../main/open-till.ts';
import { createSchemeClient, type SchemeClient } from '../../main/scheme/client.ts';
import { memoryKeyStore } from '../../main/scheme/trusted-keys.ts';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { makeSigningKey } from '../../platform/keys.ts';
import type { HttpAnswer, HttpRequest } from '../../platform/signature-base.ts';
import { problem, type SmallScheme, sealed, send, startSmallScheme } from './small-scheme.ts';

const at = '2026-09-21T13:46:40.000Z';
const head = { epoch: 1, seq: 7, hash: 'cd'.repeat(32) };

let scheme: SmallScheme;
let client: SchemeClient;

beforeEach(async () => {
  scheme = await startSmallScheme();
  client = createSchemeClient({
    url: scheme.url,
    key: makeSigningKey(randomBytes),
    journalHead: () => head,
    clock: machineClock,
    random: randomBytes,
    keyStore: memoryKeyStore({
      root: scheme.keys.root.kid,
      rootKey: scheme.keys.root.publicJwk,
      keys: scheme.keyList(),
    }),
  });
});
afterEach(() => scheme.close());

function answering(make: (request: HttpRequest) => HttpAnswer): void {
  scheme.handle = (request, response) => send(response, make(request));
}

describe('lists of several pages', () => {
  const lines = [1, 2, 3].map((seq) => ({
    seq,
    kind: 'payment',
    id: `p${seq}`,
    schemeRef: `S-${seq}`,
    gross: '100',
    fee: '0',
    net: '100',
    currency: 'CNY',
    at,
    terminalId: '7K3Q9Z',
  }));
  const total = { minor: '300', currency: 'CNY' };
  const page = (request: HttpRequest, hash: string) => {
    const from = request.query === '' ? 0 : 2;
    const day = {
      date: '2026-09-21',
      zone: 'UTC',
      from: at,
      to: at,
      count: 3,
      gross: total,
      fee: { ...total, minor: '0' },
      net: total,
      hash,
      final: true,
    };
    return { ...day, lines: lines.slice(from, from + 2), next: from === 0 ? '2' : null };
  };

  it('make one settlement whose lines add up to its hash', async () => {
    answering((request) =>
      sealed(request, scheme.keys.settlement, 200, page(request, sha256Hex(canonicalJson(lines)))),
    );
    expect(await client.settlement('2026-09-21')).toMatchObject({ kind: 'answer', value: { lines } });
    expect(scheme.heard.map((request) => request.query)).toEqual(['', 'after=2']);
  });

  it('make no settlement where a line is missing from it', async () => {
    answering((request) => sealed(request, scheme.keys.settlement, 200, page(request, 'ab'.repeat(32))));
    expect(await client.settlement('2026-09-21')).toMatchObject({ kind: 'dark', why: 'mismatch' });
  });

  it('are not there yet for a day that is not settled', async () => {
    answering((request) => sealed(request, scheme.keys.answer, 404, problem(404, 'not-ready')));
    expect(await client.settlement('2026-09-21')).toMatchObject({ kind: 'refused', code: 'not-ready' });
  });

  it('bring all heads that the witness heard', async () => {
    answering((request) =>
      sealed(request, scheme.keys.answer, 200, {
        heads: [{ ...head, seq: request.query === '' ? 7 : 8, at: at }],
        next: request.query === '' ? '1.7' : null,
      }),
    );
    const outcome = await client.witness();
    expect(outcome.kind === 'answer' && outcome.value.heads.map((one) => one.seq)).toEqual([7, 8]);
  });
});
