import type { InvoiceRow } from './replay-baskets.ts';

/** The line of a sale that a returned row belongs to. `no` counts the sale's rows from 1. */
export type SoldRow = { readonly invoiceNo: string; readonly no: number };

/**
 * Finds what a cancellation gives back: the latest earlier sale with the same customer, article and
 * price, and enough of it not yet returned. A row without a customer is nobody's, so it never links.
 */
export class SoldRows {
  readonly #byKey = new Map<string, { readonly sold: SoldRow; left: bigint }[]>();

  /** Call for every sale, in the file's order, with the rows as they were rung up. */
  sold(invoiceNo: string, rows: readonly InvoiceRow[]): void {
    rows.forEach((row, index) => {
      const key = keyOf(row);
      const entries = this.#byKey.get(key) ?? [];
      entries.push({ sold: { invoiceNo, no: index + 1 }, left: row.quantity });
      this.#byKey.set(key, entries);
    });
  }

  /** The sold row, now with that much less left; null: a return without receipt. */
  returned(row: InvoiceRow): SoldRow | null {
    if (row.customer === '') return null;
    const entry = this.#byKey.get(keyOf(row))?.findLast(({ left }) => left >= row.quantity);
    if (!entry) return null;
    entry.left -= row.quantity;
    return entry.sold;
  }
}

function keyOf(row: InvoiceRow): string {
  return JSON.stringify([row.customer, row.stockCode, row.unitPrice.minor.toString()]);
}
