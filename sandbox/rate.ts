import type { Clock } from '../shared/time.ts';

/** Counts calls of a terminal in each second of running time; true for one that is too many. */
export function createRate(clock: Clock, mostPerS: number): (terminal: string) => boolean {
  const seconds = new Map<string, { second: number; calls: number }>();
  return (terminal) => {
    const second = Math.floor(clock.mono() / 1000);
    const known = seconds.get(terminal);
    const counted = known?.second === second ? known : { second, calls: 0 };
    counted.calls += 1;
    seconds.set(terminal, counted);
    return counted.calls > mostPerS;
  };
}
