import { z } from 'zod';
import { allocate, divideRounded, sumMinor } from './money.ts';

/**
 * A tax class of goods and its rate from a day on, as the scheme's signed grant lists them: rates
 * change by data, never by a release. 1300 basis points = 13 %.
 */
export const taxRate = z.object({
  taxClass: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  rateBasisPoints: z.int().min(0).max(10_000),
  from: z.iso.date(),
});

export type TaxRate = z.infer<typeof taxRate>;

/** The rate in force for a class on a day: the latest that has begun; null where the class is unknown. */
export function rateOn(rates: readonly TaxRate[], taxClass: string, day: string): number | null {
  let latest: TaxRate | null = null;
  for (const rate of rates) {
    if (rate.taxClass !== taxClass || rate.from > day) continue;
    if (latest === null || rate.from > latest.from) latest = rate;
  }
  return latest?.rateBasisPoints ?? null;
}

/** The tax inside a tax-inclusive amount, in minor units, rounded half away from zero. */
export function taxWithin(amountMinor: bigint, rateBasisPoints: number): bigint {
  const rate = BigInt(rateBasisPoints);
  return divideRounded(amountMinor * rate, 10_000n + rate);
}

export type TaxedLine = {
  readonly taxClass: string;
  readonly rateBasisPoints: number;
  readonly amountMinor: bigint;
};

export type TaxTotal = {
  readonly taxClass: string;
  readonly rateBasisPoints: number;
  /** Tax included. */
  readonly amountMinor: bigint;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
};

/**
 * Tax of a tax-inclusive receipt. The stated rule: each rate's tax is rounded once, on the receipt's
 * sum for that class and rate, then shared out to its lines by largest remainder, so that the lines
 * always sum to the receipt. Answers the totals by rate (highest first) and each line's share in order.
 */
export function taxOfReceipt(lines: readonly TaxedLine[]): { totals: TaxTotal[]; lineTaxMinor: bigint[] } {
  const groups = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const key = `${line.rateBasisPoints}/${line.taxClass}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  const lineTaxMinor = lines.map(() => 0n);
  const totals: TaxTotal[] = [];
  for (const indexes of groups.values()) {
    const members = indexes.flatMap((index) => lines[index] ?? []);
    const first = members[0];
    if (!first) continue;
    const amountMinor = sumMinor(members.map((line) => line.amountMinor));
    const taxMinor = taxWithin(amountMinor, first.rateBasisPoints);
    const shares = allocate(
      taxMinor,
      members.map((line) => line.amountMinor),
    );
    indexes.forEach((index, position) => {
      lineTaxMinor[index] = shares[position] ?? 0n;
    });
    totals.push({
      taxClass: first.taxClass,
      rateBasisPoints: first.rateBasisPoints,
      amountMinor,
      netMinor: amountMinor - taxMinor,
      taxMinor,
    });
  }
  totals.sort((a, b) => b.rateBasisPoints - a.rateBasisPoints || (a.taxClass < b.taxClass ? -1 : 1));
  return { totals, lineTaxMinor };
}
