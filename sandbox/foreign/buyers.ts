import type { Database } from '../../platform/database.ts';

/** A customer of the stand-in; money in fen. */
export type Buyer = {
  readonly id: string;
  readonly balance: bigint;
  readonly pin: string;
  readonly withoutPin: bigint;
};

export function buyerOf(database: Database, id: string): Buyer | null {
  const row = database.exact.get<{ id: string; balance: bigint; pin: string; without_pin: bigint }>(
    'SELECT id, balance, pin, without_pin FROM buyer WHERE id = ?',
    id,
  );
  return row && { id: row.id, balance: row.balance, pin: row.pin, withoutPin: row.without_pin };
}

export function addBuyer(database: Database, buyer: Buyer): void {
  database.run(
    'INSERT INTO buyer (id, began_with, balance, pin, without_pin) VALUES (?, ?, ?, ?, ?)',
    buyer.id,
    buyer.balance,
    buyer.balance,
    buyer.pin,
    buyer.withoutPin,
  );
}

export type ShownCode = {
  readonly digits: string;
  readonly buyer: string;
  readonly expiresAt: number;
  readonly usedBy: string | null;
};

export function codeOf(database: Database, digits: string): ShownCode | null {
  const row = database.get<{ buyer: string; expires_at: number; used_by: string | null }>(
    'SELECT buyer, expires_at, used_by FROM code WHERE digits = ?',
    digits,
  );
  return row && { digits, buyer: row.buyer, expiresAt: row.expires_at, usedBy: row.used_by };
}

export function addCode(database: Database, code: Pick<ShownCode, 'digits' | 'buyer' | 'expiresAt'>): void {
  database.run(
    'INSERT INTO code (digits, buyer, expires_at) VALUES (?, ?, ?)',
    code.digits,
    code.buyer,
    code.expiresAt,
  );
}

export function spendCode(database: Database, digits: string, outTradeNo: string): void {
  database.run('UPDATE code SET used_by = ? WHERE digits = ?', outTradeNo, digits);
}
