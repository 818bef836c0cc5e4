import type { z } from 'zod';
import {
  claimedCreatedS,
  claimedKid,
  type SignatureFailure,
  signRequest,
  verifyAnswer,
} from '../../platform/http-signatures.ts';
import type { SigningKey } from '../../platform/keys.ts';
import type { HttpAnswer, HttpRequest } from '../../platform/signature-base.ts';
import { parseStrictJson } from '../../platform/strict-json.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import {
  type JournalHead,
  type KeyRole,
  type PublicJwk,
  publicJwk,
  type SchemeProblem,
  schemeProblem,
} from '../../shared/scheme-wire.ts';
import { type Clock, epochMsOf } from '../../shared/time.ts';
import { exchange } from './exchange.ts';
import { keep } from './kept-answer.ts';
import { type DarkReason, dark, type Outcome } from './outcome.ts';
import { createSchemeTime, type SchemeTime } from './scheme-time.ts';
import { findTrusted, isPinned, type KeyStore, type TrustedKeys } from './trusted-keys.ts';

export type SchemeClientParts = {
  readonly url: string;
  readonly key: SigningKey;
  /** The last link of the till's journal, `genesisHead` before there is one. Goes with every request. */
  readonly journalHead: () => JournalHead;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keyStore: KeyStore;
};

/** One call: where to, with what, and what counts as its answer. */
export type Call<T> = {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: string;
  readonly answer: z.ZodType<T>;
  readonly signedBy: KeyRole;
  /** The id that the answer must carry. */
  readonly id?: string;
};

/** Signs, sends, checks; keeps what it learns about the scheme's keys and time. */
export type Caller = {
  readonly time: SchemeTime;
  readonly signed: (
    target: Pick<Call<unknown>, 'method' | 'path' | 'query' | 'body'>,
    extra?: Record<string, string>,
  ) => HttpRequest;
  /** `root` is given at activation only: the thumbprint to hold the answer to, before anything is stored. */
  readonly call: <T>(call: Call<T>, root?: string) => Promise<Outcome<T>>;
};

type Checked =
  | { readonly kind: 'verified'; readonly json: unknown }
  | { readonly kind: 'skewed'; readonly serverMs: number }
  | ReturnType<typeof dark>;

/** `learnKeys` is asked when an answer names a key that isn't known; true where the list is fresh now. */
export function createCaller(
  parts: SchemeClientParts,
  origin: URL,
  learnKeys: () => Promise<boolean>,
): Caller {
  const time = createSchemeTime(parts.clock);

  const signed: Caller['signed'] = (target, extra = {}) => signedRequest(parts, origin, time, target, extra);

  async function check(
    call: Call<unknown>,
    root: string | undefined,
    request: HttpRequest,
    answer: HttpAnswer,
  ): Promise<Checked> {
    const json = jsonOf(answer);
    const first = verdict(call, trustedFor(root, json), request, answer, time.nowS());
    const learnable = first === 'unknown-key' && call.signedBy !== 'root' && claimedKid(answer) !== null;
    const found =
      learnable && (await learnKeys())
        ? verdict(call, parts.keyStore.load(), request, answer, time.nowS())
        : first;
    if (found !== 'verified') return dark(found, keep(request, answer));
    const createdS = claimedCreatedS(answer);
    if (createdS !== null) time.confirmed(createdS * 1000);
    const problem = answer.status === 401 ? schemeProblem.safeParse(json).data : undefined;
    if (problem?.code === 'clock-skew' && problem.serverTime)
      return { kind: 'skewed', serverMs: epochMsOf(problem.serverTime) };
    return { kind: 'verified', json };
  }

  /** Before activation the root's key is believed where its thumbprint is the pinned one. */
  function trustedFor(root: string | undefined, json: unknown): TrustedKeys | null {
    const stored = parts.keyStore.load();
    if (root === undefined || stored?.root === root) return stored;
    const rootKey = rootKeyIn(json);
    return isPinned(rootKey, root) ? { root, rootKey, keys: [] } : null;
  }

  async function attempt<T>(call: Call<T>, root: string | undefined, isSecond: boolean): Promise<Outcome<T>> {
    const request = signed(call);
    const exchanged = await exchange(origin, request, parts.clock);
    // The first request of two did leave, so that nothing was sent can't be said any more.
    if (exchanged.kind === 'not-sent' && isSecond) return dark('timeout');
    if (exchanged.kind !== 'answered') return exchanged;
    const { answer } = exchanged;
    if (answer.status >= 500) return dark('server-error', keep(request, answer));
    if (answer.status >= 300 && answer.status < 400) return dark('redirect', keep(request, answer));
    const checked = await check(call, root, request, answer);
    if (checked.kind === 'dark') return checked;
    if (checked.kind === 'verified') return outcomeOf(call, request, answer, checked.json);
    time.heard(checked.serverMs);
    return isSecond ? dark('not-recognised', keep(request, answer), 'clock-skew') : attempt(call, root, true);
  }

  return {
    time,
    signed,
    call: async (call, root) =>
      root === undefined && parts.keyStore.load() === null
        ? { kind: 'not-sent', why: 'not-activated' }
        : attempt(call, root, false),
  };
}

function signedRequest(
  parts: SchemeClientParts,
  origin: URL,
  time: SchemeTime,
  target: Parameters<Caller['signed']>[0],
  extra: Record<string, string>,
): HttpRequest {
  return signRequest(
    {
      method: target.method,
      authority: origin.host,
      path: origin.pathname.replace(/\/$/, '') + target.path,
      query: target.query ?? '',
      headers: { ...extra, ...(target.body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: Buffer.from(target.body ?? '', 'utf8'),
    },
    { key: parts.key, head: parts.journalHead(), nowS: time.nowS(), nonce: parts.random(16) },
  );
}

function verdict(
  call: Call<unknown>,
  trusted: TrustedKeys | null,
  request: HttpRequest,
  answer: HttpAnswer,
  nowS: number,
): 'verified' | DarkReason {
  // The scheme signs problems by its answering key whatever the call; a root's are the root's.
  const role = answer.status >= 400 && call.signedBy === 'settlement' ? 'answer' : call.signedBy;
  // A 401 may be about the clock, so the clock can't decide whether its key is in time.
  const findKey = trusted ? findTrusted(trusted, role, answer.status === 401 ? null : nowS) : () => null;
  const verified = verifyAnswer(answer, request, { findKey });
  return verified.ok ? 'verified' : reasons[verified.failure];
}

const reasons: Readonly<Record<SignatureFailure, DarkReason>> = {
  unsigned: 'unsigned',
  malformed: 'malformed',
  'version-unsupported': 'wrong-signature',
  'component-missing': 'wrong-signature',
  'component-unexpected': 'wrong-signature',
  'digest-wrong': 'wrong-signature',
  'journal-wrong': 'wrong-signature',
  'algorithm-wrong': 'wrong-signature',
  'key-unknown': 'unknown-key',
  'signature-wrong': 'wrong-signature',
  'clock-skew': 'wrong-signature',
};

function outcomeOf<T>(call: Call<T>, request: HttpRequest, answer: HttpAnswer, json: unknown): Outcome<T> {
  const proof = keep(request, answer);
  if (answer.status >= 400) return refusal(answer, schemeProblem.safeParse(json).data, proof);
  const value = call.answer.safeParse(json);
  if (answer.status !== 200 || !value.success) return dark('malformed', proof);
  if (call.id !== undefined && idIn(json) !== call.id) return dark('mismatch', proof);
  return { kind: 'answer', value: value.data, proof };
}

function refusal(
  answer: HttpAnswer,
  problem: SchemeProblem | undefined,
  proof: ReturnType<typeof keep>,
): Outcome<never> {
  if (!problem) return dark('malformed', proof);
  if (answer.status === 401) return dark('not-recognised', proof, problem.code);
  return {
    kind: 'refused',
    status: answer.status,
    code: problem.code,
    field: problem.field ?? null,
    retryAfterMs: answer.status === 429 ? retryAfterMs(proof.headers['retry-after']) : null,
    proof,
  };
}

/** Seconds, as the scheme sends them; a date or nonsense counts as one second (RFC 9110 §10.2.3). */
function retryAfterMs(text: string | undefined): number {
  return /^\d{1,5}$/.test(text ?? '') ? Number(text) * 1000 : 1000;
}

function jsonOf(answer: HttpAnswer): unknown {
  try {
    return parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(answer.body));
  } catch {
    return undefined;
  }
}

function idIn(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'id' in json ? json.id : undefined;
}

function rootKeyIn(json: unknown): PublicJwk | undefined {
  const candidate = typeof json === 'object' && json !== null && 'rootKey' in json ? json.rootKey : undefined;
  return publicJwk.safeParse(candidate).data;
}
