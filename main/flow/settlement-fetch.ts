import type { KeptAnswer } from '../../shared/events.ts';
import type { SettlementAnswer } from '../../shared/scheme-wire.ts';
import type { Day } from '../../shared/time.ts';
import { terminalIds } from '../onboarding/records.ts';
import type { SchemeClient } from '../scheme/client.ts';
import { type Dark, dark, isAlarming, type Outcome } from '../scheme/outcome.ts';
import type { SettlementPage } from '../scheme/pages.ts';
import { keptFile, openCases } from '../settlement/records.ts';
import type { Counter } from './counter.ts';
import type { Network } from './network.ts';

export type FetchParts = {
  readonly counter: Counter;
  readonly scheme: Pick<SchemeClient, 'settlement'>;
  readonly network: Pick<Network, 'heard'>;
  readonly isClosed: () => boolean;
};

/**
 * What asking for a day came to. `none`: there is no file of it yet. `refused`: the scheme signed one that
 * does not hold, or the answer was not the scheme's; it is a case. `silent`: nothing is known.
 */
export type Brought =
  | { readonly kind: 'kept' | 'known' | 'changed'; readonly day: Day }
  | { readonly kind: 'running'; readonly day: Day; readonly file: SettlementAnswer }
  | { readonly kind: 'none'; readonly day: Day }
  | { readonly kind: 'refused' | 'silent'; readonly day: Day; readonly why: string };

const againAfterMs = 250;

/** The most that a scheme which asks for patience is waited for, where nobody else is patient. */
const patientMs = 60_000;

/**
 * Asks for one day of the scheme and keeps what is final, whole and signed, in one transaction. Repeated
 * until `untilMs` of the monotonic clock, page by page where it was; asking again changes nothing.
 */
export async function bringDay(parts: FetchParts, day: Day, untilMs: number): Promise<Brought> {
  const { clock } = parts.counter;
  const startedMs = clock.mono();
  let pages: SettlementPage[] = [];
  for (;;) {
    const outcome = await asked(parts, day, pages);
    if (parts.isClosed()) return { kind: 'silent', day, why: 'closed' };
    if (outcome.kind === 'answer') return keepDay(parts.counter, outcome.value, pages);
    if (outcome.kind === 'refused' && isNotThere(outcome.code)) return { kind: 'none', day };
    const forged = forgedIn(outcome, pages);
    if (forged) {
      const why = forged.code ?? forged.why;
      alarm(parts.counter, 'file-refused', day, why, forged.proof);
      return { kind: 'refused', day, why };
    }
    // A day that still runs may have grown between two of its pages: then from the start.
    if (outcome.kind === 'dark' && outcome.why === 'mismatch') pages = [];
    const isBusy = outcome.kind === 'refused' && outcome.code === 'slow-down';
    if (outcome.kind === 'refused' && !isBusy) return { kind: 'silent', day, why: outcome.code };
    const limitMs = isBusy ? Math.max(untilMs, startedMs + patientMs) : untilMs;
    if (clock.mono() >= limitMs)
      return { kind: 'silent', day, why: outcome.kind === 'refused' ? outcome.code : outcome.why };
    const waitMs = outcome.kind === 'refused' ? (outcome.retryAfterMs ?? againAfterMs) : againAfterMs;
    await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    if (parts.isClosed()) return { kind: 'silent', day, why: 'closed' };
  }
}

async function asked(
  { scheme, network }: FetchParts,
  day: Day,
  pages: SettlementPage[],
): Promise<Outcome<SettlementAnswer>> {
  let outcome: Outcome<SettlementAnswer>;
  try {
    outcome = await scheme.settlement(day, pages);
  } catch {
    outcome = dark('cut');
  }
  network.heard(outcome.kind);
  return outcome;
}

function isNotThere(code: string): boolean {
  return code === 'not-ready' || code === 'not-found';
}

/** What an honest scheme behind a bad network does not produce; null for everything else. */
function forgedIn<T>(outcome: Outcome<T>, pages: readonly SettlementPage[]): Dark | null {
  if (outcome.kind !== 'dark' || !isAlarming(outcome.why)) return null;
  if (outcome.why === 'mismatch' && pages.at(-1)?.value.final === false) return null;
  return outcome;
}

function keepDay(counter: Counter, file: SettlementAnswer, pages: readonly SettlementPage[]): Brought {
  const { date: day, count, gross, fee, net, hash } = file;
  if (!file.final) return { kind: 'running', day, file };
  const known = keptFile(counter.db, day);
  if (known) {
    // The hash is over all rows, the currency is each row's own: with it everything is the same.
    if (known.hash === hash) return { kind: 'known', day };
    alarm(counter, 'file-changed', day, 'hash', pages.at(-1)?.proof ?? null);
    return { kind: 'changed', day };
  }
  const terminals = terminalIds(counter.db);
  const closes = openCases(counter.db).filter((one) => one.kind === 'file-refused' && one.day === day);
  counter.journal.commit((record) => {
    for (const [index, { proof }] of pages.entries())
      record('settlement-page', { day, page: index + 1, terminals, answer: proof });
    record('settlement-kept', {
      day,
      pages: pages.length,
      count,
      gross: { minor: gross.minor, currency: gross.currency },
      fee: { minor: fee.minor, currency: fee.currency },
      net: { minor: net.minor, currency: net.currency },
      hash,
      closes: closes.map(({ id }) => id),
    });
  });
  return { kind: 'kept', day };
}

/** The same about the same day is written once while it is open: a forger must not fill the journal. */
function alarm(
  counter: Counter,
  kind: 'file-refused' | 'file-changed',
  day: Day,
  why: string,
  answer: KeptAnswer | null,
): void {
  const isKnown = openCases(counter.db).some(
    (one) => one.kind === kind && one.day === day && one.why === why,
  );
  if (isKnown) return;
  counter.journal.commit((record) =>
    record('settlement-alarmed', { caseId: counter.newId(), kind, day, why, answer }),
  );
}
