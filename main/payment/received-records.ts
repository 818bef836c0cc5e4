import { type Money, money } from '../../shared/money.ts';
import { type Day, dayOf, type Instant } from '../../shared/time.ts';
import type { Database } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';
import { keepAnswer } from './records.ts';

/** Under this the signed pages of the list are kept. */
const listSubject = 'received';

/**
 * Payments by the printed code. Each is a payment like any other from its first moment, of no sale
 * (`sale_id` is its own id) until it is matched with one.
 */
export const receivedProjectors: Projectors = {
  'received-listed': (db, { data }, link) => keepAnswer(db, link, listSubject, data.answer),
  'payment-received': (db, { data, zone, mono }) => {
    const day = dayOf(data.at, zone);
    const { paymentId, amount, at } = data;
    db.run(
      `INSERT INTO received_payment (id, terminal_id, seq, amount, currency, payer, at, business_day, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'kept')`,
      paymentId,
      data.terminalId,
      data.seq,
      BigInt(amount.minor),
      amount.currency,
      data.payer,
      at,
      day,
    );
    db.run(
      `INSERT INTO payment (id, sale_id, tender_no, amount, currency, merchant_id, code_hash, request, state,
         scheme_ref, created_at, created_mono, business_day) VALUES (?, ?, 1, ?, ?, ?, '', '', 'succeeded', ?, ?, ?, ?)`,
      paymentId,
      paymentId,
      BigInt(amount.minor),
      amount.currency,
      data.merchantId,
      data.schemeRef,
      at,
      mono,
      day,
    );
  },
  'received-matched': (db, { data }) => {
    db.run("UPDATE received_payment SET state = 'matched' WHERE id = ?", data.paymentId);
    db.run(
      'UPDATE payment SET sale_id = ?, tender_no = ? WHERE id = ?',
      data.saleId,
      data.tenderNo,
      data.paymentId,
    );
  },
  'received-returned': (db, { data }) => {
    db.run("UPDATE received_payment SET state = 'returned' WHERE id = ?", data.paymentId);
  },
};

export type ReceivedRecord = {
  readonly id: string;
  readonly seq: number;
  readonly amount: Money;
  readonly schemeRef: string | null;
  /** The end of the payer's wallet number. */
  readonly payer: string | null;
  readonly at: Instant;
  /** `kept`: income without a sale. `returned`: a part of it at least has gone back to who paid. */
  readonly state: 'kept' | 'matched' | 'returned';
};

type ReceivedRow = {
  id: string;
  seq: bigint;
  amount: bigint;
  currency: string;
  scheme_ref: string | null;
  payer: string | null;
  at: string;
  state: ReceivedRecord['state'];
};

const columns =
  'received_payment.id, seq, received_payment.amount, received_payment.currency, scheme_ref, payer, at, received_payment.state';

export function receivedById(db: Database, id: string): ReceivedRecord | null {
  const row = db.get<ReceivedRow>(
    `SELECT ${columns} FROM received_payment JOIN payment USING (id) WHERE received_payment.id = ?`,
    id,
  );
  return row && receivedOf(row);
}

/** What is kept without a sale and was paid since then, newest first. */
export function keptSince(db: Database, since: Instant, limit: number): ReceivedRecord[] {
  return db
    .all<ReceivedRow>(
      `SELECT ${columns} FROM received_payment JOIN payment USING (id)
       WHERE received_payment.state = 'kept' AND at >= ? ORDER BY at DESC, seq DESC LIMIT ?`,
      since,
      limit,
    )
    .map(receivedOf);
}

/** The place of the last that is booked in the list of this terminal; 0 before the first. */
export function lastReceived(db: Database, terminalId: string): number {
  const row = db.get<{ last: bigint | null }>(
    'SELECT MAX(seq) AS last FROM received_payment WHERE terminal_id = ?',
    terminalId,
  );
  return Number(row?.last ?? 0n);
}

/** True where this payment stands in the books, by its id or by the scheme's own number. */
export function isBooked(db: Database, id: string, schemeRef: string): boolean {
  return (
    db.get('SELECT 1 FROM payment WHERE id = ?', id) !== null ||
    db.get('SELECT 1 FROM offline_payment WHERE id = ?', id) !== null ||
    db.get("SELECT 1 FROM payment WHERE scheme_ref = ? AND state = 'succeeded'", schemeRef) !== null
  );
}

export type ReceivedSum = { readonly count: number; readonly minor: bigint };

/** What was paid by the printed code on a day, and what of it has no sale and did not go back. */
export function receivedOfDay(
  db: Database,
  day: Day,
): { readonly all: ReceivedSum; readonly withoutSale: ReceivedSum } {
  const row = db.get<{ count: bigint; minor: bigint; kept: bigint; kept_minor: bigint }>(
    `SELECT count(*) AS count, coalesce(sum(amount), 0) AS minor, count(*) FILTER (WHERE rest > 0) AS kept,
       coalesce(sum(rest), 0) AS kept_minor
     FROM (SELECT amount, CASE state WHEN 'matched' THEN 0 ELSE amount - coalesce((
         SELECT sum(refund.amount) FROM refund WHERE payment_id = received_payment.id
           AND (refund.state <> 'refused' OR paid_out_id IS NOT NULL)), 0) END AS rest
       FROM received_payment WHERE business_day = ?)`,
    day,
  );
  return {
    all: { count: Number(row?.count ?? 0n), minor: row?.minor ?? 0n },
    withoutSale: { count: Number(row?.kept ?? 0n), minor: row?.kept_minor ?? 0n },
  };
}

function receivedOf(row: ReceivedRow): ReceivedRecord {
  return {
    id: row.id,
    seq: Number(row.seq),
    amount: money(row.amount, row.currency),
    schemeRef: row.scheme_ref,
    payer: row.payer,
    at: row.at,
    state: row.state,
  };
}
