import { z } from 'zod';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { EventData, ReturnedLine, SaleTender, SoldLine } from '../../shared/events.ts';
import type { TenderKind } from '../../shared/payment.ts';
import { names } from '../../shared/product.ts';
import type { VoucherClaim } from '../../shared/voucher-claim.ts';
import type { Database, Row } from '../store/database.ts';
import type { FullLink, Projectors } from '../store/journal.ts';
import { piecesOf, type ReturnableLine } from './rules.ts';

type Document = {
  readonly id: string;
  readonly kind: 'sale' | 'refund';
  readonly refundOf: string | null;
  readonly personKey: string | null;
  readonly gross: bigint;
  readonly discount: bigint;
};

type SettledEvent = {
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly shift: number | null;
  readonly actor: string;
  readonly practice: boolean;
  readonly data: Pick<EventData<'refund-settled'>, 'receipt' | 'businessDay' | 'taxes' | 'total'> & {
    readonly lines: readonly Pick<SoldLine, 'unit' | 'quantity' | 'names'>[];
  };
};

export const receiptProjectors: Projectors = {
  'sale-settled': (db, event, link) => {
    const { data } = event;
    insertDocument(db, event, link, {
      id: data.saleId,
      kind: 'sale',
      refundOf: null,
      personKey: data.personKey,
      gross: BigInt(data.gross.minor),
      discount: BigInt(data.discount.minor),
    });
    insertLines(
      db,
      data.saleId,
      data.lines.map((line) => ({
        line,
        shares: JSON.stringify(line.tenderShares.map((share) => share.minor)),
      })),
    );
    for (const tender of data.tenders) insertTender(db, data.saleId, tender, null);
  },
  'refund-settled': (db, event, link) => {
    const { data } = event;
    const total = BigInt(data.total.minor);
    insertDocument(db, event, link, {
      id: data.documentId,
      kind: 'refund',
      refundOf: data.saleId,
      personKey: null,
      gross: total,
      discount: 0n,
    });
    insertLines(
      db,
      data.documentId,
      data.lines.map((line) => ({ line, shares: '[]' })),
    );
    for (const line of data.lines) if (line.of) takeBack(db, line.of, line);
    for (const tender of data.tenders) insertTender(db, data.documentId, tender, tender.refundId);
  },
  'tender-corrected': (db, { data }) => {
    db.run(
      'UPDATE tender SET kind = ?, how = ?, tendered = NULL, change = NULL WHERE sale_id = ? AND no = ?',
      data.to,
      data.how,
      data.saleId,
      data.tenderNo,
    );
  },
  'refund-paid-out': (db, { data }) => {
    // Its document then says how the money went, as a corrected tender does.
    db.run("UPDATE tender SET kind = 'cash', how = NULL WHERE refund_id = ?", data.refundId);
  },
  'receipt-copied': (db, { data, occurredAt }) => {
    db.run(
      'INSERT INTO receipt_copy (sale_id, copy, at, copy_id) VALUES (?, ?, ?, ?)',
      data.saleId,
      data.copy,
      occurredAt,
      data.copyId ?? null,
    );
  },
};

function insertDocument(db: Database, event: SettledEvent, link: FullLink, document: Document): void {
  const { data } = event;
  const tax = data.taxes.reduce((sum, part) => sum + BigInt(part.tax.minor), 0n);
  db.run(
    'INSERT INTO sale (id, kind, epoch, receipt, seq, refund_of, occurred_at, recorded_at, business_day, shift, actor, person_key, pieces, first_name, gross, discount, tax, total, currency, practice) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    document.id,
    document.kind,
    link.epoch,
    data.receipt,
    link.seq,
    document.refundOf,
    event.occurredAt,
    event.recordedAt,
    data.businessDay,
    event.shift,
    event.actor,
    document.personKey,
    piecesOf(data.lines),
    JSON.stringify(data.lines[0]?.names ?? {}),
    document.gross,
    document.discount,
    tax,
    BigInt(data.total.minor),
    data.total.currency,
    event.practice ? 1 : 0,
  );
}

function insertLines(
  db: Database,
  documentId: string,
  lines: readonly { readonly line: Omit<SoldLine, 'tenderShares'>; readonly shares: string }[],
): void {
  db.insert(
    'INSERT INTO sale_line (sale_id, no, product_id, names, barcode, category, tax_class, rate, unit, quantity, unit_price, gross, line_discount, basket_discount, amount, tax, tender_shares)',
    lines.map(({ line, shares }) => [
      documentId,
      line.no,
      line.productId,
      JSON.stringify(line.names),
      line.barcode,
      line.category,
      line.taxClass,
      line.rateBasisPoints,
      line.unit,
      BigInt(line.quantity),
      BigInt(line.unitPrice.minor),
      BigInt(line.gross.minor),
      BigInt(line.lineDiscount.minor),
      BigInt(line.basketDiscount.minor),
      BigInt(line.amount.minor),
      BigInt(line.tax.minor),
      shares,
    ]),
  );
}

function insertTender(db: Database, documentId: string, tender: SaleTender, refundId: string | null): void {
  db.run(
    'INSERT INTO tender (sale_id, no, kind, how, amount, tendered, change, payment_id, refund_id, scheme_ref, currency, voucher) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    documentId,
    tender.no,
    tender.kind,
    tender.how,
    BigInt(tender.amount.minor),
    tender.tendered ? BigInt(tender.tendered.minor) : null,
    tender.change ? BigInt(tender.change.minor) : null,
    tender.paymentId,
    refundId,
    tender.schemeRef,
    tender.amount.currency,
    tender.voucher ? canonicalJson(tender.voucher) : null,
  );
}

function takeBack(
  db: Database,
  of: { readonly saleId: string; readonly no: number },
  line: ReturnedLine,
): void {
  db.run(
    'UPDATE sale_line SET returned = returned + ?, returned_amount = returned_amount + ?, returned_tax = returned_tax + ? WHERE sale_id = ? AND no = ?',
    BigInt(line.quantity),
    BigInt(line.amount.minor),
    BigInt(line.tax.minor),
    of.saleId,
    of.no,
  );
  if (!line.tenderShares) return;
  const row = db.get<{ returned_shares: string }>(
    'SELECT returned_shares FROM sale_line WHERE sale_id = ? AND no = ?',
    of.saleId,
    of.no,
  );
  const before = minorsIn(row?.returned_shares ?? '[]');
  const shares = line.tenderShares.map(({ minor }, index) => BigInt(minor) + (before[index] ?? 0n));
  db.run(
    'UPDATE sale_line SET returned_shares = ? WHERE sale_id = ? AND no = ?',
    JSON.stringify(shares.map(String)),
    of.saleId,
    of.no,
  );
}

/** A JSON list of minor units as decimal text. */
function minorsIn(json: string): bigint[] {
  return z.array(z.string()).parse(JSON.parse(json)).map(BigInt);
}

export type SaleRecord = {
  readonly id: string;
  readonly kind: 'sale' | 'refund';
  readonly epoch: number;
  readonly receipt: number;
  readonly seq: number;
  readonly refundOf: string | null;
  readonly occurredAt: string;
  readonly shift: number | null;
  readonly pieces: number;
  readonly firstName: string;
  readonly totalMinor: bigint;
  readonly currency: string;
};

type SaleColumns = Row & {
  id: string;
  kind: 'sale' | 'refund';
  epoch: bigint;
  receipt: bigint;
  seq: bigint;
  refund_of: string | null;
  occurred_at: string;
  shift: bigint | null;
  pieces: bigint;
  first_name: string;
  total: bigint;
  currency: string;
};

function saleRecord(row: SaleColumns): SaleRecord {
  return {
    id: row.id,
    kind: row.kind,
    epoch: Number(row.epoch),
    receipt: Number(row.receipt),
    seq: Number(row.seq),
    refundOf: row.refund_of,
    occurredAt: row.occurred_at,
    shift: row.shift === null ? null : Number(row.shift),
    pieces: Number(row.pieces),
    firstName: row.first_name,
    totalMinor: row.total,
    currency: row.currency,
  };
}

export function saleById(db: Database, id: string): SaleRecord | null {
  const row = db.get<SaleColumns>('SELECT * FROM sale WHERE id = ?', id);
  return row && saleRecord(row);
}

export function saleByReceipt(db: Database, epoch: number, receipt: number): SaleRecord | null {
  const row = db.get<SaleColumns>('SELECT * FROM sale WHERE epoch = ? AND receipt = ?', epoch, receipt);
  return row && saleRecord(row);
}

/** Newest first, from below receipt number `before`; `receipt` narrows to one number. */
export function listSales(
  db: Database,
  epoch: number,
  options: { readonly before: number | null; readonly receipt: number | null; readonly limit: number },
): SaleRecord[] {
  return db
    .all<SaleColumns>(
      'SELECT * FROM sale WHERE epoch = ? AND receipt < ? AND (? IS NULL OR receipt = ?) ORDER BY receipt DESC LIMIT ?',
      epoch,
      options.before ?? Number.MAX_SAFE_INTEGER,
      options.receipt,
      options.receipt,
      options.limit,
    )
    .map(saleRecord);
}

/** One past the last number of this epoch, sales and refund documents together. */
export function nextReceipt(db: Database, epoch: number): number {
  const row = db.get<{ last: bigint | null }>('SELECT MAX(receipt) AS last FROM sale WHERE epoch = ?', epoch);
  return Number(row?.last ?? 0n) + 1;
}

export type TenderRecord = {
  readonly no: number;
  readonly kind: TenderKind;
  readonly how: string | null;
  readonly amountMinor: bigint;
  readonly tenderedMinor: bigint | null;
  readonly changeMinor: bigint | null;
  readonly paymentId: string | null;
  /** On a refund document: the refund that gives it back to the wallet. */
  readonly refundId: string | null;
  readonly schemeRef: string | null;
  readonly voucher: VoucherClaim | null;
};

export function tendersOf(db: Database, saleId: string): TenderRecord[] {
  return db
    .all<{
      no: bigint;
      kind: TenderRecord['kind'];
      how: string | null;
      amount: bigint;
      tendered: bigint | null;
      change: bigint | null;
      payment_id: string | null;
      refund_id: string | null;
      scheme_ref: string | null;
      voucher: string | null;
    }>('SELECT * FROM tender WHERE sale_id = ? ORDER BY no', saleId)
    .map((row) => ({
      no: Number(row.no),
      kind: row.kind,
      how: row.how,
      amountMinor: row.amount,
      tenderedMinor: row.tendered,
      changeMinor: row.change,
      paymentId: row.payment_id,
      refundId: row.refund_id,
      schemeRef: row.scheme_ref,
      voucher: row.voucher === null ? null : (JSON.parse(row.voucher) as VoucherClaim),
    }));
}

export function hasReturns(db: Database, saleId: string): boolean {
  const some = 'SELECT 1 FROM sale_line WHERE sale_id = ? AND (returned > 0 OR returned_amount > 0) LIMIT 1';
  return db.get(some, saleId) !== null;
}

export function copiesOf(db: Database, saleId: string): number {
  return Number(
    db.get<{ n: bigint }>('SELECT COUNT(*) AS n FROM receipt_copy WHERE sale_id = ?', saleId)?.n ?? 0n,
  );
}

/** The number of the copy that was made under this id; null where none was. */
export function copyById(
  db: Database,
  copyId: string,
): { readonly saleId: string; readonly copy: number } | null {
  const row = db.get<{ sale_id: string; copy: bigint }>(
    'SELECT sale_id, copy FROM receipt_copy WHERE copy_id = ?',
    copyId,
  );
  return row && { saleId: row.sale_id, copy: Number(row.copy) };
}

/** The refund documents that give back of a sale, oldest first. */
export function refundDocumentsOf(db: Database, saleId: string): SaleRecord[] {
  return db
    .all<SaleColumns>('SELECT * FROM sale WHERE refund_of = ? ORDER BY epoch, receipt', saleId)
    .map(saleRecord);
}

/** Every line of a sale as `returnable` answers it, in order; none for a refund document. */
export function returnableLines(db: Database, saleId: string): ReturnableLine[] {
  return db
    .all<{ no: bigint }>('SELECT no FROM sale_line WHERE sale_id = ? ORDER BY no', saleId)
    .flatMap(({ no }) => returnable(db, saleId, Number(no)) ?? []);
}

/** A sold line with what has come back of it so far; null where there is no such line, or it is a refund's own. */
export function returnable(db: Database, saleId: string, no: number): ReturnableLine | null {
  const row = db.get<{
    product_id: string | null;
    names: string;
    barcode: string | null;
    category: string;
    tax_class: string;
    rate: bigint;
    unit: 'each' | 'kg';
    quantity: bigint;
    unit_price: bigint;
    gross: bigint;
    line_discount: bigint;
    basket_discount: bigint;
    amount: bigint;
    tax: bigint;
    returned: bigint;
    returned_amount: bigint;
    returned_tax: bigint;
    tender_shares: string;
    returned_shares: string;
    currency: string;
  }>(
    "SELECT sale_line.*, sale.currency FROM sale_line JOIN sale ON sale.id = sale_line.sale_id WHERE sale_id = ? AND no = ? AND kind = 'sale'",
    saleId,
    no,
  );
  if (!row) return null;
  const wire = (minor: bigint): { minor: string; currency: string } => ({
    minor: minor.toString(),
    currency: row.currency,
  });
  return {
    saleId,
    returned: row.returned,
    returnedMinor: row.returned_amount,
    returnedTaxMinor: row.returned_tax,
    returnedShares: minorsIn(row.returned_shares),
    line: {
      no,
      productId: row.product_id,
      names: names.parse(JSON.parse(row.names)),
      barcode: row.barcode,
      category: row.category,
      taxClass: row.tax_class,
      rateBasisPoints: Number(row.rate),
      unit: row.unit,
      quantity: row.quantity.toString(),
      unitPrice: wire(row.unit_price),
      gross: wire(row.gross),
      lineDiscount: wire(row.line_discount),
      basketDiscount: wire(row.basket_discount),
      amount: wire(row.amount),
      tax: wire(row.tax),
      tenderShares: minorsIn(row.tender_shares).map((share) => wire(share)),
    },
  };
}
