import type { Database, Row } from '../../platform/database.ts';

/** A trade as the stand-in keeps it; money in fen, moments in milliseconds of its own clock. */
export type Trade = {
  readonly outTradeNo: string;
  readonly tradeNo: string;
  readonly bizHash: string;
  readonly subject: string;
  readonly buyer: string | null;
  readonly total: bigint;
  /** `refused`: to the outside there is no such trade. */
  readonly state: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED' | 'refused';
  readonly subCode: string | null;
  readonly madeAt: number;
  readonly endsAt: number;
  readonly wrongPins: number;
};

export type Buyer = {
  readonly id: string;
  readonly balance: bigint;
  readonly pin: string;
  readonly withoutPin: bigint;
};

type TradeRow = Row & {
  out_trade_no: string;
  trade_no: string;
  biz_hash: string;
  subject: string;
  buyer: string | null;
  total: bigint;
  state: string;
  sub_code: string | null;
  made_at: bigint;
  ends_at: bigint;
  wrong_pins: bigint;
};

export function tradeOf(database: Database, outTradeNo: string): Trade | null {
  const row = database.exact.get<TradeRow>('SELECT * FROM trade WHERE out_trade_no = ?', outTradeNo);
  return row && fromRow(row);
}

/** A buyer's latest trades, newest first. */
export function tradesOfBuyer(database: Database, buyer: string, most: number): Trade[] {
  return database.exact
    .all<TradeRow>('SELECT * FROM trade WHERE buyer = ? ORDER BY made_at DESC LIMIT ?', buyer, most)
    .map(fromRow);
}

function fromRow(row: TradeRow): Trade {
  const states = ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_CLOSED', 'refused'] as const;
  return {
    outTradeNo: row.out_trade_no,
    tradeNo: row.trade_no,
    bizHash: row.biz_hash,
    subject: row.subject,
    buyer: row.buyer,
    total: row.total,
    state: states.find((state) => state === row.state) ?? 'refused',
    subCode: row.sub_code,
    madeAt: Number(row.made_at),
    endsAt: Number(row.ends_at),
    wrongPins: Number(row.wrong_pins),
  };
}

export function addTrade(database: Database, trade: Trade): void {
  database.run(
    `INSERT INTO trade (out_trade_no, trade_no, biz_hash, subject, buyer, total, state, sub_code, made_at, ends_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    trade.outTradeNo,
    trade.tradeNo,
    trade.bizHash,
    trade.subject,
    trade.buyer,
    trade.total,
    trade.state,
    trade.subCode,
    trade.madeAt,
    trade.endsAt,
  );
}

export function setTrade(database: Database, trade: Pick<Trade, 'outTradeNo' | 'state' | 'wrongPins'>): void {
  database.run(
    'UPDATE trade SET state = ?, wrong_pins = ? WHERE out_trade_no = ?',
    trade.state,
    trade.wrongPins,
    trade.outTradeNo,
  );
}

export function buyerOf(database: Database, id: string): Buyer | null {
  const row = database.exact.get<{ id: string; balance: bigint; pin: string; without_pin: bigint }>(
    'SELECT id, balance, pin, without_pin FROM buyer WHERE id = ?',
    id,
  );
  return row && { id: row.id, balance: row.balance, pin: row.pin, withoutPin: row.without_pin };
}

export function addBuyer(database: Database, buyer: Buyer): void {
  database.run(
    'INSERT INTO buyer (id, began_with, balance, pin, without_pin) VALUES (?, ?, ?, ?, ?)',
    buyer.id,
    buyer.balance,
    buyer.balance,
    buyer.pin,
    buyer.withoutPin,
  );
}

export type ShownCode = {
  readonly digits: string;
  readonly buyer: string;
  readonly expiresAt: number;
  readonly usedBy: string | null;
};

export function codeOf(database: Database, digits: string): ShownCode | null {
  const row = database.get<{ buyer: string; expires_at: number; used_by: string | null }>(
    'SELECT buyer, expires_at, used_by FROM code WHERE digits = ?',
    digits,
  );
  return row && { digits, buyer: row.buyer, expiresAt: row.expires_at, usedBy: row.used_by };
}

export function addCode(database: Database, code: Pick<ShownCode, 'digits' | 'buyer' | 'expiresAt'>): void {
  database.run(
    'INSERT INTO code (digits, buyer, expires_at) VALUES (?, ?, ?)',
    code.digits,
    code.buyer,
    code.expiresAt,
  );
}

export function spendCode(database: Database, digits: string, outTradeNo: string): void {
  database.run('UPDATE code SET used_by = ? WHERE digits = ?', outTradeNo, digits);
}

export type MovementKind = 'pay' | 'refund' | 'cancel';

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
