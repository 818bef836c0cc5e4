import { type Day, dayOf, instantOf } from '../../shared/time.ts';
import { firstAskedAt } from '../payment/records.ts';
import { answersAfter } from '../payment/scheme-items.ts';
import { keptDays } from '../settlement/records.ts';
import type { Database } from '../store/database.ts';

/** A till's clock that stood years back would else ask for thousands of days. */
const mostDays = 800;

const dayMs = 86_400_000;

/**
 * The scheme's days from this till's first payment to `last`, oldest first; none where it never asked for
 * one. By the scheme's own word of when it answered first, else by the till's clock.
 */
export function daysUpTo(db: Database, last: Day, zone: string): Day[] {
  const first = firstDay(db, zone);
  if (first === null) return [];
  const lastMs = Date.parse(last);
  const count = Math.min(mostDays, Math.round((lastMs - Date.parse(first)) / dayMs));
  if (count < 0) return [];
  return Array.from({ length: count + 1 }, (_, index) =>
    instantOf(lastMs - (count - index) * dayMs).slice(0, 10),
  );
}

function firstDay(db: Database, zone: string): Day | null {
  for (const { at } of answersAfter(db, 0, 0)) if (at !== null) return dayOf(at, zone);
  const asked = firstAskedAt(db);
  return asked === null ? null : dayOf(asked, zone);
}

/** Days before today (the scheme's) whose final file is not kept yet. */
export function daysDue(db: Database, today: Day, zone: string): Day[] {
  const kept = new Set(keptDays(db));
  return daysUpTo(db, today, zone).filter((day) => day < today && !kept.has(day));
}
