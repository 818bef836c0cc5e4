import { z } from 'zod';
import { moneyWire, sumMinor } from './money.ts';
import { names } from './product.ts';

/**
 * What a voucher's redemption pays of which lines of its sale, by the programme's list of that version:
 * kept with the redemption and its tender, never the voucher's code. `shop-word`: goods without a GTIN,
 * which count on the shop's own word.
 */
export const voucherClaim = z.strictObject({
  programme: z.string(),
  names,
  listVersion: z.int().min(1),
  /** The programme pays a fixed cut for each unit: shown as its own line. */
  isPriceCut: z.boolean(),
  /** By the lines' numbers, from 1; sums to what is redeemed. */
  lines: z
    .array(
      z.strictObject({
        no: z.int().min(1),
        why: z.enum(['listed', 'shop-word']),
        amount: moneyWire,
      }),
    )
    .min(1),
});

export type VoucherClaim = z.infer<typeof voucherClaim>;

export function claimedMinor(claim: VoucherClaim): bigint {
  return sumMinor(claim.lines.map(({ amount }) => BigInt(amount.minor)));
}

/** What the claim pays of one line. */
export function claimedOf(claim: VoucherClaim, no: number): bigint {
  return sumMinor(claim.lines.filter((line) => line.no === no).map(({ amount }) => BigInt(amount.minor)));
}
