import { canonicalJson } from '../../platform/canonical-json.ts';
import { type FindKey, signAnswer, signRequest } from '../../platform/http-signatures.ts';
import { makeSigningKey, type SigningKey, verifyingKeyOf } from '../../platform/keys.ts';
import type { EventData, KeptAnswer } from '../../shared/events.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import type { JournalHead } from '../../shared/scheme-wire.ts';
import type { TaxRate } from '../../shared/tax.ts';

export const currency = 'CNY';
export const zone = 'Asia/Shanghai';
export const terminalId = '7K3M9Q';
export const merchantId = 'M-1';

export const rates: TaxRate[] = [
  { taxClass: 'standard', rateBasisPoints: 1300, from: '2020-01-01' },
  { taxClass: 'reduced', rateBasisPoints: 900, from: '2020-01-01' },
];

/** A scheme that only signs: what it says is what the test has it say. */
export type ShopScheme = {
  readonly till: SigningKey;
  /** The answering key, as a till's list of keys would name it. */
  readonly findAnswerKey: FindKey;
  readonly answerKid: string;
  readonly activation: (head: JournalHead) => EventData<'terminal-activated'>;
  /** The scheme's signed word about a payment, as the journal keeps it. */
  readonly answer: (head: JournalHead, path: string, body: unknown) => KeptAnswer;
};

const schemeNowS = 1_795_000_000;

export function makeShopScheme(random: RandomBytes): ShopScheme {
  const till = makeSigningKey(random);
  const root = makeSigningKey(random);
  const answering = makeSigningKey(random);
  const kept = (key: SigningKey, head: JournalHead, path: string, body: unknown): KeptAnswer => {
    const type = { 'content-type': 'application/json' };
    const asked = {
      method: 'PUT',
      authority: '127.0.0.1:1',
      path,
      query: '',
      headers: type,
      body: Buffer.from('{}'),
    };
    const request = signRequest(asked, { key: till, head, nowS: schemeNowS, nonce: random(16) });
    const text = canonicalJson(body);
    const answer = { status: 200, headers: type, body: Buffer.from(text) };
    const signed = signAnswer(answer, request, { key, nowS: schemeNowS });
    const { body: _, headers, ...rest } = request;
    return {
      status: 200,
      headers: flat(signed.headers),
      body: text,
      request: { ...rest, headers: flat(headers) },
    };
  };
  return {
    till,
    findAnswerKey: (kid) => (kid === answering.kid ? verifyingKeyOf(answering.publicJwk) : null),
    answerKid: answering.kid,
    answer: (head, path, body) => kept(answering, head, path, body),
    activation: (head) => {
      const said = { terminalId, merchantId, currency, zone, root: root.kid, rootKey: root.publicJwk, grant };
      return {
        terminalId,
        merchantId,
        shop: grant.merchant.name,
        currency,
        zone,
        root: root.kid,
        keyId: till.kid,
        publicKey: till.publicJwk.x,
        taxRates: rates,
        grant: canonicalJson(grant),
        answer: kept(root, head, '/terminals/activate', said),
      };
    },
  };
}

function flat(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

const limit = { minor: '100000', currency };

const grant = {
  id: 'G-1',
  issuedAt: '2026-11-01T00:00:00.000Z',
  expiresAt: '2027-11-01T00:00:00.000Z',
  merchant: { id: merchantId, name: '街角小店' },
  limits: { payment: limit, offline: { pass: limit, wallet: limit, terminal: limit, sales: 100, hours: 72 } },
  programmes: [],
  features: ['wallet', 'refunds'],
  taxRates: rates,
};
