import type { z } from 'zod';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import type { KeptAnswer } from '../../shared/events.ts';
import { type KeyRole, routes, type SettlementAnswer, type WitnessAnswer } from '../../shared/scheme-wire.ts';
import { fileFault } from '../../shared/settlement-file.ts';
import type { Caller } from './call.ts';
import { dark, type Outcome } from './outcome.ts';

/** A list longer than this is no list of one terminal: stop rather than read for ever. */
const mostPages = 5000;

/** A page of a day, as it was read and as it was signed. */
export type SettlementPage = { readonly value: SettlementAnswer; readonly proof: KeptAnswer };

/**
 * A day with all its lines, once they add up to what every page's head says of them; else dark, with the
 * check that it did not pass as its code. `pages` are those that came before something broke off: a day of
 * many pages goes on where it was. What comes is put there, too.
 */
export async function wholeSettlement(
  caller: Caller,
  date: string,
  pages: SettlementPage[],
): Promise<Outcome<SettlementAnswer>> {
  const last = await lastPage(
    caller,
    `/settlements/${date}`,
    routes.settlement.answer,
    'settlement',
    (value, proof) => pages.push({ value, proof }),
    pages.at(-1)?.value.next ?? '',
  );
  if (last.kind !== 'answer') return last;
  const { value, proof } = last;
  const lines = pages.flatMap((page) => page.value.lines);
  const whole = { ...value, lines };
  const fault = pages.some((page) => headOf(page.value) !== headOf(value))
    ? 'pages'
    : fileFault(whole, date, sha256Hex(canonicalJson(lines)));
  return fault === null ? { kind: 'answer', value: whole, proof } : dark('mismatch', proof, fault);
}

function headOf({ lines: _lines, next: _next, ...head }: SettlementAnswer): string {
  return canonicalJson(head);
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
  take: (page: T, proof: KeptAnswer) => void,
  from = '',
): Promise<Outcome<T>> {
  let after = from;
  for (let page = 0; page < mostPages; page++) {
    const query = after === '' ? '' : `after=${encodeURIComponent(after)}`;
    const outcome = await caller.call({ method: 'GET', path, query, answer, signedBy });
    if (outcome.kind !== 'answer') return outcome;
    take(outcome.value, outcome.proof);
    if (!outcome.value.next) return outcome;
    after = outcome.value.next;
  }
  return dark('too-large');
}
