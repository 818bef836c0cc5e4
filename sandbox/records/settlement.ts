import type { Database, Row } from '../../platform/database.ts';
import type { SettlementAnswer } from '../../shared/scheme-wire.ts';

export type Movement = {
  readonly kind: 'payment' | 'refund' | 'voucher' | 'offline' | 'adjustment';
  readonly id: string;
  readonly schemeRef: string;
  readonly terminal: string;
  readonly grossMinor: bigint;
  readonly feeMinor: bigint;
  readonly atMs: number;
};

type MovementRow = Row & {
  kind: Movement['kind'];
  id: string;
  scheme_ref: string;
  terminal: string;
  gross: bigint;
  fee: bigint;
  at_ms: bigint;
};

/**
 * What moved a merchant's money from `fromMs` until before `toMs`, in order of time. A redemption that
 * was cancelled whole on its own day never shows; later its day may be final, so an adjustment follows.
 */
export function movements(database: Database, merchant: string, fromMs: number, toMs: number): Movement[] {
  return database.exact
    .all<MovementRow>(
      `SELECT CASE WHEN offline_payment.id IS NULL THEN 'payment' ELSE 'offline' END AS kind, payment.id AS id,
         scheme_ref, terminal, amount_minor AS gross, fee_minor AS fee, at_ms
       FROM payment LEFT JOIN offline_payment USING (id)
       WHERE state = 'succeeded' AND merchant = ?1 AND at_ms >= ?2 AND at_ms < ?3
       UNION ALL
       SELECT 'adjustment', payment.id, scheme_ref, terminal, amount_minor, 0, at_ms
       FROM payment JOIN offline_payment USING (id)
       WHERE bearer = 'scheme' AND merchant = ?1 AND at_ms >= ?2 AND at_ms < ?3
       UNION ALL
       SELECT 'refund', id, scheme_ref, terminal, -amount_minor, 0, at_ms
       FROM refund WHERE merchant = ?1 AND at_ms >= ?2 AND at_ms < ?3
       UNION ALL
       SELECT 'refund', id, scheme_ref, terminal, -amount_minor, 0, at_ms
       FROM voucher_return WHERE merchant = ?1 AND at_ms >= ?2 AND at_ms < ?3
       UNION ALL
       SELECT 'voucher', id, scheme_ref, terminal, amount_minor, 0, redeemed_at_ms
       FROM redemption WHERE merchant = ?1 AND redeemed_at_ms >= ?2 AND redeemed_at_ms < ?3
         AND (cancelled_at_ms IS NULL OR cancelled_at_ms >= ?3 OR returned_minor > 0)
       UNION ALL
       SELECT 'adjustment', id, scheme_ref, terminal, returned_minor - amount_minor, 0, cancelled_at_ms
       FROM redemption WHERE merchant = ?1 AND cancelled_at_ms >= ?2 AND cancelled_at_ms < ?3
         AND (redeemed_at_ms < ?2 OR returned_minor > 0)
       ORDER BY at_ms, scheme_ref, kind DESC`,
      merchant,
      fromMs,
      toMs,
    )
    .map((row) => ({
      kind: row.kind,
      id: row.id,
      schemeRef: row.scheme_ref,
      terminal: row.terminal,
      grossMinor: row.gross,
      feeMinor: row.fee,
      atMs: Number(row.at_ms),
    }));
}

export function findFile(database: Database, merchant: string, day: string): SettlementAnswer | null {
  const row = database.get<{ body: string }>(
    'SELECT body FROM settlement_file WHERE merchant = ? AND day = ?',
    merchant,
    day,
  );
  return row ? JSON.parse(row.body) : null;
}

export function keepFile(database: Database, merchant: string, file: SettlementAnswer): void {
  database.run('INSERT INTO settlement_file VALUES (?, ?, ?)', merchant, file.date, JSON.stringify(file));
}
