import type { BasketTotals } from '../../shared/basket.ts';
import type { EventData, ReturnedLine, SaleTender, SoldLine } from '../../shared/events.ts';
import { allocate, divideRounded, lesser, type MoneyWire, sumMinor } from '../../shared/money.ts';
import type { TenderKind } from '../../shared/payment.ts';
import { taxOfReceipt } from '../../shared/tax.ts';
import { claimedOf } from '../../shared/voucher-claim.ts';

/** Pure: what a receipt says about lines, taxes and who paid what of them. */

function wire(minor: bigint, currency: string): MoneyWire {
  return { currency, minor: minor.toString() };
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

/** In which order the ways to pay are used up (payments.md §4), whatever order they came in. */
const usedUp: Readonly<Record<TenderKind, number>> = { voucher: 0, wallet: 1, elsewhere: 2, cash: 3 };

/** A voucher pays what it claimed of each line; the others share what it leaves. */
function sharesByKind(amounts: readonly bigint[], tenders: readonly SaleTender[]): bigint[][] {
  const claimed = amounts.map((_, line) =>
    tenders.map(({ voucher }) => (voucher ? claimedOf(voucher, line + 1) : 0n)),
  );
  const left = amounts.map((amount, line) => amount - sumMinor(claimed[line] ?? []));
  if (left.some((minor) => minor < 0n)) throw new Error('vouchers pay more than a line costs');
  const order = tenders
    .map(({ kind }, index) => ({ index, rank: usedUp[kind] }))
    .sort((one, other) => one.rank - other.rank || one.index - other.index)
    .map(({ index }) => index);
  const minors = tenders.map(({ voucher, amount }) => (voucher ? 0n : BigInt(amount.minor)));
  const shares = tenderShares(
    left,
    order.map((index) => minors[index] ?? 0n),
  );
  return shares.map((row, line) =>
    tenders.map((_, index) => (row[order.indexOf(index)] ?? 0n) + (claimed[line]?.[index] ?? 0n)),
  );
}

/** Pieces on a receipt: whole units count each, a weighed line counts as one, money alone as none. */
export function piecesOf(lines: readonly Pick<SoldLine, 'unit' | 'quantity'>[]): number {
  return lines.reduce((sum, line) => sum + piecesOfLine(line), 0);
}

function piecesOfLine({ unit, quantity }: Pick<SoldLine, 'unit' | 'quantity'>): number {
  // Money given back without goods.
  if (quantity === '0') return 0;
  return unit === 'each' ? Number(BigInt(quantity) / 1000n) || 1 : 1;
}

/** The lines as they are booked, with their part of every tender. */
export function soldLines(totals: BasketTotals, tenders: readonly SaleTender[]): SoldLine[] {
  const currency = totals.total.currency;
  const shares = sharesByKind(
    totals.lines.map((line) => line.amountMinor),
    tenders,
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
  /** What earlier refunds gave back to each tender, where they said so. */
  readonly returnedShares: readonly bigint[];
};

/** What of the line's money has not gone back yet, in all and by the tender that paid it. */
export function leftOf(from: ReturnableLine): { readonly minor: bigint; readonly shares: readonly bigint[] } {
  const minor = BigInt(from.line.amount.minor) - from.returnedMinor;
  // Before shares were kept there was one tender a sale.
  const unnamed = from.returnedMinor - sumMinor(from.returnedShares);
  const shares = from.line.tenderShares.map(
    (paid, index) => BigInt(paid.minor) - (from.returnedShares[index] ?? 0n) - (index === 0 ? unnamed : 0n),
  );
  return { minor, shares };
}

/**
 * A part of a sold line as it is given back, `quantity` in thousandths. Each part is its share of what
 * is left, so that after the last piece exactly what was paid has been returned, never a cent more
 * (odoo/odoo#161564 is the other way), and a part's tax is never above its amount.
 */
export function returnedPart(from: ReturnableLine, no: number, quantity: bigint): ReturnedLine {
  const left = BigInt(from.line.quantity) - from.returned;
  return shareOf(from, no, { quantity, of: left, in: quantity });
}

/** Money of a line given back while the goods stay with the customer: not above what is left of it. */
export function returnedMoney(from: ReturnableLine, no: number, minor: bigint): ReturnedLine {
  return shareOf(from, no, { quantity: 0n, of: leftOf(from).minor, in: minor });
}

/** `in`/`of` of what is left of the line's money and tax. */
function shareOf(
  from: ReturnableLine,
  no: number,
  part: { readonly quantity: bigint; readonly in: bigint; readonly of: bigint },
): ReturnedLine {
  const { line } = from;
  const { currency } = line.amount;
  const left = leftOf(from);
  const share = (whole: bigint): bigint => (part.of === 0n ? 0n : divideRounded(whole * part.in, part.of));
  const amount = share(left.minor);
  const tax = share(BigInt(line.tax.minor) - from.returnedTaxMinor);
  return {
    ...line,
    no,
    quantity: part.quantity.toString(),
    gross: wire(amount, currency),
    lineDiscount: wire(0n, currency),
    basketDiscount: wire(0n, currency),
    amount: wire(amount, currency),
    tax: wire(tax, currency),
    of: { saleId: from.saleId, no: line.no },
    tenderShares: allocate(amount, left.shares).map((minor) => wire(minor, currency)),
  };
}

/** The line as it stands after a part of it came back. */
export function afterReturn(from: ReturnableLine, part: ReturnedLine): ReturnableLine {
  return {
    ...from,
    returned: from.returned + BigInt(part.quantity),
    returnedMinor: from.returnedMinor + BigInt(part.amount.minor),
    returnedTaxMinor: from.returnedTaxMinor + BigInt(part.tax.minor),
    returnedShares: (part.tenderShares ?? []).map(
      ({ minor }, index) => (from.returnedShares[index] ?? 0n) + BigInt(minor),
    ),
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
