import type { KeyObject } from 'node:crypto';
import { membersAsWritten } from '../../platform/members-as-written.ts';
import { isRsa2, rsaPublicKey } from '../../platform/rsa2.ts';
import {
  answerMember,
  orderNumber,
  type WalletAsk,
  type WalletSaid,
  walletMethods,
  walletSaid,
} from '../../shared/code-wallet-wire.ts';
import type { EventData, KeptAnswer } from '../../shared/events.ts';
import type { ForeignWallet } from '../../shared/payment.ts';
import { type Auditor, firstFailed } from './verdict.ts';

type Order = {
  readonly wallet: ForeignWallet;
  readonly number: string;
  readonly requestNo: string | null;
  readonly amountMinor: bigint;
};

/**
 * Money of foreign wallets: each is asked under the account that was linked then, and "paid" or "refunded"
 * stands in the books only where the provider has signed it, of this very order and amount. The provider's
 * key stands in the books themselves, so an auditor needs nothing else.
 */
export function ordersHold(): Auditor {
  const links = new Map<ForeignWallet, { appId: string; keys: KeyObject[] }>();
  const orders = new Map<string, Order>();
  return (event) => {
    switch (event.kind) {
      case 'wallet-linked': {
        const { wallet, appId, publicKey } = event.data;
        links.set(wallet, { appId, keys: [...(links.get(wallet)?.keys ?? []), rsaPublicKey(publicKey)] });
        return null;
      }
      case 'payment-created':
        return created(event.data);
      case 'refund-created': {
        const paid = orders.get(event.data.paymentId);
        const requestNo = orderNumber(event.data.refundId);
        const amountMinor = BigInt(event.data.amount.minor);
        if (paid) orders.set(event.data.refundId, { ...paid, requestNo, amountMinor });
        return null;
      }
      case 'payment-moved':
        return moved(event.data, event.data.paymentId, event.data.to === 'succeeded');
      case 'refund-moved':
        return moved(event.data, event.data.refundId, event.data.to === 'refunded');
      default:
        return null;
    }
  };

  function created(data: EventData<'payment-created'>): string | null {
    const { wallet, paymentId, amount, merchantId } = data;
    if (!wallet) return null;
    const order = { wallet, number: orderNumber(paymentId), requestNo: null };
    orders.set(paymentId, { ...order, amountMinor: BigInt(amount.minor) });
    return links.get(wallet)?.appId === merchantId ? null : `no account with ${wallet} was linked for this`;
  }

  function moved(data: { readonly answer: KeptAnswer | null }, id: string, isEnd: boolean): string | null {
    const order = orders.get(id);
    if (!order) return null;
    const said = data.answer && saidOf(data.answer, links.get(order.wallet)?.keys ?? []);
    if (data.answer && !said) return `the kept answer is not signed by ${order.wallet}`;
    if (!isEnd) return null;
    return firstFailed([
      [
        said?.means === (order.requestNo === null ? 'paid' : 'refund-done'),
        'the kept answer does not say so',
      ],
      [
        said?.order === order.number && said.requestNo === order.requestNo,
        'the kept answer is about another order',
      ],
      [said?.minor === order.amountMinor, 'the kept answer names another amount'],
    ]);
  }
}

/** What an answer says, where one of these keys has signed it. */
function saidOf({ body }: KeptAnswer, keys: readonly KeyObject[]): WalletSaid | null {
  const members = membersAsWritten(body);
  const sign = members?.get('sign');
  const signature: unknown = sign === undefined ? null : JSON.parse(sign);
  for (const ask of Object.keys(walletMethods) as WalletAsk[]) {
    const member = members?.get(answerMember(ask));
    if (member === undefined || typeof signature !== 'string') continue;
    return keys.some((key) => isRsa2(key, member, signature)) ? walletSaid(ask, JSON.parse(member)) : null;
  }
  return null;
}
