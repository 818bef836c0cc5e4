import { allocate, sumMinor } from '../../shared/money.ts';
import { epochMsOf } from '../../shared/time.ts';
import type { SaleLine, VoucherPlan } from './rules.ts';

/**
 * Who paid what of which line (payments.md §4): rows sum to the lines, columns to the tenders. The
 * shares are stored with the sale, and a refund goes back by them, never computed afresh
 * (odoo/odoo#161564 rounds again).
 */

/**
 * One row a line, in the order given: the plan's vouchers that pay something first, then `othersMinor` (wallet, elsewhere,
 * cash), each spread by largest remainder over what is left of the lines. Throws where the others
 * don't come to exactly what the vouchers leave.
 */
export function sharesByTender(
  plan: VoucherPlan,
  lines: readonly Pick<SaleLine, 'id'>[],
  othersMinor: readonly bigint[],
): bigint[][] {
  const left = lines.map(({ id }) => plan.restMinor.get(id) ?? 0n);
  if (sumMinor(othersMinor) !== sumMinor(left)) throw new Error('the tenders do not come to the sale');
  const paying = plan.parts.filter(({ amountMinor }) => amountMinor > 0n);
  const rows = lines.map(({ id }) =>
    paying.map((part) => part.lines.find(({ line }) => line === id)?.shareMinor ?? 0n),
  );
  for (const otherMinor of othersMinor) {
    const shares = left.length === 0 ? [] : allocate(otherMinor, left);
    for (const [index, row] of rows.entries()) {
      row.push(shares[index] ?? 0n);
      left[index] = (left[index] ?? 0n) - (shares[index] ?? 0n);
    }
  }
  return rows;
}

/** A tender as the sale was paid with it. */
export type PaidTender =
  | { readonly kind: 'wallet' | 'elsewhere' | 'cash' }
  | { readonly kind: 'voucher'; readonly redemptionId: string; readonly expires: string };

/**
 * Where a tender's part of a refund goes: always back the way it came. A voucher's part is never cash;
 * where the voucher is over, the programme gets it and the customer nothing.
 */
export type RefundPart =
  | { readonly kind: 'wallet' | 'elsewhere' | 'cash'; readonly tender: number; readonly amountMinor: bigint }
  | {
      readonly kind: 'voucher';
      readonly tender: number;
      readonly redemptionId: string;
      readonly to: 'voucher' | 'programme';
      readonly amountMinor: bigint;
    };

/** A line that comes back, in part or whole: what each tender has still in it, and how much is returned now. */
export type ReturningLine = { readonly leftMinor: readonly bigint[]; readonly amountMinor: bigint };

/**
 * What each tender gets of each returned line, by what it has left there: so refunds in parts come to
 * exactly what was paid, by tender as in all. Throws where more is returned than is left.
 */
export function refundShares(lines: readonly ReturningLine[]): bigint[][] {
  return lines.map(({ leftMinor, amountMinor }) => {
    if (amountMinor < 0n || amountMinor > sumMinor(leftMinor)) {
      throw new Error('more is returned of a line than is left of it');
    }
    return leftMinor.length === 0 ? [] : allocate(amountMinor, leftMinor);
  });
}

/** The refund by tender, in the tenders' order, without those that get nothing. `now` is the scheme's time. */
export function refundParts(
  tenders: readonly PaidTender[],
  shares: readonly (readonly bigint[])[],
  now: string,
): RefundPart[] {
  return tenders.flatMap((tender, index): RefundPart[] => {
    const amountMinor = sumMinor(shares.map((row) => row[index] ?? 0n));
    if (amountMinor === 0n) return [];
    if (tender.kind !== 'voucher') return [{ kind: tender.kind, tender: index, amountMinor }];
    const to = epochMsOf(tender.expires) <= epochMsOf(now) ? 'programme' : 'voucher';
    const { redemptionId } = tender;
    return [{ kind: 'voucher', tender: index, redemptionId, to, amountMinor }];
  });
}
