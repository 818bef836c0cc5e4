import type { z } from 'zod';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { type KeyRole, routes, type SettlementAnswer, type WitnessAnswer } from '../../shared/scheme-wire.ts';
import type { Caller } from './call.ts';
import { dark, type Outcome } from './outcome.ts';

/** A list longer than this is no list of one terminal: stop rather than read for ever. */
const mostPages = 5000;

/** A day with all its lines, once they add up to what the head of the last page says of them. */
export async function wholeSettlement(caller: Caller, date: string): Promise<Outcome<SettlementAnswer>> {
  const lines: SettlementAnswer['lines'] = [];
  const last = await lastPage(
    caller,
    `/settlements/${date}`,
    routes.settlement.answer,
    'settlement',
    (page) => lines.push(...page.lines),
  );
  if (last.kind !== 'answer') return last;
  const { value, proof } = last;
  const isWhole =
    value.date === date && value.count === lines.length && value.hash === sha256Hex(canonicalJson(lines));
  return isWhole ? { kind: 'answer', value: { ...value, lines }, proof } : dark('mismatch', proof);
}

/** All heads that the scheme has heard from this till. */
export async function wholeWitness(caller: Caller): Promise<Outcome<WitnessAnswer>> {
  const heads: WitnessAnswer['heads'] = [];
  const last = await lastPage(caller, '/witness', routes.witness.answer, 'answer', (page) =>
    heads.push(...page.heads),
  );
  return last.kind === 'answer' ? { ...last, value: { heads } } : last;
}

async function lastPage<T extends { readonly next?: string | null | undefined }>(
  caller: Caller,
  path: string,
  answer: z.ZodType<T>,
  signedBy: KeyRole,
  take: (page: T) => void,
): Promise<Outcome<T>> {
  let after = '';
  for (let page = 0; page < mostPages; page++) {
    const query = after === '' ? '' : `after=${encodeURIComponent(after)}`;
    const outcome = await caller.call({ method: 'GET', path, query, answer, signedBy });
    if (outcome.kind !== 'answer') return outcome;
    take(outcome.value);
    if (!outcome.value.next) return outcome;
    after = outcome.value.next;
  }
  return dark('too-large');
}
