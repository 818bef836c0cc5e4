import { sumMinor } from '../../shared/money.ts';
import type { RefundAnswer, RefundAsk } from '../../shared/scheme-wire.ts';
import { instantOf } from '../../shared/time.ts';
import type { Parts } from '../parts.ts';
import { appendEvent } from '../records/event.ts';
import { findRedemption, insertReturn, saveRedemption, type VoucherReturn } from '../records/redemption.ts';
import { crockford } from '../rules/activation.ts';
import type { Redemption } from '../rules/voucher.ts';
import { answered, type Call, type Outcome, problem, type Refusal } from './call.ts';
import { moveBack } from './redemptions.ts';

/**
 * The voucher's part of a refund: a refund whose `paymentId` is a redemption. It goes to the voucher,
 * or to the programme where the voucher is over; never above what was redeemed.
 */
export function putVoucherRefund(parts: Parts, call: Call<RefundAsk>): Outcome<RefundAnswer> {
  const redemption = findRedemption(parts.database, call.ask.paymentId);
  if (redemption?.merchant !== call.terminal.merchant.id) return problem('not-found', { field: 'paymentId' });
  const refusal = refusalOf(redemption, call.ask);
  return refusal ?? answered(returnAnswer(parts, giveBackPart(parts, redemption, call)));
}

export function returnAnswer(parts: Parts, given: VoucherReturn): RefundAnswer {
  const { currency } = given;
  const total = findRedemption(parts.database, given.redemption)?.returnedMinor ?? 0n;
  return {
    id: given.id,
    amount: { minor: given.amountMinor.toString(), currency },
    merchantId: given.merchant,
    terminalId: given.terminal,
    schemeRef: given.schemeRef,
    at: instantOf(given.atMs),
    state: 'refunded',
    paymentId: given.redemption,
    refundedTotal: { minor: total.toString(), currency },
    to: given.to,
  };
}

function refusalOf(redemption: Redemption, ask: RefundAsk): Refusal | null {
  if (redemption.state !== 'succeeded') return problem('state-conflict', { detail: redemption.state });
  const amountMinor = BigInt(ask.amount.minor);
  if (ask.amount.currency !== redemption.currency) return problem('field-invalid', { field: 'amount' });
  if (redemption.returnedMinor + amountMinor > redemption.amountMinor) {
    return problem('field-invalid', { field: 'amount', detail: 'more than was redeemed' });
  }
  const lines = ask.lines ?? [];
  const isWhole = sumMinor(lines.map((line) => BigInt(line.amount.minor))) === amountMinor;
  return lines.length > 0 && !isWhole ? problem('field-invalid', { field: 'lines' }) : null;
}

function giveBackPart(parts: Parts, redemption: Redemption, call: Call<RefundAsk>): VoucherReturn {
  const { database } = parts;
  const { askHash, nowMs, terminal, ask } = call;
  const id = call.params.id ?? '';
  const amountMinor = BigInt(ask.amount.minor);
  const given: VoucherReturn = {
    id,
    merchant: redemption.merchant,
    terminal: terminal.id,
    askHash,
    redemption: redemption.id,
    amountMinor,
    currency: redemption.currency,
    reason: ask.reason,
    to: moveBack(parts, redemption, { resource: id, minor: amountMinor, nowMs }),
    schemeRef: `R${crockford(14, parts.random)}`,
    atMs: nowMs,
  };
  saveRedemption(database, { ...redemption, returnedMinor: redemption.returnedMinor + amountMinor });
  insertReturn(database, given);
  appendEvent(database, redemption.merchant, { name: 'refund', resource: id, atMs: nowMs });
  return given;
}
