import type { InnerList } from 'structured-headers';
import { serializeInnerList } from 'structured-headers';
import {
  answerTag,
  clockToleranceS,
  type JournalHead,
  requestTag,
  type SchemeProblemCode,
} from '../shared/scheme-wire.ts';
import { journalHeaderName, readJournalHead, writeJournalHead } from './journal-header.ts';
import type { SigningKey, VerifyingKey } from './keys.ts';
import {
  type Component,
  componentsAndParameters,
  contentDigest,
  digestMatches,
  fieldValue,
  type HttpAnswer,
  type HttpRequest,
  signatureBase,
  signatureOf,
} from './signature-base.ts';

/*
 * The scheme's profile of RFC 9421. A request is signed under the label `till`, an answer under
 * `scheme`; the answer covers the request's own signature and with it the nonce, so an old answer
 * fits no new request and no clock is needed to see that. http-message-signatures from npm reads
 * the machine's clock and passes a component that stands there twice, so this is our own, over
 * structured-headers, checked against the RFC's vector and against that package.
 */

const requestComponents: readonly Component[] = [
  ['@method', {}],
  ['@authority', {}],
  ['@path', {}],
  ['@query', {}],
  ['content-digest', {}],
  [journalHeaderName, {}],
];
const contentType: Component = ['content-type', {}];
const requestDigest: Component = ['content-digest', { req: true }];
const answerComponents: readonly Component[] = [
  ['@status', {}],
  ['content-digest', {}],
  contentType,
  [journalHeaderName, {}],
  ['@method', { req: true }],
  ['@path', { req: true }],
  ['@query', { req: true }],
  requestDigest,
];
const requestSignature: Component = ['signature', { req: true, key: 'till' }];

/** Everything a signature can fail by, closed; `requestProblem` says what a scheme answers to each. */
export type SignatureFailure =
  | 'unsigned'
  | 'malformed'
  | 'version-unsupported'
  | 'component-missing'
  | 'component-unexpected'
  | 'digest-wrong'
  | 'journal-wrong'
  | 'algorithm-wrong'
  | 'key-unknown'
  | 'signature-wrong'
  | 'clock-skew';

export const requestProblem: Readonly<Record<SignatureFailure, SchemeProblemCode>> = {
  unsigned: 'signature-invalid',
  malformed: 'signature-invalid',
  'version-unsupported': 'version-unsupported',
  'component-missing': 'signature-invalid',
  'component-unexpected': 'signature-invalid',
  'digest-wrong': 'signature-invalid',
  'journal-wrong': 'malformed',
  'algorithm-wrong': 'signature-invalid',
  'key-unknown': 'key-unknown',
  'signature-wrong': 'signature-invalid',
  'clock-skew': 'clock-skew',
};

type Failed = { readonly ok: false; readonly failure: SignatureFailure };

/** What a verified request says. The caller still refuses a (kid, nonce) that it has seen. */
export type VerifiedRequest = {
  readonly ok: true;
  readonly kid: string;
  readonly nonce: string;
  readonly createdS: number;
  readonly head: JournalHead;
};
export type VerifiedAnswer = { readonly ok: true; readonly kid: string; readonly head: JournalHead };

/** Finds a key by its thumbprint; null where it isn't known, or may not sign this. */
export type FindKey = (kid: string) => VerifyingKey | null;

/**
 * The request with its signing fields added (content-digest, countertop-journal, signature-input,
 * signature). `nowS` is wall-clock seconds as the scheme counts them; `nonce` 16 random bytes.
 */
export function signRequest(
  request: HttpRequest,
  signing: {
    readonly key: SigningKey;
    readonly head: JournalHead;
    readonly nowS: number;
    readonly nonce: Uint8Array;
  },
): HttpRequest {
  const headers = {
    ...request.headers,
    'content-digest': contentDigest(request.body),
    [journalHeaderName]: writeJournalHead(signing.head),
  };
  const input = componentsAndParameters(requestComponentsFor(request), {
    created: signing.nowS,
    expires: signing.nowS + clockToleranceS,
    nonce: Buffer.from(signing.nonce).toString('base64url'),
    keyid: signing.key.kid,
    alg: 'ed25519',
    tag: requestTag,
  });
  const unsigned = { ...request, headers };
  const base = signatureBase(input, unsigned, null);
  if (!base) throw new Error('a request with a body needs its content-type');
  return { ...unsigned, headers: { ...headers, ...signatureFields('till', input, signing.key.sign(base)) } };
}

/** Checks a request as received. The clock comes last: only who holds the key learns the scheme's time. */
export function verifyRequest(
  request: HttpRequest,
  checks: { readonly findKey: FindKey; readonly nowS: number },
): VerifiedRequest | Failed {
  const checked = verifySignature(
    { label: 'till', tag: requestTag },
    requestComponentsFor(request),
    request,
    null,
    checks.findKey,
  );
  if (!checked.ok) return checked;
  const { created, expires, nonce } = Object.fromEntries(checked.input[1]);
  if (typeof created !== 'number' || typeof expires !== 'number' || typeof nonce !== 'string')
    return failed('malformed');
  if (!/^[A-Za-z0-9+/_=-]{20,64}$/.test(nonce) || expires > created + clockToleranceS)
    return failed('malformed');
  if (Math.abs(checks.nowS - created) > clockToleranceS || checks.nowS > expires) return failed('clock-skew');
  return { ok: true, kid: checked.kid, nonce, createdS: created, head: checked.head };
}

/**
 * The answer with its signing fields added; it repeats the request's journal head. An answer to a
 * request without a till's signature can't be bound to it, and no till will take it for more than noise.
 */
export function signAnswer(
  answer: HttpAnswer,
  request: HttpRequest,
  signing: { readonly key: SigningKey; readonly nowS: number },
): HttpAnswer {
  const bound = typeof signatureOf(request.headers, 'till') === 'object';
  const headers = {
    ...answer.headers,
    'content-digest': contentDigest(answer.body),
    [journalHeaderName]: fieldValue(request.headers, journalHeaderName) ?? '',
  };
  const components = [
    ...answerComponents.filter(
      (component) => component !== requestDigest || 'content-digest' in request.headers,
    ),
    ...(bound ? [requestSignature] : []),
  ];
  const input = componentsAndParameters(components, {
    created: signing.nowS,
    keyid: signing.key.kid,
    alg: 'ed25519',
    tag: answerTag,
  });
  const unsigned = { ...answer, headers };
  const base = signatureBase(input, request, unsigned);
  if (!base) throw new Error('an answer needs its content-type');
  return {
    ...unsigned,
    headers: { ...headers, ...signatureFields('scheme', input, signing.key.sign(base)) },
  };
}

/** Checks an answer against the request as it was sent, signature and all. */
export function verifyAnswer(
  answer: HttpAnswer,
  request: HttpRequest,
  checks: { readonly findKey: FindKey },
): VerifiedAnswer | Failed {
  const expected = [...answerComponents, requestSignature];
  const checked = verifySignature(
    { label: 'scheme', tag: answerTag },
    expected,
    request,
    answer,
    checks.findKey,
  );
  if (!checked.ok) return checked;
  const asked = fieldValue(request.headers, journalHeaderName);
  if (asked !== fieldValue(answer.headers, journalHeaderName)) return failed('journal-wrong');
  return { ok: true, kid: checked.kid, head: checked.head };
}

/** The kid an answer claims to be signed by, unchecked: what to look for in the scheme's key list. */
export function claimedKid(answer: HttpAnswer): string | null {
  const signature = signatureOf(answer.headers, 'scheme');
  const kid = typeof signature === 'object' ? signature.input[1].get('keyid') : null;
  return typeof kid === 'string' ? kid : null;
}

/** When an answer says it was signed, in seconds since 1970; null where it doesn't. Unchecked. */
export function claimedCreatedS(answer: HttpAnswer): number | null {
  const signature = signatureOf(answer.headers, 'scheme');
  const created = typeof signature === 'object' ? signature.input[1].get('created') : null;
  return typeof created === 'number' && Number.isSafeInteger(created) ? created : null;
}

function requestComponentsFor(request: HttpRequest): readonly Component[] {
  return request.body.length > 0
    ? [...requestComponents.slice(0, 5), contentType, ...requestComponents.slice(5)]
    : requestComponents;
}

function verifySignature(
  expected: { readonly label: string; readonly tag: string },
  components: readonly Component[],
  request: HttpRequest,
  answer: HttpAnswer | null,
  findKey: FindKey,
):
  | { readonly ok: true; readonly kid: string; readonly head: JournalHead; readonly input: InnerList }
  | Failed {
  const message = answer ?? request;
  const signature = signatureOf(message.headers, expected.label);
  if (signature === 'absent') return failed('unsigned');
  if (signature === 'malformed') return failed('malformed');
  const { tag, alg, keyid } = Object.fromEntries(signature.input[1]);
  if (tag !== expected.tag) return failed('version-unsupported');
  const covering = coverage(signature.input, components);
  if (covering) return failed(covering);
  if (!digestMatches(message.headers, message.body)) return failed('digest-wrong');
  const head = readJournalHead(fieldValue(message.headers, journalHeaderName) ?? '');
  if (!head) return failed('journal-wrong');
  // The key decides the algorithm; a signature that names another one contradicts it.
  if (alg !== 'ed25519') return failed('algorithm-wrong');
  const key = typeof keyid === 'string' ? findKey(keyid) : null;
  if (!key) return failed('key-unknown');
  const base = signatureBase(signature.input, request, answer);
  if (!base || !key.verify(base, signature.bytes)) return failed('signature-wrong');
  return { ok: true, kid: key.kid, head, input: signature.input };
}

/** Exactly the profile's components, each once, in any order. */
function coverage(input: InnerList, components: readonly Component[]): SignatureFailure | null {
  const written = serializedNames(input);
  const wanted = serializedNames(componentsAndParameters(components, {}));
  if (wanted.some((name) => !written.includes(name))) return 'component-missing';
  return written.length === wanted.length ? null : 'component-unexpected';
}

function serializedNames(input: InnerList): string[] {
  return input[0].map((item) => serializeInnerList([[item], new Map()]));
}

function signatureFields(label: string, input: InnerList, signature: Uint8Array): Record<string, string> {
  return {
    'signature-input': `${label}=${serializeInnerList(input)}`,
    signature: `${label}=:${Buffer.from(signature).toString('base64')}:`,
  };
}

function failed(failure: SignatureFailure): Failed {
  return { ok: false, failure };
}
