import { expect, test } from 'vitest';
import { fuzz } from '../property/fuzz-codes.ts';

test('thirty thousand damaged codes are read or refused, never thrown over', () => {
  const report = fuzz(7, 30_000);
  expect(report.inputs).toBe(30_000);
  // Every kind and unknown, and nearly every problem: the damage reaches behind the check sums.
  expect(report.kinds).toBe(11);
  expect(report.problems).toBeGreaterThanOrEqual(25);
});
