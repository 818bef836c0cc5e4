import type { BasketTotals } from '../../shared/basket.ts';
import { lesser, sumMinor, toWire } from '../../shared/money.ts';
import { hasMod10 } from '../../shared/qr/check-digits.ts';
import type { RedemptionAsk, VoucherLine } from '../../shared/voucher-wire.ts';
import { amountOf, type PaidByVoucher, type SaleLine, type VoucherPart, type VoucherPlan } from './rules.ts';

/** The lines of a basket as vouchers look at them. */
export function saleLines(totals: BasketTotals): SaleLine[] {
  return totals.lines.map((entry) => ({
    id: entry.line.id,
    gtin: gtinOf(entry.line.barcode),
    category: entry.line.category,
    unit: entry.line.unit,
    quantity: BigInt(entry.line.quantity),
    grossMinor: entry.grossMinor,
    lineDiscountMinor: entry.lineDiscountMinor,
    basketDiscountMinor: entry.basketDiscountMinor,
    taxMinor: entry.taxMinor,
  }));
}

/**
 * What a voucher's redemption asks of the scheme, line for line as the plan saw it: after discounts and
 * after the vouchers before it, `paid` among them. Null for a part that pays nothing. `lines` are those the plan was made of.
 */
export function redemptionOf(
  plan: VoucherPlan,
  part: VoucherPart,
  lines: readonly SaleLine[],
  saleRef: string,
  paid: readonly PaidByVoucher[] = [],
): RedemptionAsk | null {
  if (part.amountMinor === 0n || part.listVersion === null) return null;
  const earlier = plan.parts.slice(0, plan.parts.indexOf(part)).flatMap((before) => before.lines);
  const money = (minor: bigint) => toWire({ minor, currency: plan.currency });
  const claimed = new Set(
    part.lines.filter(({ eligibleMinor }) => eligibleMinor > 0n).map(({ line }) => line),
  );
  return {
    code: part.voucher.code,
    amount: money(part.amountMinor),
    lines: lines
      .filter(({ id }) => claimed.has(id))
      .map((line): VoucherLine => {
        const before = earlier.filter((one) => one.line === line.id);
        const redeemed = paid.filter((one) => one.line === line.id).map(({ minor }) => minor);
        const amountMinor =
          amountOf(line) - sumMinor(before.map(({ shareMinor }) => shareMinor)) - sumMinor(redeemed);
        return {
          gtin: line.gtin,
          category: line.category,
          unit: line.unit,
          quantity: line.quantity.toString(),
          amount: money(amountMinor),
          tax: money(lesser(line.taxMinor, amountMinor)),
        };
      }),
    listVersion: part.listVersion,
    saleRef,
  };
}

/** A barcode as a 14-digit GTIN; null where it is none, or the shop's own (EAN-13 from 20 to 29: its scale). */
export function gtinOf(barcode: string | null): string | null {
  if (barcode === null || !/^(\d{8}|\d{12,14})$/.test(barcode) || !hasMod10(barcode)) return null;
  const gtin = barcode.padStart(14, '0');
  return gtin.startsWith('02') ? null : gtin;
}
