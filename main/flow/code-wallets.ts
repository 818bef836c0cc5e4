import type { ForeignWallet } from '../../shared/payment.ts';
import { foreignWallet } from '../../shared/payment.ts';
import { readPaymentCode } from '../../shared/qr/payment-codes.ts';
import type { CodeWallet } from '../code-wallet/client.ts';
import { linkedWallet } from '../onboarding/records.ts';
import type { Database } from '../store/database.ts';
import type { Journal } from '../store/journal.ts';

/** The foreign wallets that this shop has an account with. */
export type CodeWallets = {
  /** Null: no account. */
  readonly of: (wallet: ForeignWallet) => CodeWallet | null;
  /** The wallet whose customer shows this code, where the shop has an account with it. */
  readonly ofCode: (code: string) => CodeWallet | null;
};

export function createCodeWallets(wallets: readonly CodeWallet[]): CodeWallets {
  const of = (name: ForeignWallet) => wallets.find(({ account }) => account.wallet === name) ?? null;
  return {
    of,
    ofCode: (code) => {
      const read = /^\d{16,24}$/.test(code) ? readPaymentCode(code) : null;
      const issuer = foreignWallet.safeParse(read?.ok ? read.value.issuer : null);
      return issuer.success ? of(issuer.data) : null;
    },
  };
}

/** Writes into the books which accounts are used from here on, where that is news. */
export function recordLinks(journal: Journal, db: Database, wallets: readonly CodeWallet[]): void {
  const news = wallets.filter(({ account }) => {
    const known = linkedWallet(db, account.wallet);
    return (
      known?.appId !== account.appId || known.publicKey !== account.publicKeyText || known.url !== account.url
    );
  });
  if (news.length === 0) return;
  journal.commit((record) => {
    for (const { account } of news) {
      const { wallet, url, appId, publicKeyText: publicKey } = account;
      record('wallet-linked', { wallet, url, appId, publicKey });
    }
  });
}
