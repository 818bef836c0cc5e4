import { z } from 'zod';
import { signedMoneyWire } from './money.ts';
import type { ForeignWallet } from './payment.ts';

/**
 * The accounts of the shop's books, named as plain-text accounting does (hledger), so that the export
 * is the ledger itself. Tax accounts carry their class and rate: `liabilities:tax:standard:1300`.
 */
export const accounts = {
  /** What lies in the drawer; the safe is where it comes from and goes to between shifts. */
  cash: 'assets:cash',
  safe: 'assets:safe',
  bank: 'assets:bank',
  /** What the scheme has settled: paid out to the shop, less its fees. */
  settled: 'assets:bank:wallet',
  suspense: 'assets:suspense',
  walletReceivable: 'assets:wallet',
  /** Taken by pass without network and not accepted yet; what of it was lost and the scheme bears. */
  walletOffline: 'assets:wallet:offline',
  /** What the programmes owe the shop for their vouchers. */
  vouchers: 'assets:vouchers',
  walletLossClaims: 'assets:wallet:loss-claims',
  elsewhereClearing: 'assets:clearing:elsewhere',
  /** Parts of sales that are not settled yet: the customer's until they are. */
  heldForSales: 'liabilities:held-for-sales',
  owedToCustomers: 'liabilities:owed-to-customers',
  sales: 'income:sales',
  /** Came in by the printed code; no sale is known for it. */
  received: 'income:received',
  returns: 'income:returns',
  cashOverShort: 'expenses:cash-over-short',
  purchases: 'expenses:purchases',
  walletFees: 'expenses:wallet-fees',
  /** What a person has written off between the scheme's file and the books, either way. */
  settlementDifferences: 'expenses:settlement-differences',
  offlineLoss: 'expenses:offline-loss',
  shopExpenses: 'expenses:shop',
  ownersCash: 'equity:owner',
} as const;

export function salesAccount(taxClass: string): string {
  return `${accounts.sales}:${taxClass}`;
}

export function returnsAccount(taxClass: string): string {
  return `${accounts.returns}:${taxClass}`;
}

export function taxAccount(taxClass: string, rateBasisPoints: number): string {
  return `liabilities:tax:${taxClass}:${rateBasisPoints}`;
}

/** Where a wallet's money stands until it is in the bank; each foreign wallet settles by itself. */
export function walletAccount(wallet: ForeignWallet | null): string {
  return wallet === null ? accounts.walletReceivable : `assets:clearing:${wallet}`;
}

/** One half of a double entry: above zero = debit, below = credit. */
export const posting = z.strictObject({
  account: z.string().regex(/^[a-z][a-z0-9:-]{2,80}$/),
  amount: signedMoneyWire,
});

export type Posting = z.infer<typeof posting>;

/** True when the postings sum to zero in every currency, and there are at least two. */
export function isBalanced(postings: readonly Posting[]): boolean {
  const sums = new Map<string, bigint>();
  for (const { amount } of postings) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + BigInt(amount.minor));
  }
  return postings.length >= 2 && [...sums.values()].every((total) => total === 0n);
}
