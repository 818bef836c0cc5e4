import type { SigningKey } from '../../platform/keys.ts';
import type { ActivateAnswer, ActivateAsk } from '../../shared/scheme-wire.ts';
import type { Parts } from '../parts.ts';
import {
  countWrongTry,
  findActivation,
  findMerchant,
  findTerminalByKey,
  insertTerminal,
  spendActivation,
  type Terminal,
} from '../records/terminal.ts';
import { crockford, decideActivation } from '../rules/activation.ts';
import { answered, type Outcome, problem } from './call.ts';
import { grantOf } from './grant.ts';

/**
 * Makes a terminal out of a one-time code and the key that signed the request. Wrong, expired and
 * worn-out codes get one answer, so that guessing learns nothing.
 */
export function activate(
  parts: Parts,
  call: { readonly ask: ActivateAsk; readonly kid: string; readonly nowMs: number },
): Outcome<ActivateAnswer> {
  const { database } = parts;
  const { ask, kid, nowMs } = call;
  const activation = findActivation(database, ask.code);
  const outcome = decideActivation(activation, { code: ask.code, keyid: kid }, nowMs);
  if (outcome === 'wrong-code') countWrongTry(database, ask.code);
  if (outcome === 'other-key') return problem('code-used');
  const known = findTerminalByKey(database, kid);
  if (outcome === 'same-again' && known) return answered(answerOf(parts.keys.of('root'), known));
  if (outcome !== 'activate' || !activation) return problem('not-found', { field: 'code' });
  // A key is one terminal: who wants a second one makes a second key.
  if (known) return problem('state-conflict', { detail: 'this key is a terminal already' });
  const terminal: Terminal = {
    id: crockford(6, parts.random),
    kid,
    jwk: ask.jwk,
    activatedAtMs: nowMs,
    isSuspended: false,
    merchant: findMerchant(database, activation.merchant),
  };
  insertTerminal(database, terminal, ask.device);
  spendActivation(database, ask.code, terminal.id);
  return answered(answerOf(parts.keys.of('root'), terminal));
}

function answerOf(root: SigningKey, terminal: Terminal): ActivateAnswer {
  const { merchant } = terminal;
  return {
    terminalId: terminal.id,
    merchantId: merchant.id,
    currency: merchant.currency,
    zone: merchant.zone,
    root: root.kid,
    rootKey: root.publicJwk,
    grant: grantOf(terminal),
  };
}
