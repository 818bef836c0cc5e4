import type { Database, Row } from '../../platform/database.ts';
import type { Payment } from '../rules/payment.ts';

type PaymentRow = Row & {
  id: string;
  merchant: string;
  terminal: string;
  ask_hash: string | null;
  state: Payment['state'];
  amount_minor: bigint;
  currency: string;
  wallet: string | null;
  sale_ref: string | null;
  reason: string | null;
  scheme_ref: string;
  at_ms: bigint;
  expires_at_ms: bigint | null;
  fee_minor: bigint | null;
  refunded_minor: bigint;
  wrong_pins: bigint;
};

export function findPayment(database: Database, id: string): Payment | null {
  const row = database.exact.get<PaymentRow>('SELECT * FROM payment WHERE id = ?', id);
  return row ? paymentOf(row) : null;
}

/** The newest payments of a wallet, newest first. */
export function paymentsOfWallet(database: Database, wallet: string, limit: number): Payment[] {
  return database.exact
    .all<PaymentRow>(
      'SELECT * FROM payment WHERE wallet = ? ORDER BY at_ms DESC, id DESC LIMIT ?',
      wallet,
      limit,
    )
    .map(paymentOf);
}

/** Writes a payment whole: a new one, or what a decision made of the one that was there. */
export function savePayment(database: Database, payment: Payment): void {
  database.run(
    'INSERT OR REPLACE INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    payment.id,
    payment.merchant,
    payment.terminal,
    payment.askHash,
    payment.state,
    payment.amountMinor,
    payment.currency,
    payment.wallet,
    payment.saleRef,
    payment.reason,
    payment.schemeRef,
    payment.atMs,
    payment.expiresAtMs,
    payment.feeMinor,
    payment.refundedMinor,
    payment.wrongPins,
  );
}

function paymentOf(row: PaymentRow): Payment {
  return {
    id: row.id,
    merchant: row.merchant,
    terminal: row.terminal,
    askHash: row.ask_hash,
    state: row.state,
    amountMinor: row.amount_minor,
    currency: row.currency,
    wallet: row.wallet,
    saleRef: row.sale_ref,
    reason: row.reason,
    schemeRef: row.scheme_ref,
    atMs: Number(row.at_ms),
    expiresAtMs: row.expires_at_ms === null ? null : Number(row.expires_at_ms),
    feeMinor: row.fee_minor,
    refundedMinor: row.refunded_minor,
    wrongPins: Number(row.wrong_pins),
  };
}
