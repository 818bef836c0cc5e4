import type { Database } from '../../platform/database.ts';
import { sumMinor } from '../../shared/money.ts';

/** Where the money of a wallet, a merchant, the fees and the made-up issue stands; a programme owes what its vouchers hold. */
export const issueAccount = 'issue';
export const feeAccount = 'fees';
/** What the scheme sets aside for passes that it must pay itself. */
export const lossAccount = 'losses';
export const walletAccount = (wallet: string) => `wallet:${wallet}`;
export const merchantAccount = (merchant: string) => `merchant:${merchant}`;
export const programmeAccount = (programme: string) => `programme:${programme}`;
export const voucherAccount = (voucher: string) => `voucher:${voucher}`;

/** Vouchers are issued, pay and are given back like wallets: a redemption is booked as a payment. */
export type Entry = {
  readonly kind: 'issue' | 'payment' | 'refund';
  readonly resource: string;
  readonly atMs: number;
  readonly currency: string;
  readonly postings: readonly { readonly account: string; readonly minor: bigint }[];
};

/** Books one entry; throws where its postings don't sum to zero, or a wallet would go below zero. */
export function book(database: Database, entry: Entry): void {
  if (sumMinor(entry.postings.map(({ minor }) => minor)) !== 0n) {
    throw new Error(`${entry.kind} ${entry.resource} is not balanced`);
  }
  const row = database.get<{ id: number }>(
    'INSERT INTO entry (kind, resource, at_ms) VALUES (?, ?, ?) RETURNING id',
    entry.kind,
    entry.resource,
    entry.atMs,
  );
  for (const { account, minor } of entry.postings) {
    if (minor === 0n) continue;
    database.run('INSERT INTO posting VALUES (?, ?, ?, ?)', row?.id ?? null, account, entry.currency, minor);
    addToBalance(database, account, entry.currency, minor);
  }
}

export function balanceOf(database: Database, account: string, currency: string): bigint {
  const row = database.exact.get<{ minor: bigint }>(
    'SELECT minor FROM balance WHERE account = ? AND currency = ?',
    account,
    currency,
  );
  return row?.minor ?? 0n;
}

/** Update first: an insert's row is checked on its own, and a payment's part of a wallet is negative. */
function addToBalance(database: Database, account: string, currency: string, minor: bigint): void {
  const changed = database.run(
    'UPDATE balance SET minor = minor + ? WHERE account = ? AND currency = ?',
    minor,
    account,
    currency,
  );
  if (changed === 0) database.run('INSERT INTO balance VALUES (?, ?, ?)', account, currency, minor);
}
