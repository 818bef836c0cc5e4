import type { BasketLine } from '../../shared/basket.ts';
import { divideRounded, toWire } from '../../shared/money.ts';
import type { Names } from '../../shared/product.ts';
import type { Return } from '../flow/refund-lines.ts';
import { type Invoice, type InvoiceRow, idOfInvoice } from './replay-baskets.ts';
import { SoldRows } from './replay-links.ts';

export type PayBy = 'cash' | 'wallet';

/** One invoice as the counter sees it: what comes back of it, or how it is paid. */
export type Line = {
  readonly invoice: Invoice;
  readonly documentId: string;
  readonly returns: readonly Return[];
  readonly by: PayBy;
};

/** One tax rate for all, the scheme's standard one: the file names none. */
const taxClass = 'standard';

/** Every invoice that has something left, in the file's order; the sales take the tenders in strict turns. */
export function linesOf(invoices: readonly Invoice[], pay: readonly PayBy[]): Line[] {
  const sold = new SoldRows();
  let turn = 0;
  return invoices.flatMap((invoice): Line[] => {
    const { rows, no, kind } = invoice;
    const documentId = idOfInvoice(no);
    if (rows.length === 0) return [];
    if (kind === 'refund') {
      return [{ invoice, documentId, returns: rows.map((row) => returnOf(row, sold)), by: 'cash' }];
    }
    sold.sold(no, rows);
    return [{ invoice, documentId, returns: [], by: pay[turn++ % pay.length] ?? 'cash' }];
  });
}

/** An open-price line of the basket. */
export function basketLineOf(row: InvoiceRow, id: string): BasketLine {
  return {
    id,
    productId: null,
    names: namesOf(row),
    barcode: null,
    category: '',
    taxClass,
    unit: 'each',
    quantity: row.quantity.toString(),
    unitPrice: toWire(row.unitPrice),
    discount: null,
  };
}

function returnOf(row: InvoiceRow, sold: SoldRows): Return {
  const { quantity, unitPrice } = row;
  const from = sold.returned(row);
  if (from) return { of: { saleId: idOfInvoice(from.invoiceNo), no: from.no }, quantity };
  const amount = { minor: divideRounded(unitPrice.minor * quantity, 1000n), currency: unitPrice.currency };
  return { of: null, names: namesOf(row), barcode: null, taxClass, unitPrice, quantity, amount };
}

function namesOf({ description, stockCode }: InvoiceRow): Names {
  return { en: (description || stockCode || '-').slice(0, 200) };
}
