import { closed, upToDate } from './closing.ts';
import { move, returnedOf } from './movements.ts';
import { pay } from './paying.ts';
import { refund, refundQuery } from './refunding.ts';
import { type Books, type Fields, failed, numberOf, ok, yuan } from './wire.ts';

type Answerer = (books: Books, biz: Fields, bizText: string) => Fields;

/**
 * The five calls of a barcode payment, from what Alipay publishes about them: `out_trade_no` makes a
 * payment itself, `out_request_no` a refund; a cancel closes what waits and refunds what is paid; a cancel
 * of an order that nobody knows closes nothing, so that a payment which comes late is still taken.
 */
export const answerers: Readonly<Record<string, Answerer>> = {
  'alipay.trade.pay': pay,
  'alipay.trade.query': query,
  'alipay.trade.cancel': cancel,
  'alipay.trade.refund': refund,
  'alipay.trade.fastpay.refund.query': refundQuery,
};

const cancelWithinMs = 24 * 3_600_000;

function query(books: Books, biz: Fields): Fields {
  const trade = upToDate(books, numberOf(biz));
  if (!trade || trade.state === 'refused') return failed(numberOf(biz), 'ACQ.TRADE_NOT_EXIST');
  return {
    ...ok,
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    trade_status: trade.state,
    total_amount: yuan(trade.total),
  };
}

function cancel(books: Books, biz: Fields): Fields {
  const trade = upToDate(books, numberOf(biz));
  const done = { ...ok, out_trade_no: numberOf(biz), retry_flag: 'N' };
  if (!trade || trade.state === 'refused' || trade.state === 'TRADE_CLOSED') return done;
  const { database, clock } = books;
  if (clock.now() - trade.madeAt > cancelWithinMs)
    return failed(trade.outTradeNo, 'ACQ.TRADE_CANCEL_TIME_OUT');
  const isPaid = trade.state === 'TRADE_SUCCESS';
  if (isPaid && returnedOf(database, trade.outTradeNo) > 0n)
    return failed(trade.outTradeNo, 'ACQ.REASON_TRADE_REFUND_FEE_ERR');
  if (isPaid) move(database, trade, 'cancel', trade.outTradeNo, trade.total, clock.now());
  closed(database, trade);
  return { ...done, trade_no: trade.tradeNo, action: isPaid ? 'refund' : 'close' };
}
