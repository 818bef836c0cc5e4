import { formatMoney } from '../../shared/money.ts';
import { instantOf } from '../../shared/time.ts';
import type { PhoneView } from '../practice/phone.ts';
import { addBuyer, addCode, buyerOf, codeOf } from './buyers.ts';
import { closed, upToDate } from './closing.ts';
import { move, returnedOf } from './movements.ts';
import { setTrade, type Trade, tradesOfBuyer } from './trades.ts';
import type { Books } from './wire.ts';

/** The customer whose phone shows this wallet from the first start on. PIN 1234 above 200.00. All made up. */
const demo = { id: 'demo', balance: 666_600n, pin: '1234', withoutPin: 20_000n } as const;

/** About as long as such a code is good; theirs changes each minute. */
const codeLifeMs = 60_000;
const mostPins = 3;
const historyLength = 20;

export function demoBuyer({ database }: Books): string {
  database.transaction(() => {
    if (!buyerOf(database, demo.id)) addBuyer(database, demo);
  });
  return demo.id;
}

/** A fresh code of a customer: 18 digits that begin with 28 (theirs: 16 to 24, from 25 to 30). */
export function showCode({ database, clock, random }: Books, buyer: string): string {
  const digits = `28${Array.from(random(16), (byte) => byte % 10).join('')}`;
  database.transaction(() => addCode(database, { digits, buyer, expiresAt: clock.now() + codeLifeMs }));
  return digits;
}

/** The customer types the PIN (null: does not pay). Null where nothing waits. */
export function answerTrade(
  books: Books,
  buyerId: string,
  outTradeNo: string,
  pin: string | null,
): { readonly state: string; readonly triesLeft?: number } | null {
  const { database, clock } = books;
  return database.transaction(() => {
    const buyer = buyerOf(database, buyerId);
    const trade = upToDate(books, outTradeNo);
    if (!buyer || trade?.buyer !== buyer.id || trade.state !== 'WAIT_BUYER_PAY') return null;
    if (pin === null) return { state: stateOf(closed(database, trade)) };
    if (pin === buyer.pin && buyer.balance >= trade.total) {
      const paid: Trade = { ...trade, state: 'TRADE_SUCCESS' };
      setTrade(database, paid);
      move(database, trade, 'pay', outTradeNo, trade.total, clock.now());
      return { state: stateOf(paid) };
    }
    const wrongPins = trade.wrongPins + 1;
    if (wrongPins >= mostPins) return { state: stateOf(closed(database, trade)) };
    setTrade(database, { ...trade, wrongPins });
    return { state: 'wrong-pin', triesLeft: mostPins - wrongPins };
  });
}

/** The words that the phone's page has for the scheme's own payments. */
function stateOf({ state }: Trade): string {
  const states = {
    WAIT_BUYER_PAY: 'awaiting-customer',
    TRADE_SUCCESS: 'succeeded',
    TRADE_CLOSED: 'cancelled',
    refused: 'declined',
  } as const;
  return states[state];
}

/** All that the customer's phone shows, as of the scheme's own wallet; null for nobody. */
export function foreignPhone(books: Books, buyerId: string, shownCode: string | null): PhoneView | null {
  const { database, clock } = books;
  const buyer = buyerOf(database, buyerId);
  if (!buyer) return null;
  const show = (minor: bigint): string => formatMoney({ minor, currency: 'CNY' }, { symbol: true });
  const trades = database.transaction(() =>
    tradesOfBuyer(database, buyerId, historyLength).map(
      (trade) => upToDate(books, trade.outTradeNo) ?? trade,
    ),
  );
  const lineOf = (trade: Trade): PhoneView['history'][number] => ({
    id: trade.outTradeNo,
    kind: 'payment',
    state: stateOf(trade),
    ...(trade.state === 'refused' ? { reason: 'insufficient-funds' } : {}),
    at: instantOf(trade.madeAt),
    shop: trade.subject,
    amount: show(trade.total),
  });
  const refundsOf = (trade: Trade): PhoneView['history'] => {
    const returned = returnedOf(database, trade.outTradeNo);
    if (returned === 0n) return [];
    return [{ ...lineOf(trade), kind: 'refund', state: 'refunded', amount: show(returned) }];
  };
  const waiting = trades.find(({ state }) => state === 'WAIT_BUYER_PAY');
  return {
    id: buyerId,
    balance: show(buyer.balance),
    pin: buyer.pin,
    withoutPin: show(buyer.withoutPin),
    waiting: waiting
      ? {
          ...lineOf(waiting),
          secondsLeft: Math.max(0, Math.ceil((waiting.endsAt - clock.now()) / 1000)),
        }
      : null,
    // Codes of shops are the scheme's.
    shopCodes: [],
    printedCodes: [],
    history: trades.flatMap((trade) => [...refundsOf(trade), lineOf(trade)]),
    isCodeUsed: shownCode !== null && (codeOf(database, shownCode)?.usedBy ?? null) !== null,
  };
}
