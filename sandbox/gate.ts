import { canonicalJson, sha256Hex } from '../platform/canonical-json.ts';
import {
  requestProblem,
  type SignatureFailure,
  signAnswer,
  verifyRequest,
} from '../platform/http-signatures.ts';
import { thumbprintOf, verifyingKeyOf } from '../platform/keys.ts';
import { fieldValue, type HttpAnswer, type HttpRequest } from '../platform/signature-base.ts';
import { parseStrictJson } from '../platform/strict-json.ts';
import {
  activateAsk,
  type JournalHead,
  type KeyRole,
  problemStatus,
  resourceId,
  type SchemeProblem,
} from '../shared/scheme-wire.ts';
import { instantOf } from '../shared/time.ts';
import { activate } from './calls/activation.ts';
import { answered, type Outcome, problem, type Refusal } from './calls/call.ts';
import { findRow, type TableRow } from './calls/table.ts';
import type { Parts } from './parts.ts';
import { createRate } from './rate.ts';
import { findTerminalByKey, type Terminal } from './records/terminal.ts';
import { hearHead, isFreshNonce } from './records/witness.ts';

/**
 * The door for signed calls: checks the signature, remembers nonce and witness, runs the call, signs
 * the answer. Nonce, witness and effect are one transaction, so a kill leaves all or nothing.
 */
export type Gate = {
  readonly answer: (request: HttpRequest) => HttpAnswer;
  /** Lets a terminal listen to its merchant's events, or answers why not. */
  readonly admitListener: (request: HttpRequest) => { merchant: string } | HttpAnswer;
};

type Verified = { readonly kid: string; readonly nonce: string; readonly head: JournalHead };

/** Problems carry the server's time where the clocks disagree, so that a till can tell by how much. */
type Problem = Refusal & { readonly serverTime?: string };

export function createGate(parts: Parts): Gate {
  const isTooFast = createRate(parts.clock, parts.ratePerS);

  function answer(request: HttpRequest): HttpAnswer {
    const isActivation = request.method === 'POST' && request.path === '/terminals/activate';
    if (isActivation) return sealed(parts, request, 'root', activated(parts, request));
    const found = findRow(request.method, request.path);
    if (!found) return sealed(parts, request, 'answer', problem('not-found'));
    const { route } = found.row;
    // Keys are for everybody: an auditor without a terminal may ask for them, too.
    const isForAll = route.path === '/keys' && fieldValue(request.headers, 'signature') === null;
    const outcome = isForAll
      ? answered({ keys: parts.keys.list() })
      : served(parts, request, found, isTooFast);
    const role = outcome.ok || route.signedBy === 'root' ? route.signedBy : 'answer';
    return sealed(parts, request, role, outcome);
  }

  function admitListener(request: HttpRequest): { merchant: string } | HttpAnswer {
    const verified = verifiedTerminal(parts, request);
    if (!('terminal' in verified)) return sealed(parts, request, 'answer', verified);
    const refusal = parts.database.transaction(() => admit(parts, verified.terminal, verified.signed));
    if (refusal) return sealed(parts, request, 'answer', refusal);
    return { merchant: verified.terminal.merchant.id };
  }

  return { answer, admitListener };
}

function served(
  parts: Parts,
  request: HttpRequest,
  found: { readonly row: TableRow; readonly params: Record<string, string> },
  isTooFast: (terminal: string) => boolean,
): Outcome<unknown> | Problem {
  const verified = verifiedTerminal(parts, request);
  if (!('terminal' in verified)) return verified;
  const { terminal, signed } = verified;
  if (isTooFast(terminal.id)) return problem('slow-down');
  const body = readBody(request);
  if (!body.ok) return body;
  const invalid = invalidParam(found.params);
  const outcome = parts.database.transaction(() => {
    const refusal = admit(parts, terminal, signed);
    if (refusal) return refusal;
    if (invalid) return problem('field-invalid', { field: invalid });
    return found.row.run(parts, {
      terminal,
      params: found.params,
      query: new URLSearchParams(request.query),
      ...body.value,
      nowMs: parts.clock.now(),
    });
  });
  parts.events.nudge(terminal.merchant.id);
  return outcome;
}

/** What every signed call must pass, and leaves behind even if it is refused. */
function admit(parts: Parts, terminal: Terminal, signed: Verified): Refusal | null {
  const nowMs = parts.clock.now();
  if (!isFreshNonce(parts.database, signed.kid, signed.nonce, nowMs)) return problem('nonce-replayed');
  if (!hearHead(parts.database, terminal.id, signed.head, nowMs)) {
    return problem('state-conflict', { detail: 'another journal head is known under this epoch and number' });
  }
  return terminal.isSuspended ? problem('terminal-suspended') : null;
}

function activated(parts: Parts, request: HttpRequest): Outcome<unknown> | Problem {
  const body = readBody(request);
  if (!body.ok) return body;
  const parsed = activateAsk.safeParse(body.value.ask);
  if (!parsed.success) {
    return problem('field-invalid', { field: parsed.error.issues[0]?.path.join('.') || 'body' });
  }
  const ask = parsed.data;
  // Signed by the very key it brings: that proves possession.
  const findKey = (kid: string) => (kid === thumbprintOf(ask.jwk) ? verifyingKeyOf(ask.jwk) : null);
  const nowMs = parts.clock.now();
  const verified = verifyRequest(request, { findKey, nowS: Math.floor(nowMs / 1000) });
  if (!verified.ok) return unverified(verified.failure, nowMs);
  return parts.database.transaction(() => {
    if (!isFreshNonce(parts.database, verified.kid, verified.nonce, nowMs)) return problem('nonce-replayed');
    return activate(parts, { ask, kid: verified.kid, nowMs });
  });
}

function verifiedTerminal(
  parts: Parts,
  request: HttpRequest,
): { readonly terminal: Terminal; readonly signed: Verified } | Problem {
  const nowMs = parts.clock.now();
  const findKey = (kid: string) => {
    const terminal = findTerminalByKey(parts.database, kid);
    return terminal && verifyingKeyOf(terminal.jwk);
  };
  const signed = verifyRequest(request, { findKey, nowS: Math.floor(nowMs / 1000) });
  if (!signed.ok) return unverified(signed.failure, nowMs);
  const terminal = findTerminalByKey(parts.database, signed.kid);
  return terminal ? { terminal, signed } : problem('key-unknown');
}

function unverified(failure: SignatureFailure, nowMs: number): Problem {
  const refusal = problem(requestProblem[failure], { detail: failure });
  return failure === 'clock-skew' ? { ...refusal, serverTime: instantOf(nowMs) } : refusal;
}

/**
 * A body is JSON and says so; none at all counts as null. Its RFC 8785 form is hashed here, as what
 * has none (half a surrogate pair, endless depth) is no message either.
 */
function readBody(request: HttpRequest): Outcome<{ readonly ask: unknown; readonly askHash: string }> {
  if (request.body.length === 0) return answered({ ask: null, askHash: sha256Hex('null') });
  const type = fieldValue(request.headers, 'content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) return problem('malformed', { detail: 'not application/json' });
  try {
    const ask = parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
    return answered({ ask, askHash: sha256Hex(canonicalJson(ask)) });
  } catch {
    return problem('malformed', { detail: 'not JSON' });
  }
}

function invalidParam(params: Readonly<Record<string, string>>): string | null {
  if (params.id !== undefined && !resourceId.safeParse(params.id).success) return 'id';
  return params.date !== undefined && !isDay(params.date) ? 'date' : null;
}

function isDay(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function sealed(
  parts: Parts,
  request: HttpRequest,
  role: KeyRole,
  outcome: Outcome<unknown> | Problem,
): HttpAnswer {
  const key = parts.keys.of(role);
  const rootKey = role === 'root' ? key.publicJwk : undefined;
  const plain = outcome.ok
    ? jsonAnswer(200, 'application/json', outcome.value)
    : problemAnswer(outcome, rootKey);
  return signAnswer(plain, request, { key, nowS: Math.floor(parts.clock.now() / 1000) });
}

function problemAnswer(refusal: Problem, rootKey: SchemeProblem['rootKey']): HttpAnswer {
  const { ok: _, code, ...more } = refusal;
  const status = problemStatus[code];
  const body: SchemeProblem = {
    type: `urn:countertop:problem:${code}`,
    title: code.replaceAll('-', ' '),
    status,
    code,
    ...more,
    ...(rootKey ? { rootKey } : {}),
  };
  const answer = jsonAnswer(status, 'application/problem+json', body);
  return code === 'slow-down' ? { ...answer, headers: { ...answer.headers, 'retry-after': '1' } } : answer;
}

function jsonAnswer(status: number, type: string, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(value)) };
}
