import { verifyAnswer } from '../../platform/http-signatures.ts';
import { fieldValue, type HttpAnswer, type HttpRequest } from '../../platform/signature-base.ts';
import type { KeptAnswer } from '../../shared/events.ts';
import type { KeyRole } from '../../shared/scheme-wire.ts';
import { findTrusted, type TrustedKeys } from './trusted-keys.ts';

/** An answer as the journal keeps it, with what it was an answer to. */
export function keep(request: HttpRequest, answer: HttpAnswer): KeptAnswer {
  return {
    status: answer.status,
    headers: flat(answer.headers),
    body: Buffer.from(answer.body).toString('utf8'),
    request: {
      method: request.method,
      authority: request.authority,
      path: request.path,
      query: request.query,
      headers: flat(request.headers),
    },
  };
}

/** Checks a kept answer again, years later: true where a key of that role signed exactly this. */
export function isProven(kept: KeptAnswer, role: KeyRole, trusted: TrustedKeys): boolean {
  const request = { ...kept.request, body: new Uint8Array() };
  const answer = { status: kept.status, headers: kept.headers, body: Buffer.from(kept.body, 'utf8') };
  return verifyAnswer(answer, request, { findKey: findTrusted(trusted, role, null) }).ok;
}

function flat(headers: HttpAnswer['headers']): Record<string, string> {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, fieldValue(headers, name) ?? '']));
}
