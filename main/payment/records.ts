import { canonicalJson } from '../../platform/canonical-json.ts';
import type { KeptAnswer } from '../../shared/events.ts';
import type { Money } from '../../shared/money.ts';
import { type PaymentState, paymentState, type RefundState, refundState } from '../../shared/payment.ts';
import { type Day, dayOf, type Instant } from '../../shared/time.ts';
import type { VoucherClaim } from '../../shared/voucher-claim.ts';
import type { Database } from '../store/database.ts';
import type { FullLink, Projectors } from '../store/journal.ts';
import { type AdapterName, adapterNames } from './adapters.ts';

/** What the journal's payment events add up to: wallet attempts, refunds, and the scheme's kept answers. */
export const paymentProjectors: Projectors = {
  'payment-created': (db, { data, occurredAt, recordedAt, zone, mono }) => {
    db.run(
      `INSERT INTO payment (id, sale_id, tender_no, amount, currency, merchant_id, code_hash, request, state,
         created_at, created_mono, business_day, voucher, adapter)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'created', ?, ?, ?, ?, ?)`,
      data.paymentId,
      data.saleId,
      data.tenderNo,
      BigInt(data.amount.minor),
      data.amount.currency,
      data.merchantId,
      data.codeHash,
      data.request,
      recordedAt,
      mono,
      dayOf(occurredAt, zone),
      data.voucher ? canonicalJson(data.voucher) : null,
      data.adapter ?? 'own',
    );
  },
  'payment-moved': (db, { data }, link) => {
    db.run(
      `UPDATE payment SET state = ?, reason = ?, scheme_ref = COALESCE(?, scheme_ref),
         expires_at = COALESCE(?, expires_at) WHERE id = ?`,
      data.to,
      data.reason,
      data.schemeRef,
      data.expiresAt,
      data.paymentId,
    );
    keepAnswer(db, link, data.paymentId, data.answer);
  },
  'payment-parked': (db, { data }) => {
    db.run('UPDATE payment SET parked = 1 WHERE id = ?', data.paymentId);
  },
  'payment-alarmed': (db, { data }) => {
    db.run('UPDATE payment SET alarms = alarms + 1 WHERE id = ?', data.paymentId);
  },
  'payment-replaced-by-cash': (db, { data }) => {
    db.run('UPDATE payment SET cash_refund_id = ? WHERE id = ?', data.refundId, data.paymentId);
  },
  'payment-owed': (db, { data }) => {
    db.run('UPDATE payment SET cash_refund_id = ? WHERE id = ?', data.refundId, data.paymentId);
  },
  'refund-created': (db, { data, occurredAt, recordedAt, zone }) => {
    db.run(
      `INSERT INTO refund (id, payment_id, document_id, amount, currency, reason, request, state, created_at,
         business_day) VALUES (?, ?, ?, ?, ?, ?, ?, 'created', ?, ?)`,
      data.refundId,
      data.paymentId,
      data.documentId,
      BigInt(data.amount.minor),
      data.amount.currency,
      data.reason,
      data.request,
      recordedAt,
      dayOf(occurredAt, zone),
    );
  },
  'refund-moved': (db, { data }, link) => {
    db.run(
      'UPDATE refund SET state = ?, cause = ?, scheme_ref = COALESCE(?, scheme_ref) WHERE id = ?',
      data.to,
      data.reason ?? data.cause,
      data.schemeRef,
      data.refundId,
    );
    keepAnswer(db, link, data.refundId, data.answer);
  },
  'refund-paid-out': (db, { data }) => {
    db.run('UPDATE refund SET paid_out_id = ? WHERE id = ?', data.payOutId, data.refundId);
  },
};

/** Keeps the scheme's signed answer about a payment, a refund or a pass. */
export function keepAnswer(db: Database, link: FullLink, subjectId: string, answer: KeptAnswer | null): void {
  if (!answer) return;
  db.run(
    'INSERT INTO scheme_answer (epoch, seq, subject_id, answer) VALUES (?, ?, ?, ?)',
    link.epoch,
    link.seq,
    subjectId,
    canonicalJson(answer),
  );
}

/** One attempt to take money from a wallet, as the books have it. */
export type PaymentRecord = {
  readonly id: string;
  readonly saleId: string;
  readonly tenderNo: number;
  readonly amount: Money;
  readonly merchantId: string;
  /** Of the customer's code; empty where the till shows one. */
  readonly codeHash: string;
  /** The exact body that was and will be sent. */
  readonly request: string;
  readonly state: PaymentState;
  readonly reason: string | null;
  readonly schemeRef: string | null;
  readonly expiresAt: Instant | null;
  /** By the till's clock, which may jump; and by the monotonic one, which counts within one run only. */
  readonly createdAt: Instant;
  readonly createdMono: number;
  readonly parked: boolean;
  /** Fixed when cash was taken instead, or when a success came too late. */
  readonly cashRefundId: string | null;
  readonly alarms: number;
  readonly businessDay: Day;
  /** Set where it redeems a voucher. */
  readonly voucher: VoucherClaim | null;
  readonly adapter: AdapterName;
};

export type RefundRecord = {
  readonly id: string;
  readonly paymentId: string;
  readonly documentId: string | null;
  readonly amount: Money;
  readonly reason: string;
  readonly request: string;
  readonly state: RefundState;
  /** What moved it last, or the scheme's reason for refusing. */
  readonly cause: string | null;
  readonly schemeRef: string | null;
  readonly createdAt: Instant;
  readonly businessDay: Day;
  /** Refused for good and paid out of the drawer instead, under this id. */
  readonly paidOutId: string | null;
};

type PaymentRow = {
  id: string;
  sale_id: string;
  tender_no: bigint;
  amount: bigint;
  currency: string;
  merchant_id: string;
  code_hash: string;
  request: string;
  state: string;
  reason: string | null;
  scheme_ref: string | null;
  expires_at: string | null;
  created_at: string;
  created_mono: string;
  parked: bigint;
  cash_refund_id: string | null;
  alarms: bigint;
  business_day: string;
  voucher: string | null;
  adapter: string;
};

type RefundRow = {
  id: string;
  payment_id: string;
  document_id: string | null;
  amount: bigint;
  currency: string;
  reason: string;
  request: string;
  state: string;
  cause: string | null;
  scheme_ref: string | null;
  created_at: string;
  business_day: string;
  paid_out_id: string | null;
};

export function paymentById(db: Database, id: string): PaymentRecord | null {
  const row = db.get<PaymentRow>('SELECT * FROM payment WHERE id = ?', id);
  return row && paymentOf(row);
}

/** Every attempt whose end nobody knows, oldest first. */
export function openAttempts(db: Database): PaymentRecord[] {
  return db.all<PaymentRow>(`SELECT * FROM payment WHERE ${isOpen} ORDER BY id`).map(paymentOf);
}

/** The unresolved attempt of a sale; there is never more than one. */
export function openAttemptOf(db: Database, saleId: string): PaymentRecord | null {
  const row = db.get<PaymentRow>(`SELECT * FROM payment WHERE sale_id = ? AND ${isOpen} LIMIT 1`, saleId);
  return row && paymentOf(row);
}

/** All attempts of a sale, oldest first. */
export function attemptsOf(db: Database, saleId: string): PaymentRecord[] {
  return db.all<PaymentRow>('SELECT * FROM payment WHERE sale_id = ? ORDER BY id', saleId).map(paymentOf);
}

/** The latest attempts made with a customer's code, newest first. */
export function attemptsByCode(db: Database, codeHash: string): PaymentRecord[] {
  return db
    .all<PaymentRow>('SELECT * FROM payment WHERE code_hash = ? ORDER BY id DESC LIMIT 20', codeHash)
    .map(paymentOf);
}

export function paymentsOfDay(db: Database, day: Day): PaymentRecord[] {
  return db.all<PaymentRow>('SELECT * FROM payment WHERE business_day = ? ORDER BY id', day).map(paymentOf);
}

export function refundById(db: Database, id: string): RefundRecord | null {
  const row = db.get<RefundRow>('SELECT * FROM refund WHERE id = ?', id);
  return row && refundOf(row);
}

export function openRefunds(db: Database): RefundRecord[] {
  return db
    .all<RefundRow>("SELECT * FROM refund WHERE state NOT IN ('refunded', 'refused') ORDER BY id")
    .map(refundOf);
}

/** What the scheme refused to give back and nobody has paid out: still owed, oldest first. */
export function owedRefunds(db: Database): RefundRecord[] {
  return db
    .all<RefundRow>("SELECT * FROM refund WHERE state = 'refused' AND paid_out_id IS NULL ORDER BY id")
    .map(refundOf);
}

/** The refund that was paid out under this id; null where none was. */
export function refundByPayOut(db: Database, payOutId: string): RefundRecord | null {
  const row = db.get<RefundRow>('SELECT * FROM refund WHERE paid_out_id = ?', payOutId);
  return row && refundOf(row);
}

/** All refunds of a payment, oldest first. */
export function refundsOf(db: Database, paymentId: string): RefundRecord[] {
  return db.all<RefundRow>('SELECT * FROM refund WHERE payment_id = ? ORDER BY id', paymentId).map(refundOf);
}

/** The scheme's answers about a payment or refund, whole, oldest first. */
export function keptAnswers(db: Database, subjectId: string): KeptAnswer[] {
  return db
    .all<{ answer: string }>(
      'SELECT answer FROM scheme_answer WHERE subject_id = ? ORDER BY epoch, seq',
      subjectId,
    )
    .map((row) => JSON.parse(row.answer) as KeptAnswer);
}

/** The words of the schema's own partial index, so that SQLite uses it. */
const isOpen = "state NOT IN ('succeeded', 'declined', 'cancelled')";

function paymentOf(row: PaymentRow): PaymentRecord {
  return {
    id: row.id,
    saleId: row.sale_id,
    tenderNo: Number(row.tender_no),
    amount: { minor: row.amount, currency: row.currency },
    merchantId: row.merchant_id,
    codeHash: row.code_hash,
    request: row.request,
    state: paymentState.parse(row.state),
    reason: row.reason,
    schemeRef: row.scheme_ref,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    createdMono: Number(row.created_mono),
    parked: row.parked === 1n,
    cashRefundId: row.cash_refund_id,
    alarms: Number(row.alarms),
    businessDay: row.business_day,
    voucher: row.voucher === null ? null : (JSON.parse(row.voucher) as VoucherClaim),
    adapter: adapterOf(row.adapter),
  };
}

/** A book of a later release may name a way that this one doesn't know: then nothing may be guessed. */
function adapterOf(text: string): AdapterName {
  const known = adapterNames.find((name) => name === text);
  if (known === undefined) throw new Error(`a payment goes a way that is not known: ${text}`);
  return known;
}

function refundOf(row: RefundRow): RefundRecord {
  return {
    id: row.id,
    paymentId: row.payment_id,
    documentId: row.document_id,
    amount: { minor: row.amount, currency: row.currency },
    reason: row.reason,
    request: row.request,
    state: refundState.parse(row.state),
    cause: row.cause,
    schemeRef: row.scheme_ref,
    createdAt: row.created_at,
    businessDay: row.business_day,
    paidOutId: row.paid_out_id,
  };
}
