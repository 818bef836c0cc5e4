import type { JournalEvent, Link } from '../../shared/events.ts';
import type { FullLink } from './journal.ts';

/** Where the books first differ from what they should be. `why` names the row by its key. */
export type FirstBad = {
  readonly epoch: number | null;
  readonly seq: number | null;
  readonly table: string;
  readonly why: string;
};

export type Verdict = {
  readonly ok: boolean;
  /** How many links hold, from the first on. */
  readonly events: number;
  /** The last link that holds; null where there is none. */
  readonly head: Link | null;
  readonly firstBad: FirstBad | null;
};

/**
 * Looks at the links one at a time, in order, and says what is wrong with one, or null. It may remember
 * what it has seen, so every walk makes its own.
 */
export type Auditor = (event: JournalEvent, link: FullLink) => string | null;

/** One thing that must hold, and what to say where it does not. */
export type Check = readonly [holds: boolean, why: string];

export function firstFailed(checks: readonly Check[]): string | null {
  return checks.find(([holds]) => !holds)?.[1] ?? null;
}
