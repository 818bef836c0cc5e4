import type { Clock } from '../../shared/time.ts';

/** The scheme's time as the till believes it. */
export type SchemeTime = {
  readonly nowMs: () => number;
  readonly nowS: () => number;
  /** The scheme said, signed, what time it has. */
  readonly heard: (schemeMs: number) => void;
};

/**
 * The till's own clock until the scheme contradicts it; from then on an offset to the monotonic
 * clock, so that neither a wrong clock nor one that somebody sets in the middle matters.
 */
export function createSchemeTime(clock: Clock): SchemeTime {
  let offsetMs: number | null = null;
  const nowMs = () => (offsetMs === null ? clock.now() : clock.mono() + offsetMs);
  return {
    nowMs,
    nowS: () => Math.floor(nowMs() / 1000),
    heard: (schemeMs) => {
      offsetMs = schemeMs - clock.mono();
    },
  };
}
