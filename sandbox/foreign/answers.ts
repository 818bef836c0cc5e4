import { sha256Hex } from '../../platform/canonical-json.ts';
import type { Database } from '../../platform/database.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import type { Clock } from '../../shared/time.ts';
import {
  addTrade,
  buyerOf,
  codeOf,
  move,
  refundOf,
  returnedOf,
  setTrade,
  spendCode,
  type Trade,
  tradeOf,
} from './trades.ts';

/** What the stand-in works with. */
export type Books = { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes };

/** One answer's fields, as their documents name them; every one is text, amounts are yuan. */
export type Fields = Readonly<Record<string, string>>;
type Answerer = (books: Books, biz: Readonly<Record<string, string>>, bizText: string) => Fields;

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

const ok = { code: '10000', msg: 'Success' } as const;

function failed(outTradeNo: string, subCode: string): Fields {
  return { code: '40004', msg: 'Business Failed', sub_code: subCode, out_trade_no: outTradeNo };
}

function numberOf(biz: Readonly<Record<string, string>>): string {
  return biz.out_trade_no ?? '';
}

function pay(books: Books, biz: Readonly<Record<string, string>>, bizText: string): Fields {
  const outTradeNo = numberOf(biz);
  const total = fenOf(biz.total_amount);
  if (!/^\w{1,64}$/.test(outTradeNo) || total === null || biz.scene !== 'bar_code' || !biz.subject)
    return failed(outTradeNo, 'ACQ.INVALID_PARAMETER');
  const known = upToDate(books, outTradeNo);
  if (known) return paidAgain(known, sha256Hex(bizText));
  const trade = newTrade(books, biz, bizText, total);
  addTrade(books.database, trade);
  if (biz.auth_code && codeOf(books.database, biz.auth_code)?.usedBy === null)
    spendCode(books.database, biz.auth_code, outTradeNo);
  if (trade.state === 'TRADE_SUCCESS') move(books.database, trade, 'pay', outTradeNo, total, trade.madeAt);
  return paid(trade);
}

function paidAgain(known: Trade, bizHash: string): Fields {
  const { outTradeNo, state } = known;
  if (known.bizHash !== bizHash) return failed(outTradeNo, 'ACQ.CONTEXT_INCONSISTENT');
  if (state === 'TRADE_SUCCESS') return failed(outTradeNo, 'ACQ.TRADE_HAS_SUCCESS');
  return state === 'TRADE_CLOSED' ? failed(outTradeNo, 'ACQ.TRADE_HAS_CLOSE') : paid(known);
}

function paid(trade: Trade): Fields {
  const about = { out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo, total_amount: yuan(trade.total) };
  if (trade.state === 'WAIT_BUYER_PAY')
    return { code: '10003', msg: 'order success pay inprocess', ...about };
  if (trade.state === 'refused') return failed(trade.outTradeNo, trade.subCode ?? '');
  return { ...ok, ...about, buyer_pay_amount: yuan(trade.total), receipt_amount: yuan(trade.total) };
}

function newTrade(
  books: Books,
  biz: Readonly<Record<string, string>>,
  bizText: string,
  total: bigint,
): Trade {
  const { database, clock } = books;
  const now = clock.now();
  const code = codeOf(database, biz.auth_code ?? '');
  const isGood = code !== null && code.usedBy === null && code.expiresAt > now;
  const buyer = isGood ? buyerOf(database, code.buyer) : null;
  const why = !buyer
    ? 'ACQ.PAYMENT_AUTH_CODE_INVALID'
    : buyer.balance < total
      ? 'ACQ.BUYER_BALANCE_NOT_ENOUGH'
      : null;
  const asks = buyer !== null && total > buyer.withoutPin;
  return {
    outTradeNo: numberOf(biz),
    tradeNo: tradeNo(books),
    bizHash: sha256Hex(bizText),
    subject: biz.subject ?? '',
    buyer: buyer?.id ?? null,
    total,
    state: why !== null ? 'refused' : asks ? 'WAIT_BUYER_PAY' : 'TRADE_SUCCESS',
    subCode: why,
    madeAt: now,
    endsAt: now + minutesOf(biz.timeout_express) * 60_000,
    wrongPins: 0,
  };
}

/** 28 digits that begin with the day, as theirs do. */
function tradeNo({ clock, random }: Books): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '');
  return day + Array.from(random(20), (byte) => byte % 10).join('');
}

function minutesOf(text: string | undefined): number {
  return Number(/^([1-9]\d{0,3})m$/.exec(text ?? '')?.[1] ?? 15);
}

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

function query(books: Books, biz: Readonly<Record<string, string>>): Fields {
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

function cancel(books: Books, biz: Readonly<Record<string, string>>): Fields {
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

function refund(books: Books, biz: Readonly<Record<string, string>>): Fields {
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
function refundQuery({ database }: Books, biz: Readonly<Record<string, string>>): Fields {
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

/** Fen of `12.50`; null for what is no amount of theirs. */
function fenOf(text: string | undefined): bigint | null {
  const match = /^(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?$/.exec(text ?? '');
  const fen = match ? BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0')) : 0n;
  return fen > 0n ? fen : null;
}

function yuan(fen: bigint): string {
  return `${fen / 100n}.${(fen % 100n).toString().padStart(2, '0')}`;
}
