import type { Database } from '../../platform/database.ts';
import type { Trade } from './trades.ts';

type MovementKind = 'pay' | 'refund' | 'cancel';

/** Moves money between the trade's buyer and the shop: `pay` to the shop, the others back. */
export function move(
  database: Database,
  trade: Trade,
  kind: MovementKind,
  requestNo: string,
  minor: bigint,
  at: number,
): void {
  database.run(
    'INSERT INTO movement (out_trade_no, kind, request_no, minor, at) VALUES (?, ?, ?, ?, ?)',
    trade.outTradeNo,
    kind,
    requestNo,
    minor,
    at,
  );
  const change = kind === 'pay' ? -minor : minor;
  database.run('UPDATE buyer SET balance = balance + ? WHERE id = ?', change, trade.buyer);
}

/** What of a trade went back already, and by one refund's number (null: that one did not). */
export function returnedOf(database: Database, outTradeNo: string): bigint {
  const row = database.exact.get<{ sum: bigint | null }>(
    "SELECT sum(minor) AS sum FROM movement WHERE out_trade_no = ? AND kind <> 'pay'",
    outTradeNo,
  );
  return row?.sum ?? 0n;
}

export function refundOf(database: Database, outTradeNo: string, requestNo: string): bigint | null {
  const row = database.exact.get<{ minor: bigint }>(
    "SELECT minor FROM movement WHERE out_trade_no = ? AND request_no = ? AND kind = 'refund'",
    outTradeNo,
    requestNo,
  );
  return row?.minor ?? null;
}
