import type { BasketTotals } from '../../shared/basket.ts';
import type { EventData, ReturnedLine, SaleTender, SoldLine } from '../../shared/events.ts';
import { divideRounded, lesser, type MoneyWire } from '../../shared/money.ts';
import { taxOfReceipt } from '../../shared/tax.ts';

/** Pure: what a receipt says about lines, taxes and who paid what of them. */

function wire(minor: bigint, currency: string): MoneyWire {
  return { minor: minor.toString(), currency };
}

/**
 * What each tender paid of each line: the tenders are used up in their order (payments.md §4), line
 * after line, so that rows sum to the lines and columns to the tenders.
 */
export function tenderShares(amounts: readonly bigint[], tenders: readonly bigint[]): bigint[][] {
  const left = [...tenders];
  return amounts.map((amount) => {
    let open = amount;
    return left.map((rest, index) => {
      const share = lesser(rest, open);
      left[index] = rest - share;
      open -= share;
      return share;
    });
  });
}

/** Pieces on a receipt: whole units count each, a weighed line counts as one. */
export function piecesOf(lines: readonly Pick<SoldLine, 'unit' | 'quantity'>[]): number {
  return lines.reduce(
    (sum, line) => sum + (line.unit === 'each' ? Number(BigInt(line.quantity) / 1000n) || 1 : 1),
    0,
  );
}

/** The lines as they are booked, with their part of every tender. */
export function soldLines(totals: BasketTotals, tenders: readonly SaleTender[]): SoldLine[] {
  const currency = totals.total.currency;
  const shares = tenderShares(
    totals.lines.map((line) => line.amountMinor),
    tenders.map((tender) => BigInt(tender.amount.minor)),
  );
  return totals.lines.map((entry, index) => ({
    no: index + 1,
    productId: entry.line.productId,
    names: entry.line.names,
    barcode: entry.line.barcode,
    category: entry.line.category,
    taxClass: entry.line.taxClass,
    rateBasisPoints: entry.rateBasisPoints,
    unit: entry.line.unit,
    quantity: entry.line.quantity,
    unitPrice: entry.line.unitPrice,
    gross: wire(entry.grossMinor, currency),
    lineDiscount: wire(entry.lineDiscountMinor, currency),
    basketDiscount: wire(entry.basketDiscountMinor, currency),
    amount: wire(entry.amountMinor, currency),
    tax: wire(entry.taxMinor, currency),
    tenderShares: (shares[index] ?? []).map((share) => wire(share, currency)),
  }));
}

export type TaxTotals = EventData<'sale-settled'>['taxes'];

export function taxTotals(totals: BasketTotals): TaxTotals {
  return totals.taxes.map((part) => ({
    taxClass: part.taxClass,
    rateBasisPoints: part.rateBasisPoints,
    amount: wire(part.amountMinor, totals.total.currency),
    net: wire(part.netMinor, totals.total.currency),
    tax: wire(part.taxMinor, totals.total.currency),
  }));
}

/** What of a sold line is still there to be given back. */
export type ReturnableLine = {
  readonly line: SoldLine;
  readonly saleId: string;
  readonly returned: bigint;
  readonly returnedMinor: bigint;
  /** The share of its tax that earlier refunds took back. */
  readonly returnedTaxMinor: bigint;
};

/**
 * A part of a sold line as it is given back. Cumulative rounding: after the last piece exactly what
 * was paid has been returned, never a cent more (odoo/odoo#161564 is the other way).
 */
export function returnedPart(from: ReturnableLine, no: number, quantity: bigint): ReturnedLine {
  const { line } = from;
  const sold = BigInt(line.quantity);
  const currency = line.amount.currency;
  const upTo = (whole: string, already: bigint): bigint =>
    divideRounded(BigInt(whole) * (from.returned + quantity), sold) - already;
  const amount = upTo(line.amount.minor, from.returnedMinor);
  const tax = upTo(line.tax.minor, from.returnedTaxMinor);
  const { tenderShares: _, ...rest } = line;
  return {
    ...rest,
    no,
    quantity: quantity.toString(),
    gross: wire(amount, currency),
    lineDiscount: wire(0n, currency),
    basketDiscount: wire(0n, currency),
    amount: wire(amount, currency),
    tax: wire(tax, currency),
    of: { saleId: from.saleId, no: line.no },
  };
}

/** Tax by rate over returned lines: their own shares summed, never computed afresh. */
export function returnedTaxes(lines: readonly ReturnedLine[], currency: string): TaxTotals {
  const groups = new Map<string, { line: ReturnedLine; amount: bigint; tax: bigint }>();
  for (const line of lines) {
    const key = `${line.taxClass}/${line.rateBasisPoints}`;
    const group = groups.get(key) ?? { line, amount: 0n, tax: 0n };
    group.amount += BigInt(line.amount.minor);
    group.tax += BigInt(line.tax.minor);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ line, amount, tax }) => ({
    taxClass: line.taxClass,
    rateBasisPoints: line.rateBasisPoints,
    amount: wire(amount, currency),
    net: wire(amount - tax, currency),
    tax: wire(tax, currency),
  }));
}

/** A return without a sale to link it to: priced by hand, taxed as if sold today. */
export function unlinkedReturns(
  lines: readonly Omit<ReturnedLine, 'no' | 'tax' | 'gross' | 'lineDiscount' | 'basketDiscount' | 'of'>[],
  firstNo: number,
): ReturnedLine[] {
  const { lineTaxMinor } = taxOfReceipt(
    lines.map((line) => ({
      taxClass: line.taxClass,
      rateBasisPoints: line.rateBasisPoints,
      amountMinor: BigInt(line.amount.minor),
    })),
  );
  return lines.map((line, index) => ({
    ...line,
    no: firstNo + index,
    gross: line.amount,
    lineDiscount: wire(0n, line.amount.currency),
    basketDiscount: wire(0n, line.amount.currency),
    tax: wire(lineTaxMinor[index] ?? 0n, line.amount.currency),
    of: null,
  }));
}
