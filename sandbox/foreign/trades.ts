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
