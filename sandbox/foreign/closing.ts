import type { Database } from '../../platform/database.ts';
import { setTrade, type Trade, tradeOf } from './trades.ts';
import type { Books } from './wire.ts';

/** The trade as it is now: what nobody paid in time is closed. */
export function upToDate({ database, clock }: Books, outTradeNo: string): Trade | null {
  const trade = tradeOf(database, outTradeNo);
  if (trade?.state !== 'WAIT_BUYER_PAY' || trade.endsAt > clock.now()) return trade;
  return closed(database, trade);
}

export function closed(database: Database, trade: Trade): Trade {
  const shut: Trade = { ...trade, state: 'TRADE_CLOSED' };
  setTrade(database, shut);
  return shut;
}
