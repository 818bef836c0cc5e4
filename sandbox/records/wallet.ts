import type { Database, Row } from '../../platform/database.ts';
import type { Code, Wallet } from '../rules/wallet.ts';
import { balanceOf, book, issueAccount, walletAccount } from './books.ts';

type WalletRow = Row & {
  id: string;
  currency: string;
  pin: string | null;
  without_pin_minor: bigint | null;
  most_minor: bigint | null;
  blocked: bigint;
};

export function findWallet(database: Database, id: string): Wallet | null {
  const row = database.exact.get<WalletRow>('SELECT * FROM wallet WHERE id = ?', id);
  return row && walletOf(database, row);
}

/** A blocked wallet neither pays nor takes money back. */
export function blockWallet(database: Database, id: string, isBlocked: boolean): void {
  database.run('UPDATE wallet SET blocked = ? WHERE id = ?', isBlocked ? 1 : 0, id);
}

/** Opens a wallet with its made-up balance, booked out of the issue account like any other money. */
export function insertWallet(database: Database, wallet: Wallet, nowMs: number): void {
  database.run(
    'INSERT INTO wallet VALUES (?, ?, ?, ?, ?, ?)',
    wallet.id,
    wallet.currency,
    wallet.pin,
    wallet.withoutPinMinor,
    wallet.mostMinor,
    wallet.blocked ? 1 : 0,
  );
  if (wallet.balanceMinor === 0n) return;
  book(database, {
    kind: 'issue',
    resource: wallet.id,
    atMs: nowMs,
    currency: wallet.currency,
    postings: [
      { account: issueAccount, minor: -wallet.balanceMinor },
      { account: walletAccount(wallet.id), minor: wallet.balanceMinor },
    ],
  });
}

type CodeRow = { code: string; wallet: string; expires_at_ms: number; used_by: string | null };

export function findCode(database: Database, code: string): Code | null {
  const row = database.get<CodeRow>('SELECT * FROM wallet_code WHERE code = ?', code);
  return row && { code: row.code, wallet: row.wallet, expiresAtMs: row.expires_at_ms, usedBy: row.used_by };
}

export function insertCode(database: Database, code: Code): void {
  database.run(
    'INSERT INTO wallet_code VALUES (?, ?, ?, ?)',
    code.code,
    code.wallet,
    code.expiresAtMs,
    code.usedBy,
  );
}

export function spendCode(database: Database, code: string, payment: string): void {
  database.run('UPDATE wallet_code SET used_by = ? WHERE code = ? AND used_by IS NULL', payment, code);
}

function walletOf(database: Database, row: WalletRow): Wallet {
  return {
    id: row.id,
    currency: row.currency,
    balanceMinor: balanceOf(database, walletAccount(row.id), row.currency),
    pin: row.pin,
    withoutPinMinor: row.without_pin_minor,
    mostMinor: row.most_minor,
    blocked: row.blocked !== 0n,
  };
}
