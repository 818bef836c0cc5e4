import { sha256Hex } from '../../platform/canonical-json.ts';
import { buyerOf, codeOf, spendCode } from './buyers.ts';
import { upToDate } from './closing.ts';
import { move } from './movements.ts';
import { addTrade, type Trade } from './trades.ts';
import { type Books, type Fields, failed, fenOf, numberOf, ok, yuan } from './wire.ts';

/** A barcode payment. The same order again is the same payment, whatever became of it. */
export function pay(books: Books, biz: Fields, bizText: string): Fields {
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

function newTrade(books: Books, biz: Fields, bizText: string, total: bigint): Trade {
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
