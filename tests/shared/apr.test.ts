import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CashFlow, signChanges, yearlyRate } from '../../shared/apr.ts';

type Vector = {
  readonly id: string;
  readonly cashflows: readonly CashFlow[];
  readonly expectAprPercent: number;
  readonly tolerance: number;
};

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../vectors/apr.json', import.meta.url), 'utf8'),
);

/** Flows from pairs of day and minor units. */
const flows = (...rows: readonly (readonly [number, number])[]): CashFlow[] =>
  rows.map(([day, minor]) => ({ day, minor }));

/** What the flows are worth at a rate, and the size of what was added up. */
function worth(rows: readonly CashFlow[], rate: number): { readonly net: number; readonly size: number } {
  const terms = rows.map(({ day, minor }) => minor * (1 + rate) ** (-day / 365));
  return {
    net: terms.reduce((sum, term) => sum + term, 0),
    size: terms.reduce((sum, term) => sum + Math.abs(term), 0),
  };
}

/** So near to −100 %, or so far above, a number no longer tells the difference that a day makes. */
const tells = (rate: number): boolean => rate > -0.9999 && rate < 1e12;

const loan = fc
  .record({
    paid: fc.integer({ min: 1, max: 1_000_000_000 }),
    back: fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 100_000_000 })), {
      minLength: 1,
      maxLength: 40,
    }),
  })
  .map(({ paid, back }) => {
    let day = 0;
    return [
      { day, minor: paid },
      ...back.map(([days, minor]) => {
        day += days;
        return { day, minor: -minor };
      }),
    ];
  });

const anything = fc.array(
  fc.record({ day: fc.integer({ min: 0, max: 4000 }), minor: fc.integer({ min: -1e9, max: 1e9 }) }),
  { maxLength: 24 },
);

describe('the yearly rate', () => {
  it.each(vectors)('of $id is what it should be', ({ cashflows, expectAprPercent, tolerance }) => {
    const found = yearlyRate(cashflows);
    expect(Math.abs((found?.rate ?? Number.NaN) * 100 - expectAprPercent)).toBeLessThanOrEqual(tolerance);
    expect(found?.severalRates).toBe(false);
  });

  it('of any loan is the one that makes what comes back worth what was paid out', () => {
    fc.assert(
      fc.property(loan, (rows) => {
        const found = yearlyRate(rows);
        // A loan paid back a million times over within days has a rate that no number holds.
        if (found === null) return;
        expect(found.severalRates).toBe(false);
        if (!tells(found.rate)) return;
        const { net, size } = worth(rows, found.rate);
        expect(Math.abs(net)).toBeLessThanOrEqual(size * 1e-7);
      }),
      { numRuns: 2000 },
    );
  });

  it('of any flows at all discounts them to nothing, and no rate that it passes over is nearer to 0', () => {
    fc.assert(
      fc.property(anything, (rows) => {
        const found = yearlyRate(rows);
        const nearest = nearestByStepping(rows);
        if (found === null) {
          expect(nearest).toBeNull();
          return;
        }
        if (!tells(found.rate)) return;
        const { net, size } = worth(rows, found.rate);
        expect(Math.abs(net)).toBeLessThanOrEqual(size * 1e-7);
        if (nearest !== null) expect(Math.abs(found.rate)).toBeLessThanOrEqual(nearest + 1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not change with the order of the rows, their currency, or the day that is called 0', () => {
    fc.assert(
      fc.property(loan, fc.integer({ min: 1, max: 1000 }), (rows, by) => {
        const same = yearlyRate(rows)?.rate;
        if (same === undefined || !tells(same)) return;
        // Compared as growth, since a rate may be far above or barely above −100 %.
        for (const other of [
          [...rows].reverse(),
          rows.map(({ day, minor }) => ({ day, minor: minor * by })),
          rows.map(({ day, minor }) => ({ day: day + by, minor })),
        ])
          expect(Math.log1p(yearlyRate(other)?.rate ?? -1)).toBeCloseTo(Math.log1p(same), 6);
      }),
    );
  });

  it('is named as one of several where there are several, and is the one nearest to 0', () => {
    // 100 (1 + X)² − 230 (1 + X) + 132 = 0 at 10 % and at 20 %.
    const found = yearlyRate(flows([0, 100], [365, -230], [730, 132]));
    expect(found?.rate).toBeCloseTo(0.1, 10);
    expect(found?.severalRates).toBe(true);
  });

  it('that is a double one counts once', () => {
    const found = yearlyRate(flows([0, 100], [365, -220], [730, 121]));
    expect(found?.rate).toBeCloseTo(0.1, 6);
    expect(found?.severalRates).toBe(false);
  });

  it('is exactly 0 where as much goes back as came, and below it where less does', () => {
    expect(yearlyRate(flows([0, 500_000], [40, -200_000], [90, -300_000]))).toEqual({
      rate: 0,
      severalRates: false,
    });
    expect(yearlyRate(flows([0, 100], [3650, -1]))?.rate).toBeCloseTo(0.01 ** 0.1 - 1, 10);
  });

  it.each([
    ['no money', []],
    ['money one way only', flows([0, 100], [30, 5])],
    ['money that is gone on the day it came', flows([0, 100], [0, -100])],
    ['turns without a rate', flows([0, 100], [365, -150], [730, 100])],
    ['a rate that no number holds', flows([0, 1], [1, -1_000_000])],
  ])('of %s is none', (_, rows) => {
    expect(yearlyRate(rows)).toBeNull();
  });

  it('of rows that turn again and again is found without running over', () => {
    const rows = Array.from({ length: 100 }, (_, day) => ({ day: day * 30, minor: day % 2 ? -1001 : 1000 }));
    expect(signChanges(rows)).toBe(99);
    const found = yearlyRate(rows);
    expect(found === null || Number.isFinite(found.rate)).toBe(true);
  });
});

/** The distance from 0 of the nearest rate between −50 % and 900 % at which the worth changes its sign, by small steps. */
function nearestByStepping(rows: readonly CashFlow[]): number | null {
  let nearest: number | null = null;
  let before = worth(rows, -0.5).net;
  for (let rate = -0.5; rate < 9; rate += 0.01 * (1 + Math.abs(rate))) {
    const next = rate + 0.01 * (1 + Math.abs(rate));
    const here = worth(rows, next).net;
    const distance = rate < 0 && next > 0 ? 0 : Math.min(Math.abs(rate), Math.abs(next));
    const farthest = Math.max(Math.abs(rate), Math.abs(next), distance);
    if (before * here < 0 && (nearest === null || farthest < nearest)) nearest = farthest;
    before = here;
  }
  return nearest;
}
