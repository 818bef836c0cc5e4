import { closed, upToDate } from './closing.ts';
import { move, refundOf, returnedOf } from './movements.ts';
import { tradeOf } from './trades.ts';
import { type Books, type Fields, failed, fenOf, numberOf, ok, yuan } from './wire.ts';

/** The same number moves money once; with another sum it is refused. */
export function refund(books: Books, biz: Fields): Fields {
  const { database, clock } = books;
  const trade = upToDate(books, numberOf(biz));
  const amount = fenOf(biz.refund_amount);
  const requestNo = biz.out_request_no ?? '';
  if (amount === null || requestNo === '') return failed(numberOf(biz), 'ACQ.INVALID_PARAMETER');
  if (!trade || trade.state === 'refused') return failed(numberOf(biz), 'ACQ.TRADE_NOT_EXIST');
  const { outTradeNo } = trade;
  const before = refundOf(database, outTradeNo, requestNo);
  if (before !== null && before !== amount) return failed(outTradeNo, 'ACQ.DISCORDANT_REPEAT_REQUEST');
  if (before === null) {
    if (trade.state === 'WAIT_BUYER_PAY') return failed(outTradeNo, 'ACQ.TRADE_STATUS_ERROR');
    const returned = returnedOf(database, outTradeNo) + amount;
    if (returned > trade.total || trade.state !== 'TRADE_SUCCESS')
      return failed(outTradeNo, 'ACQ.REASON_TRADE_REFUND_FEE_ERR');
    move(database, trade, 'refund', requestNo, amount, clock.now());
    if (returned === trade.total) closed(database, trade);
  }
  return {
    ...ok,
    out_trade_no: outTradeNo,
    trade_no: trade.tradeNo,
    fund_change: before === null ? 'Y' : 'N',
    refund_fee: yuan(returnedOf(database, outTradeNo)),
  };
}

/** "10000" says that the query worked; only with the refund's own fields has anything gone back. */
export function refundQuery({ database }: Books, biz: Fields): Fields {
  const trade = tradeOf(database, numberOf(biz));
  if (!trade || trade.state === 'refused') return failed(numberOf(biz), 'ACQ.TRADE_NOT_EXIST');
  const requestNo = biz.out_request_no ?? '';
  const amount = refundOf(database, trade.outTradeNo, requestNo);
  if (amount === null) return ok;
  return {
    ...ok,
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    out_request_no: requestNo,
    total_amount: yuan(trade.total),
    refund_amount: yuan(amount),
    refund_status: 'REFUND_SUCCESS',
  };
}
