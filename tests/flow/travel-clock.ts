import { machineClock } from '../../main/open-till.ts';
import type { Clock } from '../../shared/time.ts';

/** The machine's clock, and a wall that goes on to another day when it is told to. */
export type TravelClock = Clock & {
  /** To so many hours past the next midnight in Shanghai. */
  readonly toNextMorning: (hour?: number) => void;
};

const dayMs = 86_400_000;
const shanghaiMs = 8 * 3_600_000;

/** Begins at ten in the morning in Shanghai, where nothing else is said. */
export function createTravelClock(fromMs = Date.parse('2026-11-23T02:00:00.000Z')): TravelClock {
  let startMs = fromMs - machineClock.mono();
  const now = (): number => Math.floor(startMs + machineClock.mono());
  return {
    ...machineClock,
    now,
    toNextMorning: (hour = 10) => {
      const local = now() + shanghaiMs;
      startMs += (Math.floor(local / dayMs) + 1) * dayMs + hour * 3_600_000 - local;
    },
  };
}
