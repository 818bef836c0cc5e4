import type { SettlementAnswer } from '../../shared/scheme-wire.ts';
import type { Day } from '../../shared/time.ts';
import { terminalIds } from '../onboarding/records.ts';
import type { SchemeClient } from '../scheme/client.ts';
import { dark, isAlarming, type Outcome } from '../scheme/outcome.ts';
import type { SettlementPage } from '../scheme/pages.ts';
import { openCases } from '../settlement/case-records.ts';
import { keptFile } from '../settlement/records.ts';
import type { Counter } from './counter.ts';
import type { Network } from './network.ts';
import { alarm } from './settlement-alarm.ts';

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
  const patientUntilMs = Math.max(untilMs, clock.mono() + patientMs);
  const pages: SettlementPage[] = [];
  for (;;) {
    const outcome = await asked(parts, day, pages);
    if (parts.isClosed()) return { kind: 'silent', day, why: 'closed' };
    if (outcome.kind === 'answer') return keepDay(parts.counter, outcome.value, pages);
    const end = endOf(parts.counter, day, outcome, pages);
    if (end) return end;
    // A day that still runs may have grown between two of its pages: then from the start.
    if (outcome.kind === 'dark' && outcome.why === 'mismatch') pages.length = 0;
    const isBusy = outcome.kind === 'refused';
    if (clock.mono() >= (isBusy ? patientUntilMs : untilMs))
      return { kind: 'silent', day, why: isBusy ? outcome.code : outcome.why };
    const waitMs = (isBusy ? outcome.retryAfterMs : null) ?? againAfterMs;
    await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    if (parts.isClosed()) return { kind: 'silent', day, why: 'closed' };
  }
}

type Unanswered = Exclude<Outcome<SettlementAnswer>, { kind: 'answer' }>;

/** What asking again would not change; null where it may. */
function endOf(
  counter: Counter,
  day: Day,
  outcome: Unanswered,
  pages: readonly SettlementPage[],
): Brought | null {
  if (outcome.kind === 'refused') {
    if (outcome.code === 'not-ready' || outcome.code === 'not-found') return { kind: 'none', day };
    return outcome.code === 'slow-down' ? null : { kind: 'silent', day, why: outcome.code };
  }
  if (outcome.kind === 'not-sent' || !isAlarming(outcome.why)) return null;
  // A day that still runs is not held against anybody.
  if (outcome.why === 'mismatch' && pages.at(-1)?.value.final === false) return null;
  const why = outcome.code ?? outcome.why;
  alarm(counter, 'file-refused', day, why, outcome.proof);
  return { kind: 'refused', day, why };
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
