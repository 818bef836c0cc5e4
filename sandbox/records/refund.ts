import type { Database, Row } from '../../platform/database.ts';

/** A refund is done when it is accepted: this scheme has no bank behind it to wait for. */
export type Refund = {
  readonly id: string;
  readonly merchant: string;
  readonly terminal: string;
  readonly askHash: string;
  readonly payment: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reason: string;
  readonly schemeRef: string;
  readonly atMs: number;
};

type RefundRow = Row & {
  id: string;
  merchant: string;
  terminal: string;
  ask_hash: string;
  payment: string;
  amount_minor: bigint;
  currency: string;
  reason: string;
  scheme_ref: string;
  at_ms: bigint;
};

export function findRefund(database: Database, id: string): Refund | null {
  const row = database.exact.get<RefundRow>('SELECT * FROM refund WHERE id = ?', id);
  return row ? refundOf(row) : null;
}

export function refundsOfWallet(database: Database, wallet: string, limit: number): Refund[] {
  return database.exact
    .all<RefundRow>(
      `SELECT refund.* FROM payment JOIN refund ON refund.payment = payment.id
       WHERE payment.wallet = ? ORDER BY refund.at_ms DESC LIMIT ?`,
      wallet,
      limit,
    )
    .map(refundOf);
}

export function insertRefund(database: Database, refund: Refund): void {
  database.run(
    'INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    refund.id,
    refund.merchant,
    refund.terminal,
    refund.askHash,
    refund.payment,
    'refunded',
    refund.amountMinor,
    refund.currency,
    refund.reason,
    refund.schemeRef,
    refund.atMs,
  );
}

function refundOf(row: RefundRow): Refund {
  return {
    id: row.id,
    merchant: row.merchant,
    terminal: row.terminal,
    askHash: row.ask_hash,
    payment: row.payment,
    amountMinor: row.amount_minor,
    currency: row.currency,
    reason: row.reason,
    schemeRef: row.scheme_ref,
    atMs: Number(row.at_ms),
  };
}
