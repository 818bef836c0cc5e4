import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { newId } from '../../shared/ids.ts';
import { parseAmount } from '../../shared/money.ts';
import { writeShopCode } from '../../shared/qr/shop-code.ts';
import type { merchantCodeAnswer, ReceivedPayment, receivedAnswer } from '../../shared/received-wire.ts';
import type { Parts } from '../parts.ts';
import {
  codeByPayload,
  codeOfTerminal,
  insertCode,
  insertPrinted,
  type Received,
  receivedAfter,
} from '../records/printed-code.ts';
import { findMerchant } from '../records/terminal.ts';
import { findWallet } from '../records/wallet.ts';
import { crockford } from '../rules/activation.ts';
import { customerTimeMs, decideScan, type Payment } from '../rules/payment.ts';
import { answered, type Handler, type Outcome, problem } from './call.ts';
import { grantedPaymentMinor, merchantCategory } from './grant.ts';
import { pageAsked } from './page.ts';
import type { PhoneScan } from './payment-requests.ts';
import { answerOf, decided, keep } from './payments.ts';

/** What the asking terminal may print. Made at the first question; the same ever after, since it may hang on a wall. */
export const getMerchantCode: Handler<null, typeof merchantCodeAnswer> = (parts, { terminal }) => {
  const { merchant } = terminal;
  const known = codeOfTerminal(parts.database, terminal.id);
  const payload =
    known?.payload ??
    writeShopCode({
      merchantId: merchant.id,
      merchantName: merchant.name,
      category: merchantCategory,
      currency: merchant.currency,
      amount: null,
      reference: null,
      terminal: terminal.id,
    });
  if (!known) insertCode(parts.database, { payload, merchant: merchant.id, terminal: terminal.id });
  return answered({ merchantId: merchant.id, terminalId: terminal.id, payload });
};

/** What came in by the asking terminal's printed code, behind the last that it knows. */
export const listReceived: Handler<null, typeof receivedAnswer> = (parts, { terminal, query }) => {
  const page = pageAsked(query, /^\d{1,9}$/);
  if (!page) return problem('field-invalid', { field: 'limit' });
  const found = receivedAfter(parts.database, terminal.id, Number(page.after ?? '0'), page.limit + 1);
  const rows = found.slice(0, page.limit);
  const next = found.length > rows.length ? String(rows.at(-1)?.seq) : null;
  return answered({ items: rows.map(rowOf), next });
};

function rowOf({ seq, payment }: Received): ReceivedPayment {
  const { state: _state, expiresAt: _expiresAt, ...row } = answerOf(payment);
  return { ...row, seq, ...(payment.wallet === null ? {} : { payer: payment.wallet.slice(-4) }) };
}

/**
 * A wallet scans what a shop has printed and its owner types the amount: paid at once, or after its PIN.
 * A wallet that can't pay leaves nothing behind. Runs in a transaction of its own.
 */
export function payPrinted(
  parts: Parts,
  ask: { readonly wallet: string; readonly payload: string; readonly amount: string },
): Outcome<PhoneScan> {
  const { database, clock, random } = parts;
  const nowMs = clock.now();
  const wallet = findWallet(database, ask.wallet);
  const code = codeByPayload(database, ask.payload);
  if (!wallet || !code) return problem('not-found');
  const merchant = findMerchant(database, code.merchant);
  const amount = parseAmount(ask.amount, merchant.currency);
  if (!amount || amount.minor <= 0n) return problem('field-invalid', { field: 'amount' });
  const payment: Payment = {
    id: newId(nowMs, random),
    merchant: merchant.id,
    terminal: code.terminal,
    askHash: sha256Hex(canonicalJson(ask)),
    state: 'awaiting-customer',
    amountMinor: amount.minor,
    currency: merchant.currency,
    wallet: wallet.id,
    saleRef: null,
    reason: null,
    schemeRef: `P${crockford(14, random)}`,
    atMs: nowMs,
    expiresAtMs: nowMs + customerTimeMs,
    feeMinor: null,
    refundedMinor: 0n,
    wrongPins: 0,
  };
  if (merchant.isBlocked) return answered({ payment, refused: 'merchant-blocked' });
  if (amount.minor > grantedPaymentMinor) return answered({ payment, refused: 'limit-exceeded' });
  const verdict = decideScan(payment, wallet);
  if (!verdict) return problem('state-conflict');
  if (verdict.state === 'refused') return answered({ payment, refused: verdict.reason });
  insertPrinted(database, payment.id, code.terminal);
  const paid = verdict.state === 'succeeded' ? decided(payment, verdict, nowMs) : payment;
  return answered({ payment: keep(parts, paid), refused: null });
}
