import type { ScanOutcome } from './scan.ts';

/** What a scanner gone wild may pile up (trust.md §5); the rest is refused aloud. */
const mostKept = 64;

export type KeptScans = {
  /** Answers at once while the till is open, and keeps the scan while it is locked. */
  readonly scan: (text: string, aim?: string) => ScanOutcome;
  readonly count: () => number;
  /** The till is open again: what was kept, in its order. */
  readonly take: () => readonly Scan[];
};

type Scan = { readonly text: string; readonly aim: string | undefined };

export function createKeptScans(
  isLocked: () => boolean,
  scanning: (text: string, aim?: string) => ScanOutcome,
): KeptScans {
  let kept: readonly Scan[] = [];
  return {
    scan: (text, aim) => {
      if (!isLocked()) return scanning(text, aim);
      if (kept.length >= mostKept) return { heard: 'ignored', id: null, problem: 'till-locked' };
      kept = [...kept, { text, aim }];
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
