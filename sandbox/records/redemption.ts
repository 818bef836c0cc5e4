import type { Database, Row } from '../../platform/database.ts';
import type { Redemption, ReturnPlace } from '../rules/voucher.ts';

type RedemptionRow = Row & {
  id: string;
  merchant: string;
  terminal: string;
  ask_hash: string | null;
  state: Redemption['state'];
  amount_minor: bigint;
  currency: string;
  voucher: string | null;
  list_version: bigint | null;
  lines: string | null;
  sale_ref: string | null;
  reason: string | null;
  scheme_ref: string;
  at_ms: bigint;
  redeemed_at_ms: bigint | null;
  cancelled_at_ms: bigint | null;
  returned_minor: bigint;
  cancelled_to: ReturnPlace | null;
};

export function findRedemption(database: Database, id: string): Redemption | null {
  const row = database.exact.get<RedemptionRow>('SELECT * FROM redemption WHERE id = ?', id);
  return (
    row && {
      id: row.id,
      merchant: row.merchant,
      terminal: row.terminal,
      askHash: row.ask_hash,
      state: row.state,
      amountMinor: row.amount_minor,
      currency: row.currency,
      voucher: row.voucher,
      listVersion: numberOrNull(row.list_version),
      lines: row.lines,
      saleRef: row.sale_ref,
      reason: row.reason,
      schemeRef: row.scheme_ref,
      atMs: Number(row.at_ms),
      redeemedAtMs: numberOrNull(row.redeemed_at_ms),
      cancelledAtMs: numberOrNull(row.cancelled_at_ms),
      returnedMinor: row.returned_minor,
      cancelledTo: row.cancelled_to,
    }
  );
}

/** Writes a redemption whole: a new one, or what became of the one that was there. */
export function saveRedemption(database: Database, redemption: Redemption): void {
  database.insert(
    `INSERT INTO redemption (id, merchant, terminal, ask_hash, state, amount_minor, currency, voucher,
       list_version, lines, sale_ref, reason, scheme_ref, at_ms, redeemed_at_ms, cancelled_at_ms,
       returned_minor, cancelled_to)`,
    [
      [
        redemption.id,
        redemption.merchant,
        redemption.terminal,
        redemption.askHash,
        redemption.state,
        redemption.amountMinor,
        redemption.currency,
        redemption.voucher,
        redemption.listVersion,
        redemption.lines,
        redemption.saleRef,
        redemption.reason,
        redemption.schemeRef,
        redemption.atMs,
        redemption.redeemedAtMs,
        redemption.cancelledAtMs,
        redemption.returnedMinor,
        redemption.cancelledTo,
      ],
    ],
    `ON CONFLICT (id) DO UPDATE SET ask_hash = excluded.ask_hash, state = excluded.state,
       amount_minor = excluded.amount_minor, sale_ref = excluded.sale_ref, reason = excluded.reason,
       at_ms = excluded.at_ms, cancelled_at_ms = excluded.cancelled_at_ms,
       returned_minor = excluded.returned_minor, cancelled_to = excluded.cancelled_to`,
  );
}

/** The voucher's part of a refund. */
export type VoucherReturn = {
  readonly id: string;
  readonly merchant: string;
  readonly terminal: string;
  readonly askHash: string;
  readonly redemption: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reason: string;
  readonly to: ReturnPlace;
  readonly schemeRef: string;
  readonly atMs: number;
};

type ReturnRow = Row & {
  id: string;
  merchant: string;
  terminal: string;
  ask_hash: string;
  redemption: string;
  amount_minor: bigint;
  currency: string;
  reason: string;
  returned_to: ReturnPlace;
  scheme_ref: string;
  at_ms: bigint;
};

export function findReturn(database: Database, id: string): VoucherReturn | null {
  const row = database.exact.get<ReturnRow>('SELECT * FROM voucher_return WHERE id = ?', id);
  return (
    row && {
      id: row.id,
      merchant: row.merchant,
      terminal: row.terminal,
      askHash: row.ask_hash,
      redemption: row.redemption,
      amountMinor: row.amount_minor,
      currency: row.currency,
      reason: row.reason,
      to: row.returned_to,
      schemeRef: row.scheme_ref,
      atMs: Number(row.at_ms),
    }
  );
}

export function insertReturn(database: Database, given: VoucherReturn): void {
  database.run(
    'INSERT INTO voucher_return VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    given.id,
    given.merchant,
    given.terminal,
    given.askHash,
    given.redemption,
    given.amountMinor,
    given.currency,
    given.reason,
    given.to,
    given.schemeRef,
    given.atMs,
  );
}

function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
