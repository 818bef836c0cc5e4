import { generateKeyPairSync } from 'node:crypto';
import { accountOf, type WalletAccount } from '../../main/code-wallet/account.ts';
import { type CodeWallet, createCodeWallet } from '../../main/code-wallet/client.ts';
import { payBody } from '../../main/code-wallet/order-bodies.ts';
import { machineClock } from '../../main/open-till.ts';
import { foreignPhone, showCode } from '../../sandbox/foreign/customers.ts';
import type { Scheme } from '../../sandbox/scheme.ts';
import type { Clock } from '../../shared/time.ts';
import { openPlace, type Place, practise } from '../sandbox/counter.ts';

/** A till's way to the stand-in of a sandbox, over real HTTP, and its one customer. */
export type Gateway = {
  readonly place: Place;
  readonly account: WalletAccount;
  readonly wallet: CodeWallet;
  readonly code: () => string;
  /** The customer's phone: the answer to what waits. */
  readonly confirm: (outTradeNo: string, pin: string | null) => Promise<unknown>;
  readonly balance: () => string | undefined;
};

export async function openGateway(options: Parameters<typeof openPlace>[0] = {}): Promise<Gateway> {
  const place = await openPlace(options);
  const told = (await practise(place.url, '/practice/foreign', {})) as { wallet: string; account: object };
  const account = accountOf(JSON.stringify(told.account), 'alipay');
  const { foreign } = place.scheme.parts;
  return {
    place,
    account,
    wallet: walletOf(account),
    code: () => showCode(foreign, told.wallet),
    confirm: (outTradeNo, pin) =>
      practise(place.url, `/practice/foreign/${told.wallet}/payments/${outTradeNo}`, { pin }),
    balance: () => foreignPhone(foreign, told.wallet, null)?.balance,
  };
}

export function walletOf(account: WalletAccount, clock: Clock = machineClock): CodeWallet {
  return createCodeWallet({ account, clock });
}

export function bodyOf(id: string, minor: bigint, customerCode: string): string {
  return payBody({ id, amount: { minor, currency: 'CNY' }, customerCode, shop: '街角小店' });
}

/** The scheme's own parts, for whoever looks into the stand-in's books. */
export function booksOf(scheme: Scheme) {
  return scheme.parts.foreign.database;
}

/** A key pair of nobody: of a forger, or of a shop that the provider doesn't know. */
export function strangersKeys(): { readonly secret: string; readonly open: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    open: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
