import { createHash } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import { describe, expect, it } from 'vitest';
import {
  type SignatureFailure,
  signAnswer,
  signRequest,
  verifyAnswer,
  verifyRequest,
} from '../../platform/http-signatures.ts';
import { makeSigningKey, signingKeyFromText, verifyingKeyOf } from '../../platform/keys.ts';
import {
  componentsAndParameters,
  type HttpAnswer,
  type HttpRequest,
  signatureBase,
} from '../../platform/signature-base.ts';

const till = makeSigningKey((length) => new Uint8Array(length).fill(1));
const scheme = makeSigningKey((length) => new Uint8Array(length).fill(2));
const stranger = makeSigningKey((length) => new Uint8Array(length).fill(3));
const keys = [till, scheme].map((key) => verifyingKeyOf(key.publicJwk));
const findKey = (kid: string) => keys.find((key) => key.kid === kid) ?? null;
const nowS = 1_790_000_000;
const nonce = new Uint8Array(16).fill(9);
const head = { epoch: 1, seq: 248, hash: 'ab'.repeat(32) };

const put: HttpRequest = {
  method: 'PUT',
  authority: '127.0.0.1:7001',
  path: '/payments/1',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"amount":{"minor":"1250","currency":"CNY"}}'),
};
const get: HttpRequest = { ...put, method: 'GET', query: 'after=3', headers: {}, body: new Uint8Array() };
const paid: HttpAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"state":"succeeded"}'),
};

const signed = (request: HttpRequest, at = nowS) =>
  signRequest(request, { key: till, head, nowS: at, nonce });
const failureOf = (request: HttpRequest, at = nowS): SignatureFailure | 'none' => {
  const verified = verifyRequest(request, { findKey, nowS: at });
  return verified.ok ? 'none' : verified.failure;
};
const withHeader = <T extends HttpRequest | HttpAnswer>(
  message: T,
  name: string,
  edit: (text: string) => string,
): T => ({
  ...message,
  headers: { ...message.headers, [name]: edit(String(message.headers[name])) },
});

describe('the vector of RFC 9421 §B.2.6', () => {
  const key = signingKeyFromText(
    '{"kty":"OKP","crv":"Ed25519","d":"n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}',
  );
  const vectorRequest: HttpRequest = {
    method: 'POST',
    authority: 'example.com',
    path: '/foo',
    query: 'param=Value&Pet=dog',
    headers: {
      date: 'Tue, 20 Apr 2021 02:07:55 GMT',
      'content-type': 'application/json',
      'content-length': '18',
    },
    body: Buffer.from('{"hello": "world"}'),
  };
  const input = componentsAndParameters(
    [
      ['date', {}],
      ['@method', {}],
      ['@path', {}],
      ['@authority', {}],
      ['content-type', {}],
      ['content-length', {}],
    ],
    { created: 1618884473, keyid: 'test-key-ed25519' },
  );

  it('gives the same signature, byte for byte', () => {
    const base = signatureBase(input, vectorRequest, null);
    const signature = Buffer.from(key.sign(base ?? new Uint8Array())).toString('base64');
    expect(signature).toBe(
      'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
    );
  });

  it('gives the key the thumbprint of RFC 8037 §A.3 where it is that key', () => {
    expect(
      verifyingKeyOf({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }).kid,
    ).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });
});

describe('a request of the till', () => {
  it('is accepted as it was sent, with and without a body', () => {
    expect(verifyRequest(signed(put), { findKey, nowS })).toEqual({
      ok: true,
      kid: till.kid,
      nonce: Buffer.from(nonce).toString('base64url'),
      createdS: nowS,
      head,
    });
    expect(failureOf(signed(get))).toBe('none');
  });

  it('is accepted by another implementation of RFC 9421', async () => {
    const request = signed(put);
    const accepted = await httpbis.verifyMessage(
      {
        notAfter: nowS + 1,
        tolerance: 10 ** 9,
        keyLookup: async () => ({
          id: till.kid,
          algs: ['ed25519'],
          verify: async (data, signature) => verifyingKeyOf(till.publicJwk).verify(data, signature),
        }),
      },
      {
        method: request.method,
        url: `http://${request.authority}${request.path}`,
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        ),
      },
    );
    expect(accepted).toBe(true);
  });

  const request = signed(put);
  const tampered: [string, HttpRequest, SignatureFailure][] = [
    ['another method', { ...request, method: 'POST' }, 'signature-wrong'],
    ['another host', { ...request, authority: '127.0.0.1:7002' }, 'signature-wrong'],
    ['another path', { ...request, path: '/payments/2' }, 'signature-wrong'],
    ['a query put behind it', { ...request, query: 'a=b' }, 'signature-wrong'],
    [
      'another body',
      { ...request, body: Buffer.from('{"amount":{"minor":"9250","currency":"CNY"}}') },
      'digest-wrong',
    ],
    [
      'no digest',
      { ...request, headers: { ...request.headers, 'content-digest': undefined } },
      'digest-wrong',
    ],
    [
      'a digest to fit another body',
      withHeader(
        { ...request, body: Buffer.from('x') },
        'content-digest',
        () => `sha-256=:${createHash('sha256').update('x').digest('base64')}:`,
      ),
      'signature-wrong',
    ],
    ['another content type', withHeader(request, 'content-type', () => 'text/plain'), 'signature-wrong'],
    [
      'another journal head',
      withHeader(request, 'countertop-journal', (text) => text.replace('248', '249')),
      'signature-wrong',
    ],
    [
      'a journal head that is none',
      withHeader(request, 'countertop-journal', () => 'epoch=1'),
      'journal-wrong',
    ],
    [
      'another time',
      withHeader(request, 'signature-input', (text) =>
        text.replace(`created=${nowS}`, `created=${nowS + 1}`),
      ),
      'signature-wrong',
    ],
    [
      'another nonce',
      withHeader(request, 'signature-input', (text) => text.replace('nonce="C', 'nonce="D')),
      'signature-wrong',
    ],
    [
      "another key's name",
      withHeader(request, 'signature-input', (text) => text.replace(till.kid, scheme.kid)),
      'signature-wrong',
    ],
    [
      'the name of a key nobody knows',
      withHeader(request, 'signature-input', (text) => text.replace(till.kid, stranger.kid)),
      'key-unknown',
    ],
    [
      'another algorithm',
      withHeader(request, 'signature-input', (text) => text.replace('ed25519', 'hmac-sha256')),
      'algorithm-wrong',
    ],
    [
      'another version',
      withHeader(request, 'signature-input', (text) => text.replace('countertop-1', 'countertop-2')),
      'version-unsupported',
    ],
    [
      'a component left out',
      withHeader(request, 'signature-input', (text) => text.replace(' "@query"', '')),
      'component-missing',
    ],
    [
      'a component twice',
      withHeader(request, 'signature-input', (text) => text.replace('"@path"', '"@path" "@path"')),
      'component-unexpected',
    ],
    [
      'a component too many',
      withHeader(request, 'signature-input', (text) => text.replace('"@path"', '"@path" "x"')),
      'component-unexpected',
    ],
    [
      'another label',
      withHeader(request, 'signature-input', (text) => text.replace('till=', 'mill=')),
      'malformed',
    ],
    ['a header that is no dictionary', withHeader(request, 'signature', () => '???'), 'malformed'],
    ['no signature', { ...request, headers: put.headers }, 'unsigned'],
  ];
  it.each(tampered)('is refused with %s', (_, changed, failure) => {
    expect(failureOf(changed)).toBe(failure);
  });

  it('is good for 300 seconds to either side of the clock that checks it, and no longer', () => {
    expect([-301, -300, 300, 301].map((off) => failureOf(signed(put), nowS + off))).toEqual([
      'clock-skew',
      'none',
      'none',
      'clock-skew',
    ]);
  });
});

describe('an answer of the scheme', () => {
  const request = signed(put);
  const answer = signAnswer(paid, request, { key: scheme, nowS });
  const outcome = (changed: HttpAnswer, to = request) => {
    const verified = verifyAnswer(changed, to, { findKey });
    return verified.ok ? 'none' : verified.failure;
  };

  it('is accepted for the request it answers and carries the journal head back', () => {
    expect(verifyAnswer(answer, request, { findKey })).toEqual({ ok: true, kid: scheme.kid, head });
  });

  const tampered: [string, HttpAnswer, SignatureFailure][] = [
    ['another status', { ...answer, status: 201 }, 'signature-wrong'],
    ['another body', { ...answer, body: Buffer.from('{"state":"declined"}') }, 'digest-wrong'],
    ['another content type', withHeader(answer, 'content-type', () => 'text/html'), 'signature-wrong'],
    [
      'another journal head',
      withHeader(answer, 'countertop-journal', (text) => text.replace('248', '1')),
      'signature-wrong',
    ],
    ['no signature', { ...answer, headers: paid.headers }, 'unsigned'],
    [
      'the binding to the request cut off',
      withHeader(answer, 'signature-input', (text) => text.replace(' "signature";req;key="till"', '')),
      'component-missing',
    ],
    ['a key nobody knows', signAnswer(paid, request, { key: stranger, nowS }), 'key-unknown'],
  ];
  it.each(tampered)('is refused with %s', (_, changed, failure) => {
    expect(outcome(changed)).toBe(failure);
  });

  it('is refused for the same request sent again, as its nonce is another one', () => {
    const again = signRequest(put, { key: till, head, nowS, nonce: new Uint8Array(16).fill(8) });
    expect(outcome(answer, again)).toBe('signature-wrong');
    expect(outcome(answer, signed({ ...put, path: '/payments/2' }))).toBe('signature-wrong');
  });

  it('to a request that nobody signed is bound to nothing and refused by every till', () => {
    expect(outcome(signAnswer(paid, put, { key: scheme, nowS }), put)).toBe('component-missing');
  });
});
