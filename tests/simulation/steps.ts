import { createHash } from 'node:crypto';
import type { Timeline } from './fake-clock.ts';

/** What happened, step by step, so that a broken promise can be read like a story. */
export type Steps = {
  readonly say: (text: string) => void;
  readonly last: (count: number) => readonly string[];
  readonly count: () => number;
  /** Eight hex digits over all steps: the same for the same seed, whatever machine it runs on. */
  readonly print: () => string;
};

export function createSteps(timeline: Timeline): Steps {
  const kept: string[] = [];
  const hash = createHash('sha256');
  let count = 0;
  return {
    say: (text) => {
      count += 1;
      const step = `${clockText(timeline.nowMs())} ${text}`;
      hash.update(step);
      kept.push(step);
      if (kept.length > 2000) kept.splice(0, 1000);
    },
    last: (howMany) => kept.slice(-howMany),
    count: () => count,
    print: () => hash.copy().digest('hex').slice(0, 8),
  };
}

/** Hours, minutes, seconds since the day began, as `03:12:07.250`. */
function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}

/** Counts what a day met, by name. */
export type Tally = {
  readonly add: (name: string, by?: number) => void;
  readonly of: (name: string) => number;
  readonly all: () => Readonly<Record<string, number>>;
};

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (name, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by),
    of: (name) => counts.get(name) ?? 0,
    all: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
