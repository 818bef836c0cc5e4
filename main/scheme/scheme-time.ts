import type { Clock } from '../../shared/time.ts';

/** Both in milliseconds: the scheme's clock since 1970, ours monotonic. */
export type LastHeard = { readonly schemeMs: number; readonly mono: number };

/** The scheme's time as the till believes it. */
export type SchemeTime = {
  readonly nowMs: () => number;
  readonly nowS: () => number;
  /** The scheme said, signed, what time it has. */
  readonly heard: (schemeMs: number) => void;
  /** An answer verified, made at this time by the scheme's clock: it moves no clock of ours. */
  readonly confirmed: (schemeMs: number) => void;
  /** The newest such answer, and the monotonic clock when it came; null before the first of a run. */
  readonly lastHeard: () => LastHeard | null;
};

/**
 * The till's own clock until the scheme contradicts it; from then on an offset to the monotonic
 * clock, so that neither a wrong clock nor one that somebody sets in the middle matters.
 */
export function createSchemeTime(clock: Clock): SchemeTime {
  let offsetMs: number | null = null;
  let last: LastHeard | null = null;
  const nowMs = () => (offsetMs === null ? clock.now() : clock.mono() + offsetMs);
  return {
    nowMs,
    nowS: () => Math.floor(nowMs() / 1000),
    heard: (schemeMs) => {
      offsetMs = schemeMs - clock.mono();
    },
    confirmed: (schemeMs) => {
      last = { schemeMs, mono: clock.mono() };
    },
    lastHeard: () => last,
  };
}
