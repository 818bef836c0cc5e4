/** One line of the bench: a figure beside the limit or the peer that was measured in the same run. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'µs' | 'bytes' | 'count';
  /** What it is held against: a peer's figure of the same run, or the stated limit. */
  readonly against: number;
  /** value ÷ against. */
  readonly ratio: number;
  /** The most the ratio may be. */
  readonly bar: number;
};

export function figure(
  name: string,
  value: number,
  against: number,
  bar: number,
  unit: Figure['unit'] = 'ms',
): Figure {
  return {
    name,
    value: rounded(value),
    unit,
    against: rounded(against),
    ratio: rounded(value / against),
    bar,
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The sample below which `share` of all lie; samples in any order, at least one. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Milliseconds that `work` took. */
export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
