import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { type Money, parseAmount } from '../../shared/money.ts';
import { onePiece, parseQuantity } from '../../shared/quantity.ts';
import { instantInZone } from '../../shared/time.ts';

/**
 * A file of invoices as shops export them (columns of the UCI "Online Retail" set), read as it is.
 * One basket an `InvoiceNo`; a `C` in front makes it a refund, whose quantities are below zero.
 */

/** Why a row is not rung up; the first that applies, in this order. */
export const rowRefusals = ['price-not-positive', 'zero-quantity', 'bad-amount'] as const;
export type RowRefusal = (typeof rowRefusals)[number];

export type InvoiceRow = {
  readonly stockCode: string;
  readonly description: string;
  readonly customer: string;
  /** Thousandths, above zero: what was sold, or given back. */
  readonly quantity: bigint;
  readonly unitPrice: Money;
};

export type Invoice = {
  readonly no: string;
  readonly kind: 'sale' | 'refund';
  readonly occurredAt: string;
  readonly rows: readonly InvoiceRow[];
};

export type ReadInvoices = {
  /** In the file's order; those with no row left stand here too, with none. */
  readonly invoices: readonly Invoice[];
  readonly refusedRows: Readonly<Record<RowRefusal, number>>;
};

/** Reads a whole file, or its first `limit` invoices. Throws, naming the row, where it isn't one of these files or a date is none. */
export function readInvoices(
  csv: string,
  options: { readonly currency: string; readonly zone: string; readonly limit?: number },
): ReadInvoices {
  const refusedRows = { 'price-not-positive': 0, 'zero-quantity': 0, 'bad-amount': 0 };
  const invoices = [...groupedByInvoice(csv)].slice(0, options.limit).map(([no, raws]) => {
    const kind = no.startsWith('C') ? ('refund' as const) : ('sale' as const);
    const basket = new OneBasket();
    const rows = raws.flatMap((raw) => {
      const read = readRow(raw, kind, options.currency);
      const row = typeof read === 'string' || basket.takes(read) ? read : 'bad-amount';
      if (typeof row !== 'string') return row;
      refusedRows[row] += 1;
      return [];
    });
    return { no, kind, occurredAt: instantOfRow(raws[0], options.zone), rows };
  });
  return { invoices, refusedRows };
}

/**
 * The id under which an invoice is booked, the same in every run, so that a replay that was cut short
 * goes on where it stopped. Shaped as a UUIDv8 (RFC 9562 §5.8: custom, here a hash).
 */
export function idOfInvoice(no: string): string {
  const bytes = createHash('sha256').update(`replayed invoice ${no}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
] as const;
type RawRow = Record<(typeof columns)[number], string>;

function groupedByInvoice(csv: string): Map<string, RawRow[]> {
  const rows: RawRow[] = parse(csv, { bom: true, columns: requireColumns, skip_empty_lines: true });
  // A file without a single line has no heading that could be asked for its columns.
  if (rows.length === 0 && csv.trim() === '') requireColumns([]);
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) {
    const group = groups.get(row.InvoiceNo);
    if (group) group.push(row);
    else groups.set(row.InvoiceNo, [row]);
  }
  return groups;
}

function requireColumns(found: string[]): string[] {
  const missing = columns.find((column) => !found.includes(column));
  if (missing) throw new Error(`the file has no column ${missing}`);
  return found;
}

function readRow(raw: RawRow, kind: Invoice['kind'], currency: string): InvoiceRow | RowRefusal {
  const price = Number(raw.UnitPrice);
  if (raw.UnitPrice.trim() !== '' && price <= 0) return 'price-not-positive';
  const unitPrice = parseAmount(raw.UnitPrice, currency);
  const signed = raw.Quantity.trim();
  if (signed !== '' && Number(signed) === 0) return 'zero-quantity';
  // A sale takes goods out, a refund brings them back: a row of the other sign says neither.
  const quantity =
    signed.startsWith('-') === (kind === 'refund') ? parseQuantity(signed.replace('-', '')) : null;
  if (unitPrice === null || unitPrice.minor === 0n || quantity === null) return 'bad-amount';
  return {
    stockCode: raw.StockCode,
    description: raw.Description.trim(),
    customer: raw.CustomerID.trim(),
    quantity,
    unitPrice,
  };
}

/**
 * The most that a basket of the till may come to (checkout/rules.ts), in minor units; below 2^53-1, so
 * that every amount is a JSON number too.
 */
const mostMinor = 999_999_999_999_999n;

/** Takes rows as long as their sum is one that the till takes. */
class OneBasket {
  #total = 0n;

  takes(row: InvoiceRow): boolean {
    const total = this.#total + (row.unitPrice.minor * row.quantity) / onePiece;
    if (total > mostMinor) return false;
    this.#total = total;
    return true;
  }
}

function instantOfRow(raw: RawRow | undefined, zone: string): string {
  const written = raw?.InvoiceDate ?? '';
  try {
    return instantInZone(written.trim().replace(' ', 'T'), zone);
  } catch {
    throw new Error(`invoice ${raw?.InvoiceNo ?? ''} has no date that can be read: "${written}"`);
  }
}
