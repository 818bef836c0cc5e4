import { canonicalJson } from '../../platform/canonical-json.ts';
import { signRsa2, textOfParameters } from '../../platform/rsa2.ts';
import type { HttpRequest } from '../../platform/signature-base.ts';
import {
  orderNumber,
  type WalletAsk,
  type WalletSaid,
  walletMethods,
} from '../../shared/code-wallet-wire.ts';
import type { Id } from '../../shared/ids.ts';
import { type Clock, instantOf } from '../../shared/time.ts';
import { type Exchanged, exchange } from '../scheme/exchange.ts';
import type { Outcome } from '../scheme/outcome.ts';
import type { WalletAccount } from './account.ts';
import { heard } from './signed-answer.ts';

/**
 * The till's way to a foreign wallet of the code-payment family. Every call answers with an `Outcome` and
 * never throws for what the network or the provider does; none is ever repeated by itself. `answer` is
 * signed by the provider; whether it is about this very order is for the caller to compare with its row.
 */
export type CodeWallet = {
  readonly account: WalletAccount;
  /** `body` is what `payBody` made (`order-bodies.ts`), exactly as the journal keeps it. */
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
