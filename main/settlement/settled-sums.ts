import type { Database, Row } from '../store/database.ts';

/** What a day's or a month's rows of this till come to. Minor units; refunds as they stand, below zero. */
export type Sums = {
  readonly rows: number;
  readonly grossMinor: bigint;
  /** What of it wallets paid: vouchers cost no fees. */
  readonly walletMinor: bigint;
  readonly refundsMinor: bigint;
  readonly adjustmentsMinor: bigint;
  readonly feesMinor: bigint;
  readonly matched: number;
};

type SumRow = Row & {
  day: string;
  rows: bigint;
  gross: bigint | null;
  wallet: bigint | null;
  refunds: bigint | null;
  adjustments: bigint | null;
  fees: bigint | null;
  matched: bigint | null;
};

const sumColumns = `COUNT(*) AS rows,
  SUM(CASE WHEN kind NOT IN ('refund', 'adjustment') THEN gross END) AS gross,
  SUM(CASE WHEN kind IN ('payment', 'offline') THEN gross END) AS wallet,
  SUM(CASE WHEN kind = 'refund' THEN gross END) AS refunds,
  SUM(CASE WHEN kind = 'adjustment' THEN gross END) AS adjustments,
  SUM(fee) AS fees, SUM(state IN ('matched', 'closed')) AS matched`;

function sumsOf(row: SumRow | null): Sums {
  return {
    rows: Number(row?.rows ?? 0n),
    grossMinor: row?.gross ?? 0n,
    walletMinor: row?.wallet ?? 0n,
    refundsMinor: row?.refunds ?? 0n,
    adjustmentsMinor: row?.adjustments ?? 0n,
    feesMinor: row?.fees ?? 0n,
    matched: Number(row?.matched ?? 0n),
  };
}

/** Sums of the rows from one day to another, both included. */
export function sumsBetween(db: Database, from: string, to: string): Sums {
  return sumsOf(
    db.get<SumRow>(
      `SELECT '' AS day, ${sumColumns} FROM settlement_row WHERE day BETWEEN ? AND ? AND state <> 'other'`,
      from,
      to,
    ),
  );
}
