import { isDiskFull } from '../../platform/database.ts';
import type { EventData } from '../../shared/events.ts';
import { type Result, refused } from '../../shared/result.ts';
import type { PinVault } from '../staff/pin-vault.ts';
import { personById, staff } from '../staff/records.ts';
import { triesLeft, waitAfter } from '../staff/rules.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { Counter } from './counter.ts';
import { createTurn } from './turn.ts';

export type PinUse = EventData<'pin-tried'>['use'];

export type PinCheck = {
  /**
   * Looks at one PIN of one person. The try is in the books before, as a failure; passed, `then` is
   * written with it in one transaction. One after the other, whoever asks: many at once gain nothing.
   * Refused: `pin-wrong`, also for a stranger; `pin-locked`, `disk-full`, and what `then` refuses.
   */
  readonly pass: <T>(
    personId: string,
    pin: string,
    use: PinUse,
    then: (record: RecordEvent) => Result<T>,
  ) => Promise<Result<T>>;
  /** Milliseconds before another PIN of theirs is looked at. */
  readonly waitMs: (personId: string) => number;
  /** A new PIN was set, or the person is gone: nothing is waited for any more. */
  readonly forget: (personId: string) => void;
};

/**
 * Waits are running time on the monotonic clock, and begin anew with the process: neither a kill nor a
 * clock set forward shortens one.
 */
export function createPinCheck(counter: Counter, vault: PinVault): PinCheck {
  const until = new Map<string, number>();
  const waitFrom = (personId: string, tries: number): void => {
    const ms = waitAfter(tries);
    if (ms > 0) until.set(personId, counter.clock.mono() + ms);
  };
  const waitMs = (personId: string): number =>
    Math.max(0, Math.ceil((until.get(personId) ?? 0) - counter.clock.mono()));
  for (const { id, tries } of staff(counter.db)) waitFrom(id, tries);

  const inTurn = createTurn();
  return {
    waitMs,
    forget: (personId) => until.delete(personId),
    pass: (personId, pin, use, then) =>
      inTurn(() =>
        unlessFullLater(async () => {
          if (waitMs(personId) > 0) return lockedFor(waitMs(personId));
          const before = personById(counter.db, personId);
          if (before) counter.journal.commit((record) => record('pin-tried', { personId, use }));
          const isIt = await vault.matches(before?.pinId ?? null, personId, pin);
          // Meanwhile the PIN may have been changed, or the person have left.
          const now = personById(counter.db, personId);
          if (!isIt || !before?.pinId || now?.pinId !== before.pinId) {
            const tries = now?.tries ?? 0;
            waitFrom(personId, tries);
            const wait = now ? waitMs(personId) : 0;
            return wait > 0 ? lockedFor(wait) : refused('pin-wrong', { left: triesLeft(tries).toString() });
          }
          until.delete(personId);
          return counter.journal.commit((record) => {
            record('pin-passed', { personId, use });
            return then(record);
          });
        }),
      ),
  };
}

function lockedFor(ms: number): ReturnType<typeof refused> {
  return refused('pin-locked', { seconds: Math.ceil(ms / 1000).toString() });
}

async function unlessFullLater<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (isDiskFull(error)) return refused('disk-full');
    throw error;
  }
}
