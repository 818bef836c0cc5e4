import type { SaleTender } from '../../shared/events.ts';
import { type Money, minus, money, parseAmount, toWire } from '../../shared/money.ts';
import type { ElsewhereHow } from '../../shared/payment.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import type { PaidByWallet } from './collect-booking.ts';

/** How each way to pay is written down. */

const noTender = { how: null, tendered: null, change: null, paymentId: null, schemeRef: null } as const;

/**
 * Cash for `due`. With `isPart`, less than that may be handed over: then it is a part of it, without
 * change. Refused: `bad-amount`, `cash-short`, `amount-too-large`.
 */
export function cashTender(no: number, due: Money, text: string, isPart: boolean): Result<SaleTender> {
  const tendered = parseAmount(text, due.currency);
  if (!tendered) return refused('bad-amount');
  // A hundred times what is due is a barcode in the amount field, not money (openpos-framework#2108).
  if (tendered.minor > due.minor * 100n + 10_000_000n) return refused('amount-too-large');
  const isShort = tendered.minor < due.minor;
  if (isShort && (!isPart || tendered.minor === 0n)) return refused(isPart ? 'bad-amount' : 'cash-short');
  const amount = isShort ? tendered : due;
  return done({
    ...noTender,
    no,
    kind: 'cash',
    amount: toWire(amount),
    tendered: toWire(tendered),
    change: toWire(minus(tendered, amount)),
  });
}

export function elsewhereTender(no: number, amount: Money, how: ElsewhereHow): SaleTender {
  return { ...noTender, no, kind: 'elsewhere', how, amount: toWire(amount) };
}

export function walletTender(payment: PaidByWallet): SaleTender {
  return {
    ...noTender,
    no: payment.tenderNo,
    kind: payment.voucher ? 'voucher' : 'wallet',
    how: payment.wallet,
    amount: toWire(payment.amount),
    paymentId: payment.paymentId,
    schemeRef: payment.schemeRef,
    ...(payment.voucher ? { voucher: payment.voucher } : {}),
  };
}

export function passTender(no: number, amount: Money, paymentId: string): SaleTender {
  return { ...noTender, no, kind: 'wallet', amount: toWire(amount), paymentId, offline: true };
}

export function changeOf({ change }: SaleTender): Money | null {
  return change ? money(BigInt(change.minor), change.currency) : null;
}
