import type { RandomBytes } from '../../shared/ids.ts';
import type { Clock } from '../../shared/time.ts';

/** A clock that only moves when it is told to, and whose wall may be set wrong like a real one's. */
export type ShopClock = Clock & {
  /** Runs every timer up to then, in order, letting what they started answer in between. */
  readonly advance: (ms: number) => Promise<void>;
  /** Advances from timer to timer until `isOver`, at most `limitMs`; answers whether it was over. */
  readonly until: (isOver: () => boolean, limitMs: number) => Promise<boolean>;
  /** Somebody sets the wall clock; the monotonic one doesn't notice. */
  readonly setWall: (byMs: number) => void;
};

type Timer = { readonly at: number; readonly order: number; readonly run: () => void };

export function createShopClock(startMs = Date.parse('2026-11-23T01:00:00.000Z')): ShopClock {
  let wall = startMs;
  let mono = 0;
  let order = 0;
  const timers = new Set<Timer>();

  const earliest = (): Timer | undefined => [...timers].sort((a, b) => a.at - b.at || a.order - b.order)[0];

  async function until(isOver: () => boolean, limitMs: number): Promise<boolean> {
    const end = mono + limitMs;
    for (;;) {
      await settled();
      if (isOver()) return true;
      const next = earliest();
      const to = Math.min(end, next?.at ?? end);
      wall += to - mono;
      mono = to;
      if (!next || next.at > end) return isOver();
      timers.delete(next);
      next.run();
    }
  }

  return {
    now: () => wall,
    mono: () => mono,
    after: (delayMs, run) => {
      order += 1;
      const timer = { at: mono + delayMs, order, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      await until(() => false, ms);
    },
    until,
    setWall: (byMs) => {
      wall += byMs;
    },
  };
}

/** Lets every promise that can go on go on. */
async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The same bytes for the same seed (mulberry32). */
export function seededBytes(seed: number): RandomBytes {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}
