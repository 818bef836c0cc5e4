import type { CancelAsk } from '../../shared/scheme-wire.ts';
import { instantOf } from '../../shared/time.ts';
import { termsOf } from '../../shared/voucher.ts';
import type { RedemptionAnswer, RedemptionAsk, redemptionAnswer } from '../../shared/voucher-wire.ts';
import type { Parts } from '../parts.ts';
import { book, merchantAccount, programmeAccount, voucherAccount } from '../records/books.ts';
import { appendEvent } from '../records/event.ts';
import { findPayment } from '../records/payment.ts';
import { findProgramme } from '../records/programme.ts';
import { findRedemption, saveRedemption } from '../records/redemption.ts';
import { followBalance, voucherById } from '../records/voucher.ts';
import { crockford } from '../rules/activation.ts';
import {
  claimsOf,
  decideRedemption,
  type Redemption,
  type ReturnPlace,
  returnPlace,
} from '../rules/voucher.ts';
import { answered, type Call, type Handler, problem } from './call.ts';
import { heldTo } from './vouchers.ts';

/** Idempotent as a payment is: same id and body, the redemption as it is now; another body, refused. */
export const putRedemption: Handler<RedemptionAsk, typeof redemptionAnswer> = (parts, call) => {
  const { ask, terminal } = call;
  const { currency } = terminal.merchant;
  if (ask.amount.currency !== currency) return problem('field-invalid', { field: 'amount' });
  if (ask.lines.some((line) => line.amount.currency !== currency)) {
    return problem('field-invalid', { field: 'lines' });
  }
  const id = call.params.id ?? '';
  const known = findRedemption(parts.database, id);
  if (known && known.merchant !== terminal.merchant.id) return problem('id-reused');
  if (known?.askHash === null) return answered(answerOf(parts, fillTombstone(parts, known, call)));
  if (known) return known.askHash === call.askHash ? answered(answerOf(parts, known)) : problem('id-reused');
  // Refunds name payments and redemptions alike, so one id is never both.
  if (findPayment(parts.database, id)) return problem('id-reused');
  return answered(answerOf(parts, redeem(parts, call)));
};

export const getRedemption: Handler<null, typeof redemptionAnswer> = (parts, call) => {
  const known = findRedemption(parts.database, call.params.id ?? '');
  if (known?.merchant !== call.terminal.merchant.id) return problem('not-found');
  return answered(answerOf(parts, known));
};

/**
 * Gives back what is still taken. An id never heard of becomes a tombstone, so that a redemption that
 * comes late takes nothing; what was declined, or has been refunded whole, stays as it is.
 */
export const cancelRedemption: Handler<CancelAsk, typeof redemptionAnswer> = (parts, call) => {
  const id = call.params.id ?? '';
  const known = findRedemption(parts.database, id);
  if (!known) {
    if (findPayment(parts.database, id)) return problem('not-found');
    const asked = newRedemption(parts, call, { amountMinor: 0n, reason: call.ask.reason });
    return answered(answerOf(parts, keep(parts, { ...asked, askHash: null, cancelledAtMs: call.nowMs })));
  }
  if (known.merchant !== call.terminal.merchant.id) return problem('not-found');
  const isOver = known.state !== 'succeeded' || known.returnedMinor === known.amountMinor;
  return answered(answerOf(parts, isOver ? known : giveBackWhole(parts, known, call)));
};

/** Moves money from the shop to where it came from; answers which of the two that is now. */
export function moveBack(
  parts: Parts,
  redemption: Redemption,
  move: { readonly resource: string; readonly minor: bigint; readonly nowMs: number },
): ReturnPlace {
  if (redemption.voucher === null) throw new Error(`redemption ${redemption.id} took nothing`);
  const voucher = voucherById(parts.database, redemption.voucher);
  const programme = findProgramme(parts.database, voucher.programme);
  if (!programme) throw new Error(`no programme ${voucher.programme}`);
  const place = returnPlace(voucher, programme.expires, move.nowMs);
  book(parts.database, {
    kind: 'refund',
    resource: move.resource,
    atMs: move.nowMs,
    currency: redemption.currency,
    postings: [
      { account: merchantAccount(redemption.merchant), minor: -move.minor },
      {
        account: place === 'voucher' ? voucherAccount(voucher.id) : programmeAccount(programme.id),
        minor: move.minor,
      },
    ],
  });
  followBalance(parts.database, voucher.id);
  return place;
}

function redeem(parts: Parts, call: Call<RedemptionAsk>): Redemption {
  const { ask, nowMs, terminal } = call;
  const { currency } = terminal.merchant;
  const amountMinor = BigInt(ask.amount.minor);
  const voucher = heldTo(parts, ask.code);
  const programme = voucher && findProgramme(parts.database, voucher.programme);
  const terms = programme && termsOf(programme);
  const claims = terms ? claimsOf(terms, ask.lines) : [];
  const reason = decideRedemption(
    {
      amountMinor,
      merchantBlocked: terminal.merchant.isBlocked,
      voucher,
      terms,
      currency,
      listVersion: ask.listVersion,
      claims,
    },
    nowMs,
  );
  // A voucher of another currency is unknown here, and its row says nothing of it.
  const isOurs = voucher !== null && reason !== 'voucher-unknown';
  const claimed = ask.lines.map((line, index) => ({ ...line, why: claims[index]?.why }));
  const asked: Redemption = {
    ...newRedemption(parts, call, { amountMinor, reason }),
    voucher: isOurs ? voucher.id : null,
    lines: JSON.stringify(claimed),
    listVersion: ask.listVersion,
    saleRef: ask.saleRef ?? null,
  };
  if (reason !== null || !isOurs) return keep(parts, { ...asked, state: 'declined' });
  const redeemed = keep(parts, { ...asked, state: 'succeeded', redeemedAtMs: nowMs });
  book(parts.database, {
    kind: 'payment',
    resource: redeemed.id,
    atMs: nowMs,
    currency,
    postings: [
      { account: voucherAccount(voucher.id), minor: -amountMinor },
      { account: merchantAccount(redeemed.merchant), minor: amountMinor },
    ],
  });
  followBalance(parts.database, voucher.id);
  return redeemed;
}

function giveBackWhole(parts: Parts, redemption: Redemption, call: Call<CancelAsk>): Redemption {
  const { nowMs, ask } = call;
  const minor = redemption.amountMinor - redemption.returnedMinor;
  const cancelledTo = moveBack(parts, redemption, { resource: redemption.id, minor, nowMs });
  return keep(parts, {
    ...redemption,
    state: 'cancelled',
    reason: ask.reason,
    atMs: nowMs,
    cancelledAtMs: nowMs,
    cancelledTo,
  });
}

/** The late redemption names its amount and its body; cancelled it stays. */
function fillTombstone(parts: Parts, tombstone: Redemption, call: Call<RedemptionAsk>): Redemption {
  const filled: Redemption = {
    ...tombstone,
    askHash: call.askHash,
    amountMinor: BigInt(call.ask.amount.minor),
    saleRef: call.ask.saleRef ?? null,
  };
  saveRedemption(parts.database, filled);
  return filled;
}

function newRedemption(
  parts: Parts,
  call: Call<RedemptionAsk | CancelAsk>,
  known: { readonly amountMinor: bigint; readonly reason: string | null },
): Redemption {
  const { terminal, askHash, nowMs } = call;
  return {
    id: call.params.id ?? '',
    merchant: terminal.merchant.id,
    terminal: terminal.id,
    askHash,
    state: 'cancelled',
    ...known,
    currency: terminal.merchant.currency,
    voucher: null,
    listVersion: null,
    lines: null,
    saleRef: null,
    schemeRef: `V${crockford(14, parts.random)}`,
    atMs: nowMs,
    redeemedAtMs: null,
    cancelledAtMs: null,
    returnedMinor: 0n,
    cancelledTo: null,
  };
}

function keep(parts: Parts, redemption: Redemption): Redemption {
  saveRedemption(parts.database, redemption);
  const { merchant, id, atMs } = redemption;
  appendEvent(parts.database, merchant, { name: 'voucher', resource: id, atMs });
  return redemption;
}

function answerOf(parts: Parts, redemption: Redemption): RedemptionAnswer {
  const { currency } = redemption;
  const money = (minor: bigint) => ({ minor: minor.toString(), currency });
  const voucher = redemption.voucher === null ? null : voucherById(parts.database, redemption.voucher);
  return {
    id: redemption.id,
    amount: money(redemption.amountMinor),
    merchantId: redemption.merchant,
    terminalId: redemption.terminal,
    schemeRef: redemption.schemeRef,
    at: instantOf(redemption.atMs),
    state: redemption.state,
    refundedTotal: money(redemption.returnedMinor),
    ...(redemption.reason === null ? {} : { reason: redemption.reason }),
    ...(redemption.listVersion === null ? {} : { listVersion: redemption.listVersion }),
    ...(redemption.cancelledTo === null ? {} : { to: redemption.cancelledTo }),
    ...(voucher ? { programme: voucher.programme, balance: money(voucher.balanceMinor) } : {}),
  };
}
