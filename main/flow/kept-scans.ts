import type { Scanning, ScanOutcome } from './scan.ts';

/** What a scanner gone wild may pile up (trust.md §5); the rest is refused aloud. */
const mostKept = 64;

export type KeptScans = {
  /** Answers at once while the till is open, and keeps the scan while it is locked. */
  readonly scan: (scan: Scan) => ScanOutcome;
  readonly count: () => number;
  /** The till is open again: what was kept, in its order. */
  readonly take: () => readonly Scan[];
};

export type Scan = {
  readonly text: string;
  readonly aim?: string | undefined;
  /** Scanned while the till was locked. */
  readonly isKept?: boolean;
};

export function createKeptScans(isLocked: () => boolean, scanning: Scanning): KeptScans {
  let kept: readonly Scan[] = [];
  return {
    scan: ({ text, aim, isKept }) => {
      if (!isLocked()) return scanning(text, aim, isKept);
      if (kept.length >= mostKept) return { heard: 'ignored', id: null, problem: 'till-locked' };
      kept = [...kept, { text, aim, isKept: true }];
      return { heard: 'kept', id: null, problem: null };
    },
    count: () => kept.length,
    take: () => {
      const taken = kept;
      kept = [];
      return taken;
    },
  };
}
