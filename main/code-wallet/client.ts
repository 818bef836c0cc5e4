import { canonicalJson } from '../../platform/canonical-json.ts';
import { isRsa2, membersAsWritten, signRsa2, textOfParameters } from '../../platform/rsa2.ts';
import type { HttpAnswer, HttpRequest } from '../../platform/signature-base.ts';
import {
  answerMember,
  orderNumber,
  type WalletAsk,
  type WalletSaid,
  walletMethods,
  walletSaid,
  yuanOf,
} from '../../shared/code-wallet-wire.ts';
import type { Id } from '../../shared/ids.ts';
import type { Money } from '../../shared/money.ts';
import { type Clock, instantOf } from '../../shared/time.ts';
import { type Exchanged, exchange } from '../scheme/exchange.ts';
import { keep } from '../scheme/kept-answer.ts';
import { type DarkReason, dark, type Outcome } from '../scheme/outcome.ts';
import type { WalletAccount } from './account.ts';

/**
 * The till's way to a foreign wallet of the code-payment family. Every call answers with an `Outcome` and
 * never throws for what the network or the provider does; none is ever repeated by itself. `answer` is
 * signed by the provider; whether it is about this very order is for the caller to compare with its row.
 */
export type CodeWallet = {
  readonly account: WalletAccount;
  /** `body` is what `payBody` made, exactly as the journal keeps it. */
  readonly pay: (body: string) => Promise<Outcome<WalletSaid>>;
  readonly query: (id: Id) => Promise<Outcome<WalletSaid>>;
  readonly cancel: (id: Id) => Promise<Outcome<WalletSaid>>;
  /** `body` is what `refundBody` made, exactly as the journal keeps it. */
  readonly refund: (body: string) => Promise<Outcome<WalletSaid>>;
  readonly refundQuery: (paymentId: Id, refundId: Id) => Promise<Outcome<WalletSaid>>;
};

export type CodeWalletParts = {
  readonly account: WalletAccount;
  readonly clock: Clock;
  /** One request, one answer; a test puts a bad network here. */
  readonly exchange?: (origin: URL, request: HttpRequest, clock: Clock) => Promise<Exchanged>;
};

export function createCodeWallet(parts: CodeWalletParts): CodeWallet {
  const ask = (what: WalletAsk, body: string): Promise<Outcome<WalletSaid>> => call(parts, what, body);
  const about = (id: Id): string => canonicalJson({ out_trade_no: orderNumber(id) });
  return {
    account: parts.account,
    pay: (body) => ask('pay', body),
    query: (id) => ask('query', about(id)),
    cancel: (id) => ask('cancel', about(id)),
    refund: (body) => ask('refund', body),
    refundQuery: (paymentId, refundId) => {
      const asked = { out_trade_no: orderNumber(paymentId), out_request_no: orderNumber(refundId) };
      return ask('refund-query', canonicalJson(asked));
    },
  };
}

/** The `biz_content` of a payment; a retry sends it again, byte for byte. Throws where `yuanOf` does. */
export function payBody(order: {
  readonly id: Id;
  readonly amount: Money;
  readonly customerCode: string;
  readonly shop: string;
}): string {
  return canonicalJson({
    out_trade_no: orderNumber(order.id),
    scene: 'bar_code',
    product_code: 'FACE_TO_FACE_PAYMENT',
    auth_code: order.customerCode,
    total_amount: yuanOf(order.amount),
    // They take no sign of these four in a subject.
    subject: order.shop.replace(/[/=&\\]/g, ' ').slice(0, 128) || '-',
    // The shortest that they take; the till's own patience ends with it.
    timeout_express: '1m',
  });
}

/** The `biz_content` of a refund. Its own number: the same one again moves no money a second time. */
export function refundBody(refund: {
  readonly id: Id;
  readonly paymentId: Id;
  readonly amount: Money;
  readonly reason: string;
}): string {
  return canonicalJson({
    out_trade_no: orderNumber(refund.paymentId),
    out_request_no: orderNumber(refund.id),
    refund_amount: yuanOf(refund.amount),
    refund_reason: refund.reason.slice(0, 200),
  });
}

async function call(parts: CodeWalletParts, ask: WalletAsk, body: string): Promise<Outcome<WalletSaid>> {
  const gateway = new URL(parts.account.url);
  const request = requestOf(parts, gateway, ask, body);
  const exchanged = await (parts.exchange ?? exchange)(gateway, request, parts.clock);
  if (exchanged.kind !== 'answered') return exchanged;
  return heard(parts.account, ask, request, exchanged.answer);
}

/** Their parameters stand in the address, what the order is about in the body, and all is signed. */
function requestOf(
  { account, clock }: CodeWalletParts,
  gateway: URL,
  ask: WalletAsk,
  body: string,
): HttpRequest {
  const parameters = {
    app_id: account.appId,
    method: walletMethods[ask],
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: timestampOf(clock.now()),
    version: '1.0',
  };
  const sign = signRsa2(account.privateKey, textOfParameters({ ...parameters, biz_content: body }));
  return {
    method: 'POST',
    authority: gateway.host,
    path: gateway.pathname,
    query: new URLSearchParams({ ...parameters, sign }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: Buffer.from(new URLSearchParams({ biz_content: body }).toString(), 'utf8'),
  };
}

/** China's time, which is what their clock on the wall shows. */
const theirHoursMs = 8 * 3_600_000;

/** `yyyy-MM-dd HH:mm:ss`, as they write it. */
function timestampOf(nowMs: number): string {
  return instantOf(nowMs + theirHoursMs)
    .slice(0, 19)
    .replace('T', ' ');
}

function heard(
  account: WalletAccount,
  ask: WalletAsk,
  request: HttpRequest,
  answer: HttpAnswer,
): Outcome<WalletSaid> {
  const proof = keep(request, answer);
  if (answer.status >= 500) return dark('server-error', proof);
  if (answer.status >= 300 && answer.status < 400) return dark('redirect', proof);
  if (answer.status !== 200) return dark('not-recognised', proof, String(answer.status));
  const found = signedMember(account, answerMember(ask), proof.body);
  if ('why' in found) return dark(found.why, proof);
  const value = walletSaid(ask, JSON.parse(found.member));
  if (!value) return dark('malformed', proof);
  // Their system's trouble is signed, and still says nothing of the order.
  return value.means === 'dark'
    ? dark('server-error', proof, value.reason)
    : { kind: 'answer', value, proof };
}

/** The member that answers, where the provider has signed exactly that. */
function signedMember(
  account: WalletAccount,
  name: string,
  body: string,
): { readonly member: string } | { readonly why: DarkReason } {
  const members = membersAsWritten(body);
  const member = members?.get(name);
  // "error_response": they did not recognise the request, so it is about no order at all.
  if (members?.has('error_response')) return { why: 'not-recognised' };
  if (!members || member === undefined) return { why: 'malformed' };
  const sign = /^"([A-Za-z0-9+/=]+)"$/.exec((members.get('sign') ?? '').replaceAll('\\/', '/'))?.[1];
  if (sign === undefined) return { why: 'unsigned' };
  return isRsa2(account.publicKey, member, sign) ? { member } : { why: 'wrong-signature' };
}
