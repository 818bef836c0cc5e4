import { canonicalJson } from '../../platform/canonical-json.ts';
import type { SaleTender } from '../../shared/events.ts';
import { type Money, type MoneyWire, money, toWire } from '../../shared/money.ts';
import { elsewhereHow, tenderKind } from '../../shared/payment.ts';
import { voucherClaim } from '../../shared/voucher-claim.ts';
import type { Database, Row } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';

/** Parts of sales that are paid before the whole is. */
export const takenProjectors: Projectors = {
  'tender-taken': (db, { data: { saleId, tender } }) => {
    db.run(
      `INSERT INTO taken_tender (sale_id, no, kind, how, amount, currency, tendered, change, payment_id,
         scheme_ref, voucher, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'held')`,
      saleId,
      tender.no,
      tender.kind,
      tender.how,
      BigInt(tender.amount.minor),
      tender.amount.currency,
      minorOf(tender.tendered),
      minorOf(tender.change),
      tender.paymentId,
      tender.schemeRef,
      tender.voucher ? canonicalJson(tender.voucher) : null,
    );
  },
  'tender-returned': (db, { data }) => {
    db.run(
      "UPDATE taken_tender SET state = 'returned', refund_id = ? WHERE sale_id = ? AND no = ?",
      data.refundId,
      data.saleId,
      data.tenderNo,
    );
  },
  'sale-settled': (db, { data }) => {
    if (!data.tenders.some(({ taken }) => taken)) return;
    db.run("UPDATE taken_tender SET state = 'used' WHERE sale_id = ? AND state = 'held'", data.saleId);
  },
};

function minorOf(amount: MoneyWire | null): bigint | null {
  return amount && BigInt(amount.minor);
}

/** A part as it was taken, and what became of it. */
export type TakenTender = {
  readonly tender: SaleTender;
  readonly state: 'held' | 'used' | 'returned';
  readonly refundId: string | null;
};

type TakenRow = Row & {
  no: bigint;
  kind: string;
  how: string | null;
  amount: bigint;
  currency: string;
  tendered: bigint | null;
  change: bigint | null;
  payment_id: string | null;
  scheme_ref: string | null;
  voucher: string | null;
  state: TakenTender['state'];
  refund_id: string | null;
};

/** Every part that was ever taken for a sale, in their order. */
export function takenTenders(db: Database, saleId: string): TakenTender[] {
  return db.all<TakenRow>('SELECT * FROM taken_tender WHERE sale_id = ? ORDER BY no', saleId).map((row) => ({
    tender: tenderOf(row),
    state: row.state,
    refundId: row.refund_id,
  }));
}

function tenderOf(row: TakenRow): SaleTender {
  const wire = (minor: bigint | null): MoneyWire | null =>
    minor === null ? null : toWire(money(minor, row.currency));
  return {
    no: Number(row.no),
    kind: tenderKind.parse(row.kind),
    how: elsewhereHow.nullable().parse(row.how),
    amount: toWire(money(row.amount, row.currency)),
    tendered: wire(row.tendered),
    change: wire(row.change),
    paymentId: row.payment_id,
    schemeRef: row.scheme_ref,
    taken: true,
    ...(row.voucher === null ? {} : { voucher: voucherClaim.parse(JSON.parse(row.voucher)) }),
  };
}

/** What is held for a sale that is not settled; zero for one that nothing was taken for. */
export function heldFor(db: Database, saleId: string, currency: string): Money {
  const row = db.get<{ minor: bigint | null }>(
    "SELECT SUM(amount) AS minor FROM taken_tender WHERE sale_id = ? AND state = 'held'",
    saleId,
  );
  return money(row?.minor ?? 0n, currency);
}

/** True while a part of this sale is paid and the rest is not. */
export function isPartPaid(db: Database, saleId: string): boolean {
  return (
    db.get("SELECT 1 AS held FROM taken_tender WHERE sale_id = ? AND state = 'held' LIMIT 1", saleId) !== null
  );
}

/** True while money of any sale is held: then a shift can't close, since it could not say whose it is. */
export function isMoneyHeld(db: Database): boolean {
  return db.get("SELECT 1 AS held FROM taken_tender WHERE state = 'held' LIMIT 1") !== null;
}
