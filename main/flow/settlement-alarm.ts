import type { KeptAnswer } from '../../shared/events.ts';
import type { Day } from '../../shared/time.ts';
import { openCases } from '../settlement/case-records.ts';
import type { Counter } from './counter.ts';

/** The same about the same day is written once while it is open: a forger must not fill the journal. */
export function alarm(
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
