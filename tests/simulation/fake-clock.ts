import type { Clock } from '../../shared/time.ts';

/**
 * The one time of a simulated day: it stands still until it is moved to the next timer. Till and scheme
 * both live on it, each behind a machine clock of its own, since only the passing of time is shared:
 * what a clock on the wall says is each machine's own affair.
 */
export type Timeline = {
  /** Milliseconds since the day began. Never goes back. */
  readonly nowMs: () => number;
  readonly after: (delayMs: number, run: () => void) => () => void;
  /** When the next timer is due; null where nobody waits. */
  readonly nextDueMs: () => number | null;
  /** Moves to the next timer and runs it. */
  readonly runNext: () => void;
  /** Moves on where no timer is due before; throws where one would be passed over. */
  readonly moveTo: (atMs: number) => void;
};

type Timer = { readonly dueMs: number; readonly order: number; readonly run: () => void };

export function createTimeline(): Timeline {
  let nowMs = 0;
  let order = 0;
  const timers = new Set<Timer>();
  const next = (): Timer | null => {
    let first: Timer | null = null;
    for (const timer of timers) if (first === null || isBefore(timer, first)) first = timer;
    return first;
  };
  return {
    nowMs: () => nowMs,
    after: (delayMs, run) => {
      order += 1;
      const timer = { dueMs: nowMs + Math.max(0, delayMs), order, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    nextDueMs: () => next()?.dueMs ?? null,
    runNext: () => {
      const timer = next();
      if (!timer) throw new Error('nobody waits for anything');
      timers.delete(timer);
      nowMs = timer.dueMs;
      timer.run();
    },
    moveTo: (atMs) => {
      const due = next()?.dueMs ?? atMs;
      if (atMs < nowMs || due < atMs) throw new Error(`time can't be moved from ${nowMs} to ${atMs}`);
      nowMs = atMs;
    },
  };
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.dueMs === other.dueMs ? one.order < other.order : one.dueMs < other.dueMs;
}

/** A machine's clock on the wall, as wrong as people and weather make it, and its counter since start. */
export type MachineClock = {
  /** A clock for what is started now: `mono` begins at zero. `stop` takes all its timers with it. */
  readonly start: () => Clock & { readonly stop: () => void };
  /** Somebody set the clock; the machine's monotonic counter doesn't notice. */
  readonly jump: (byMs: number) => void;
  /** How much too fast it runs from now on, in millionths; below zero too slow. */
  readonly drift: (partsPerMillion: number) => void;
  readonly nowMs: () => number;
};

export function machineClock(timeline: Timeline, wallMs: number): MachineClock {
  let base = { atMs: timeline.nowMs(), wallMs, ppm: 0 };
  const nowMs = (): number => {
    const passedMs = timeline.nowMs() - base.atMs;
    return Math.floor(base.wallMs + passedMs + (passedMs * base.ppm) / 1_000_000);
  };
  return {
    nowMs,
    jump: (byMs) => {
      base = { ...base, atMs: timeline.nowMs(), wallMs: nowMs() + byMs };
    },
    drift: (ppm) => {
      base = { atMs: timeline.nowMs(), wallMs: nowMs(), ppm };
    },
    start: () => {
      const startedMs = timeline.nowMs();
      let isRunning = true;
      return {
        now: nowMs,
        mono: () => timeline.nowMs() - startedMs,
        after: (delayMs, run) => timeline.after(delayMs, () => (isRunning ? run() : undefined)),
        stop: () => {
          isRunning = false;
        },
      };
    },
  };
}
