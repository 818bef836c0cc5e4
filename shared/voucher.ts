import { divideRounded, lesser } from './money.ts';
import type { Unit } from './product.ts';
import type { Quantity } from './quantity.ts';
import type { Programme } from './voucher-wire.ts';

/**
 * Why a programme pays for a line of a sale, or doesn't: closed, as the screens translate it. The first
 * two are eligible. `shop-word`: goods without a GTIN, which the programme takes on the shop's own word.
 */
export const lineReasons = [
  'listed',
  'shop-word',
  'not-listed',
  'no-gtin',
  'other-unit',
  'nothing-left',
  'too-many-lines',
] as const;
export type LineReason = (typeof lineReasons)[number];

/** A line as a programme looks at it, in minor units of the programme's currency. */
export type ClaimLine = {
  /** 14 digits; null for goods without one. */
  readonly gtin: string | null;
  readonly category: string;
  readonly unit: Unit;
  readonly quantity: Quantity;
  /** What of the line is still to be paid: after discounts and earlier vouchers, tax included. */
  readonly amountMinor: bigint;
  /** The tax within it. */
  readonly taxMinor: bigint;
};

/** What a programme pays of a line at most, and why. */
export type Claim = { readonly why: LineReason; readonly mostMinor: bigint };

/** A programme made ready to look at many lines. */
export type ProgrammeTerms = { readonly programme: Programme; readonly gtins: ReadonlySet<string> };

export function termsOf(programme: Programme): ProgrammeTerms {
  return { programme, gtins: new Set(programme.goods.map(({ gtin }) => gtin)) };
}

/**
 * The rule that till and scheme both go by (payments.md §4): the signed list decides by GTIN; goods
 * without one only where the programme takes the shop's word for their category. What is paid is the
 * line with its tax, or without it where the customer pays the tax, or a fixed cut for each unit.
 */
export function claimOf({ programme, gtins }: ProgrammeTerms, line: ClaimLine): Claim {
  const why = reasonOf(programme, gtins, line);
  if (why !== 'listed' && why !== 'shop-word') return { why, mostMinor: 0n };
  const coveredMinor = programme.paysTax ? line.amountMinor : line.amountMinor - line.taxMinor;
  const mostMinor = lesser(coveredMinor, cutOf(programme, line) ?? coveredMinor);
  return mostMinor > 0n ? { why, mostMinor } : { why: 'nothing-left', mostMinor: 0n };
}

/** The whole price cut of a line, before anything else limits it; null where the programme has no such rule. */
export function cutOf({ priceCut }: Programme, { quantity }: Pick<ClaimLine, 'quantity'>): bigint | null {
  return priceCut && divideRounded(BigInt(priceCut.perUnit.minor) * quantity, 1000n);
}

function reasonOf(programme: Programme, gtins: ReadonlySet<string>, line: ClaimLine): LineReason {
  if (line.gtin !== null && !gtins.has(line.gtin)) return 'not-listed';
  if (line.gtin === null && !programme.shopWord.includes(line.category)) return 'no-gtin';
  if (programme.priceCut && programme.priceCut.unit !== line.unit) return 'other-unit';
  return line.gtin === null ? 'shop-word' : 'listed';
}
