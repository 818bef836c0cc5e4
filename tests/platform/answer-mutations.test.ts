import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signAnswer, signRequest, verifyAnswer } from '../../platform/http-signatures.ts';
import { makeSigningKey, verifyingKeyOf } from '../../platform/keys.ts';
import type { HttpAnswer } from '../../platform/signature-base.ts';

const till = makeSigningKey((length) => new Uint8Array(length).fill(1));
const scheme = makeSigningKey((length) => new Uint8Array(length).fill(2));
const findKey = () => verifyingKeyOf(scheme.publicJwk);
const request = signRequest(
  {
    method: 'GET',
    authority: '127.0.0.1:7001',
    path: '/payments/1',
    query: '',
    headers: {},
    body: new Uint8Array(),
  },
  {
    key: till,
    head: { epoch: 1, seq: 2, hash: 'ab'.repeat(32) },
    nowS: 1_790_000_000,
    nonce: new Uint8Array(16),
  },
);
const body = Buffer.from('{"id":"1","state":"declined","amount":{"minor":"1250","currency":"CNY"}}');
const answer = signAnswer({ status: 200, headers: { 'content-type': 'application/json' }, body }, request, {
  key: scheme,
  nowS: 1_790_000_000,
});

const field = fc.constantFrom(...Object.keys(answer.headers));
const edit = fc.record({
  at: fc.nat(),
  drop: fc.nat(3),
  put: fc.string({ maxLength: 3, unit: 'binary-ascii' }),
});
type Edit = { readonly at: number; readonly drop: number; readonly put: string };

function edited(text: string, { at, drop, put }: Edit): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + put + text.slice(from + drop);
}

const mutation: fc.Arbitrary<HttpAnswer> = fc.oneof(
  fc.record({ name: field, edit }).map(({ name, edit: one }) => ({
    ...answer,
    headers: { ...answer.headers, [name]: edited(String(answer.headers[name]), one) },
  })),
  edit.map((one) => ({ ...answer, body: Buffer.from(edited(body.toString('latin1'), one), 'latin1') })),
  fc.integer({ min: 100, max: 599 }).map((status) => ({ ...answer, status })),
  field.map((name) => ({ ...answer, headers: { ...answer.headers, [name]: undefined } })),
  fc.tuple(field, field).map(([one, other]) => ({
    ...answer,
    headers: { ...answer.headers, [one]: answer.headers[other] },
  })),
);

it('an answer changed anywhere is refused without a throw; one that is believed says what was signed', () => {
  let refused = 0;
  fc.assert(
    fc.property(mutation, (changed) => {
      const verified = verifyAnswer(changed, request, { findKey });
      if (!verified.ok) refused += 1;
      else expect([changed.status, Buffer.from(changed.body)]).toEqual([200, body]);
    }),
    { numRuns: 10_000 },
  );
  expect(refused).toBeGreaterThan(8000);
});
