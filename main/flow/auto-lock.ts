import { lockDueMs } from '../staff/rules.ts';
import type { Counter } from './counter.ts';
import { isShared, type Seat, usesPins } from './seat.ts';

export type AutoLock = {
  /** Somebody has done something at the till. */
  readonly touch: () => void;
  /** Somebody has sat down, or the staff has changed. */
  readonly seated: () => void;
  readonly close: () => void;
};

export type AutoLockParts = {
  readonly counter: Counter;
  readonly seat: Seat;
  /** The pay screen is open, or a payment goes on: never locked meanwhile. */
  readonly isPaying: () => boolean;
  readonly lock: () => void;
};

/** How soon it is looked again after a payment that kept the till open. */
const payingMs = 10_000;

/**
 * Locks a till that several people use when nobody has touched it for its time, all in running time. The
 * one-person shop is left open: there what matters asks for the PIN anew (trust.md §2, timeouts).
 */
export function createAutoLock({ counter, seat, isPaying, lock }: AutoLockParts): AutoLock {
  const { clock, db } = counter;
  let touchedAt = clock.mono();
  let seatedAt = clock.mono();
  let stop: () => void = () => undefined;
  const dueMs = (): number =>
    lockDueMs(counter.session().role, clock.mono() - touchedAt, clock.mono() - seatedAt);
  const watch = (ms: number): void => {
    stop();
    stop = clock.after(ms, () => {
      if (seat.isLocked()) return;
      if (dueMs() > 0) return watch(dueMs());
      if (isPaying()) return watch(payingMs);
      lock();
    });
  };
  return {
    touch: () => {
      touchedAt = clock.mono();
    },
    seated: () => {
      touchedAt = clock.mono();
      seatedAt = clock.mono();
      stop();
      if (usesPins(db) && isShared(db) && !seat.isLocked()) watch(dueMs());
    },
    close: () => stop(),
  };
}
