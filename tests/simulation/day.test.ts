import { describe, expect, it } from 'vitest';
import { type DayReport, runDay } from './day.ts';
import { dayPlan } from './plan.ts';

/** A broken promise is told with its seed and the last steps before it: `npm run soak -- --seeds 1 --from SEED`. */
function told({ seed, broken, story }: DayReport): readonly string[] {
  return broken.length === 0 ? [] : [`seed ${seed}`, ...broken, ...story];
}

const faultKinds = ['drop-request', 'drop-reply', 'delay', 'duplicate', 'reorder', 'error', 'crash'];

describe('a trading day out of a seed', () => {
  it('sells 500 times through every fault, power cut and clock jump, and keeps every promise', async () => {
    const report = await runDay(dayPlan(101, 500));
    expect(told(report)).toEqual([]);
    expect(report.sales).toBeGreaterThanOrEqual(500);
    for (const kind of faultKinds) expect(report.tally[`fault ${kind}`], kind).toBeGreaterThan(0);
    expect(report.tally['restart with a payment open']).toBeGreaterThan(0);
    expect(report.tally['clock jump']).toBeGreaterThan(0);
    expect(report.tally['our code: succeeded']).toBeGreaterThan(0);
    expect(report.tally['full disk']).toBeGreaterThan(0);
  });

  it.each([11, 12, 13, 14, 15, 16, 17, 18, 19])(
    'keeps every promise on short, stormy day %i',
    async (seed) => {
      expect(told(await runDay(dayPlan(seed, 40, 'worst')))).toEqual([]);
    },
  );

  it.each([31, 32, 33, 34, 35, 36, 37, 38, 39, 40])(
    'charges nobody twice and loses nothing on day %i, where a fault strikes 30% of all requests',
    async (seed) => {
      const report = await runDay(dayPlan(seed, 60, { struck: 0.3 }));
      expect(told(report)).toEqual([]);
      expect(report.found).toEqual({ chargedTwice: 0, lost: 0, unresolved: 0, booksDiffer: 0 });
      expect(report.payments).toBeGreaterThan(15);
    },
  );
});
