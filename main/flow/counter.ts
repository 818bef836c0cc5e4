import { isDiskFull } from '../../platform/database.ts';
import type { Id, RandomBytes } from '../../shared/ids.ts';
import { newId } from '../../shared/ids.ts';
import type { Problem, Result } from '../../shared/result.ts';
import { refused } from '../../shared/result.ts';
import type { Role } from '../../shared/roles.ts';
import { type Clock, dayOf, instantOf } from '../../shared/time.ts';
import { currentTerminal, type Terminal } from '../onboarding/records.ts';
import type { Database } from '../store/database.ts';
import type { Journal } from '../store/journal.ts';
import type { Grants } from './approval.ts';

/** What every flow stands on: the books, the clocks, and who is at the counter. */
export type Counter = {
  readonly db: Database;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly session: () => Session;
  /** What somebody else has allowed whoever is at the till, until it is used. */
  readonly grants: Grants;
  readonly newId: () => Id;
  /** The activated terminal; throws before activation, since nothing may be sold then. */
  readonly terminal: () => Terminal;
  /** Now, as the counter writes it down. */
  readonly instant: () => string;
  /** Today, in the shop's zone. */
  readonly today: () => string;
};

export type Session = { readonly actor: string; readonly role: Role };

export type CounterParts = Pick<Counter, 'db' | 'journal' | 'clock' | 'random' | 'session'>;

export function createCounter(parts: CounterParts): Counter {
  let known: Terminal | null = null;
  const terminal = (): Terminal => {
    known ??= currentTerminal(parts.db);
    if (!known) throw new Error('the terminal is not activated');
    return known;
  };
  const instant = (): string => instantOf(parts.clock.now());
  return {
    ...parts,
    grants: new Map(),
    terminal,
    instant,
    newId: () => newId(parts.clock.now(), parts.random),
    today: () => dayOf(instant(), terminal().zone),
  };
}

/** Runs a change; a full disk is a refusal that the user can mend, anything else is thrown on. */
export function unlessFull<T>(work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    if (isDiskFull(error)) return refused('disk-full');
    throw error;
  }
}

/** Carries a refusal of one step out as the refusal of the whole. */
export function refusal(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}
