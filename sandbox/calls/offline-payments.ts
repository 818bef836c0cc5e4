import { checkEd25519, passKeyId, rawKey } from '../../platform/pass-keys.ts';
import type { OfflineAnswer, OfflineAsk, offlineAnswer } from '../../shared/offline-wire.ts';
import { readSignedPass } from '../../shared/qr/offline-pass.ts';
import { type PassVerdict, passClockToleranceS, verifyPass } from '../../shared/qr/verify-pass.ts';
import { epochMsOf, instantOf } from '../../shared/time.ts';
import type { Parts } from '../parts.ts';
import { book, feeAccount, lossAccount, merchantAccount, walletAccount } from '../records/books.ts';
import { appendEvent } from '../records/event.ts';
import {
  findOffline,
  findPass,
  insertOffline,
  type OfflinePayment,
  outstandingAt,
  spendPass,
} from '../records/offline.ts';
import { findPayment, savePayment } from '../records/payment.ts';
import { findWallet } from '../records/wallet.ts';
import { crockford } from '../rules/activation.ts';
import { decideOffline, type OfflineVerdict } from '../rules/offline.ts';
import type { Payment } from '../rules/payment.ts';
import { feeOf } from '../rules/settlement.ts';
import { answered, type Call, type Handler, problem } from './call.ts';
import { grantOf } from './grant.ts';

/** A pass handed in: verified, charged once, whoever hands it in and however often. Ends at once. */
export const putOffline: Handler<OfflineAsk, typeof offlineAnswer> = (parts, call) => {
  const { ask, terminal, params } = call;
  const id = params.id ?? '';
  if (ask.amount.currency !== terminal.merchant.currency)
    return problem('field-invalid', { field: 'amount' });
  const known = findPayment(parts.database, id);
  const offline = known && findOffline(parts.database, id);
  if (!known) return answered(answerOf(...handIn(parts, call, id)));
  const isSame = known.merchant === terminal.merchant.id && known.askHash === call.askHash;
  return offline && isSame ? answered(answerOf(known, offline)) : problem('id-reused');
};

export const getOffline: Handler<null, typeof offlineAnswer> = (parts, call) => {
  const payment = findPayment(parts.database, call.params.id ?? '');
  const offline = payment && findOffline(parts.database, payment.id);
  if (!offline || payment.merchant !== call.terminal.merchant.id) return problem('not-found');
  return answered(answerOf(payment, offline));
};

function handIn(parts: Parts, call: Call<OfflineAsk>, id: string): [Payment, OfflinePayment] {
  const { database } = parts;
  const { ask, terminal, nowMs } = call;
  const read = readSignedPass(ask.pass);
  const fields = read.ok ? read.value.fields : null;
  const issued = fields && findPass(database, fields.serial);
  const takenAtMs = epochMsOf(ask.takenAt);
  const amountMinor = BigInt(ask.amount.minor);
  const usedFor = issued?.usedBy ? findPayment(database, issued.usedBy) : null;
  const verdict = decideOffline({
    amountMinor,
    takenAtS: Math.floor(takenAtMs / 1000),
    nowS: Math.floor(nowMs / 1000),
    hours: grantOf(terminal).limits.offline.hours,
    merchantBlocked: terminal.merchant.isBlocked,
    verdict: verdictAt(parts, call, takenAtMs, issued?.usedBy != null),
    wallet: issued && findWallet(database, issued.wallet),
    usedHere: usedFor?.terminal === terminal.id,
  });
  const isCustomers = issued !== null && issued.usedBy === null;
  const payment = paymentOf(parts, call, id, verdict, isCustomers ? issued.wallet : null);
  const offline: OfflinePayment = {
    id,
    serial: fields?.serial ?? null,
    walletHash: fields?.walletHash ?? null,
    seq: ask.seq,
    takenAtMs,
    bearer: verdict.state === 'declined' ? verdict.bearer : null,
  };
  savePayment(database, payment);
  insertOffline(database, offline);
  bookOffline(parts, payment, verdict);
  if (verdict.state === 'succeeded' && issued) spendPass(database, issued.serial, id);
  appendEvent(database, payment.merchant, { name: 'payment', resource: id, atMs: nowMs });
  return [payment, offline];
}

/** The very check of the till, with what this terminal had outstanding when it took the pass. */
function verdictAt(parts: Parts, call: Call<OfflineAsk>, takenAtMs: number, isUsed: boolean): PassVerdict {
  const { ask, terminal } = call;
  const { limits, expiresAt } = grantOf(terminal);
  const passKey = parts.keys.of('pass').publicJwk;
  const before = (walletHash: string | null) =>
    outstandingAt(parts.database, terminal.id, takenAtMs, passClockToleranceS * 1000, walletHash);
  const given = {
    nowS: Math.floor(takenAtMs / 1000),
    merchant: terminal.merchant.id,
    currency: terminal.merchant.currency,
    amountMinor: BigInt(ask.amount.minor),
    limits: {
      passMinor: BigInt(limits.offline.pass.minor),
      walletMinor: BigInt(limits.offline.wallet.minor),
      totalMinor: BigInt(limits.offline.terminal.minor),
    },
    walletSpentMinor: (walletHash: string) => before(walletHash).minor,
    totalSpentMinor: before(null).minor,
    salesLeft: limits.offline.sales - before(null).count,
    grantUntilS: epochMsOf(expiresAt) / 1000,
    isSeen: () => isUsed,
    schemeKey: (keyId: string) => (keyId === passKeyId(passKey) ? rawKey(passKey) : null),
  };
  return verifyPass(ask.pass, given, checkEd25519);
}

function paymentOf(
  parts: Parts,
  call: Call<OfflineAsk>,
  id: string,
  verdict: OfflineVerdict,
  wallet: string | null,
): Payment {
  const { terminal, ask, askHash, nowMs } = call;
  const amountMinor = BigInt(ask.amount.minor);
  return {
    id,
    merchant: terminal.merchant.id,
    terminal: terminal.id,
    askHash,
    state: verdict.state,
    amountMinor,
    currency: ask.amount.currency,
    wallet,
    saleRef: null,
    reason: verdict.state === 'declined' ? verdict.reason : null,
    schemeRef: `P${crockford(14, parts.random)}`,
    atMs: nowMs,
    expiresAtMs: null,
    feeMinor: verdict.state === 'succeeded' ? feeOf(amountMinor) : null,
    refundedMinor: 0n,
    wrongPins: 0,
  };
}

/** Out of the wallet; or, where the scheme bears the loss, out of what it sets aside for that. */
function bookOffline(parts: Parts, payment: Payment, verdict: OfflineVerdict): void {
  const { id: resource, atMs, currency, amountMinor, wallet } = payment;
  const fee = payment.feeMinor ?? 0n;
  const merchant = { account: merchantAccount(payment.merchant), minor: amountMinor - fee };
  if (verdict.state === 'succeeded' && wallet !== null) {
    const postings = [
      { account: walletAccount(wallet), minor: -amountMinor },
      merchant,
      { account: feeAccount, minor: fee },
    ];
    book(parts.database, { kind: 'payment', resource, atMs, currency, postings });
  } else if (verdict.state === 'declined' && verdict.bearer === 'scheme') {
    const postings = [{ account: lossAccount, minor: -amountMinor }, merchant];
    book(parts.database, { kind: 'issue', resource, atMs, currency, postings });
  }
}

function answerOf(payment: Payment, offline: OfflinePayment): OfflineAnswer {
  const { currency, feeMinor, reason } = payment;
  return {
    id: payment.id,
    amount: { minor: payment.amountMinor.toString(), currency },
    merchantId: payment.merchant,
    terminalId: payment.terminal,
    schemeRef: payment.schemeRef,
    at: instantOf(payment.atMs),
    state: payment.state === 'succeeded' ? 'succeeded' : 'declined',
    ...(reason === null ? {} : { reason }),
    ...(offline.bearer === null ? {} : { bearer: offline.bearer }),
    ...(feeMinor === null ? {} : { fee: { minor: feeMinor.toString(), currency } }),
  };
}
