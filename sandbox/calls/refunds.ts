import { sumMinor } from '../../shared/money.ts';
import type { RefundAnswer, RefundAsk, refundAnswer } from '../../shared/scheme-wire.ts';
import { instantOf } from '../../shared/time.ts';
import type { Parts } from '../parts.ts';
import { book, merchantAccount, walletAccount } from '../records/books.ts';
import { appendEvent } from '../records/event.ts';
import { findPayment, savePayment } from '../records/payment.ts';
import { findReturn } from '../records/redemption.ts';
import { findRefund, insertRefund, type Refund } from '../records/refund.ts';
import { findRefusedRefund, insertRefusedRefund, type RefusedRefund } from '../records/refused-refund.ts';
import { findWallet } from '../records/wallet.ts';
import { crockford } from '../rules/activation.ts';
import type { Payment } from '../rules/payment.ts';
import { answered, type Call, type Handler, problem, type Refusal } from './call.ts';
import { putVoucherRefund, returnAnswer } from './voucher-refunds.ts';

/**
 * Gives money of a payment back to the wallet, or the voucher, it came from, never more than was paid. A
 * blocked wallet takes none: that refund is refused for good, also once the wallet is open again.
 */
export const putRefund: Handler<RefundAsk, typeof refundAnswer> = (parts, call) => {
  const id = call.params.id ?? '';
  const known = findRefund(parts.database, id) ?? findRefusedRefund(parts.database, id);
  if (known) {
    const isSame = known.merchant === call.terminal.merchant.id && known.askHash === call.askHash;
    return isSame ? answered(answerOf(parts, known)) : problem('id-reused');
  }
  const returned = findReturn(parts.database, id);
  if (returned) {
    const isSame = returned.merchant === call.terminal.merchant.id && returned.askHash === call.askHash;
    return isSame ? answered(returnAnswer(parts, returned)) : problem('id-reused');
  }
  const payment = findPayment(parts.database, call.ask.paymentId);
  if (!payment) return putVoucherRefund(parts, call);
  if (payment.merchant !== call.terminal.merchant.id) return problem('not-found', { field: 'paymentId' });
  const refusal = refusalOf(payment, call.ask);
  if (refusal) return refusal;
  const wallet = payment.wallet === null ? null : findWallet(parts.database, payment.wallet);
  const decided = wallet?.blocked ? refuse(parts, payment, id, call) : giveBack(parts, payment, id, call);
  return answered(answerOf(parts, decided));
};

export const getRefund: Handler<null, typeof refundAnswer> = (parts, call) => {
  const id = call.params.id ?? '';
  const returned = findReturn(parts.database, id);
  if (returned?.merchant === call.terminal.merchant.id) return answered(returnAnswer(parts, returned));
  const refund = findRefund(parts.database, id) ?? findRefusedRefund(parts.database, id);
  if (refund?.merchant !== call.terminal.merchant.id) return problem('not-found');
  return answered(answerOf(parts, refund));
};

function refusalOf(payment: Payment, ask: RefundAsk): Refusal | null {
  if (payment.state !== 'succeeded') return problem('state-conflict', { detail: payment.state });
  const amountMinor = BigInt(ask.amount.minor);
  if (ask.amount.currency !== payment.currency) return problem('field-invalid', { field: 'amount' });
  if (payment.refundedMinor + amountMinor > payment.amountMinor) {
    return problem('field-invalid', { field: 'amount', detail: 'more than was paid' });
  }
  const lines = ask.lines ?? [];
  const isWhole = sumMinor(lines.map((line) => BigInt(line.amount.minor))) === amountMinor;
  return lines.length > 0 && !isWhole ? problem('field-invalid', { field: 'lines' }) : null;
}

/** The fee of the payment stays with the scheme, so a merchant's account may go below zero: it owes. */
function giveBack(parts: Parts, payment: Payment, id: string, call: Call<RefundAsk>): Refund {
  const { database } = parts;
  const { askHash, nowMs } = call;
  const amountMinor = BigInt(call.ask.amount.minor);
  if (payment.wallet === null) throw new Error(`payment ${payment.id} was paid by nobody`);
  const refund: Refund = {
    id,
    merchant: payment.merchant,
    terminal: call.terminal.id,
    askHash,
    payment: payment.id,
    amountMinor,
    currency: payment.currency,
    reason: call.ask.reason,
    schemeRef: `R${crockford(14, parts.random)}`,
    atMs: nowMs,
  };
  savePayment(database, { ...payment, refundedMinor: payment.refundedMinor + amountMinor });
  insertRefund(database, refund);
  book(database, {
    kind: 'refund',
    resource: id,
    atMs: nowMs,
    currency: payment.currency,
    postings: [
      { account: merchantAccount(payment.merchant), minor: -amountMinor },
      { account: walletAccount(payment.wallet), minor: amountMinor },
    ],
  });
  appendEvent(database, payment.merchant, { name: 'refund', resource: id, atMs: nowMs });
  return refund;
}

function refuse(parts: Parts, payment: Payment, id: string, call: Call<RefundAsk>): RefusedRefund {
  const refund: RefusedRefund = {
    id,
    merchant: payment.merchant,
    terminal: call.terminal.id,
    askHash: call.askHash,
    payment: payment.id,
    amountMinor: call.ask.amount.minor,
    currency: payment.currency,
    reason: 'wallet-blocked',
    schemeRef: `R${crockford(14, parts.random)}`,
    atMs: call.nowMs,
  };
  insertRefusedRefund(parts.database, refund);
  appendEvent(parts.database, payment.merchant, { name: 'refund', resource: id, atMs: call.nowMs });
  return refund;
}

function answerOf(parts: Parts, refund: Refund | RefusedRefund): RefundAnswer {
  const { currency } = refund;
  const isRefused = typeof refund.amountMinor === 'string';
  const total = findPayment(parts.database, refund.payment)?.refundedMinor ?? 0n;
  return {
    id: refund.id,
    amount: { minor: refund.amountMinor.toString(), currency },
    merchantId: refund.merchant,
    terminalId: refund.terminal,
    schemeRef: refund.schemeRef,
    at: instantOf(refund.atMs),
    state: isRefused ? 'refused' : 'refunded',
    ...(isRefused ? { reason: refund.reason } : {}),
    paymentId: refund.payment,
    refundedTotal: { minor: total.toString(), currency },
  };
}
