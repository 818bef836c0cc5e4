import type { Database } from '../../platform/database.ts';
import type { PublicJwk } from '../../shared/scheme-wire.ts';
import type { Activation } from '../rules/activation.ts';
import { finderOf } from '../rules/activation.ts';

export type Merchant = {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly zone: string;
  readonly isBlocked: boolean;
};

export type Terminal = {
  readonly id: string;
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly activatedAtMs: number;
  readonly isSuspended: boolean;
  readonly merchant: Merchant;
};

type MerchantRow = { id: string; name: string; currency: string; zone: string; blocked: number };
type TerminalRow = {
  id: string;
  merchant: string;
  keyid: string;
  x: string;
  activated_at_ms: number;
  suspended: number;
};
type ActivationRow = {
  code: string;
  merchant: string;
  expires_at_ms: number;
  tries_left: number;
  terminal: string | null;
  keyid: string | null;
};

export function insertMerchant(database: Database, merchant: Merchant): void {
  const { id, name, currency, zone, isBlocked } = merchant;
  database.run('INSERT INTO merchant VALUES (?, ?, ?, ?, ?)', id, name, currency, zone, isBlocked ? 1 : 0);
}

export function findMerchant(database: Database, id: string): Merchant {
  const row = database.get<MerchantRow>('SELECT * FROM merchant WHERE id = ?', id);
  if (!row) throw new Error(`no merchant ${id}`);
  return { id, name: row.name, currency: row.currency, zone: row.zone, isBlocked: row.blocked !== 0 };
}

export function findTerminalByKey(database: Database, kid: string): Terminal | null {
  const row = database.get<TerminalRow>(
    `SELECT id, merchant, keyid, jwk ->> 'x' AS x, activated_at_ms, suspended FROM terminal WHERE keyid = ?`,
    kid,
  );
  return (
    row && {
      id: row.id,
      kid: row.keyid,
      jwk: { kty: 'OKP', crv: 'Ed25519', x: row.x },
      activatedAtMs: row.activated_at_ms,
      isSuspended: row.suspended !== 0,
      merchant: findMerchant(database, row.merchant),
    }
  );
}

export function insertTerminal(
  database: Database,
  terminal: Terminal,
  device: { readonly name: string; readonly software: string },
): void {
  database.run(
    'INSERT INTO terminal VALUES (?, ?, ?, ?, ?, ?, ?)',
    terminal.id,
    terminal.merchant.id,
    terminal.kid,
    JSON.stringify(terminal.jwk),
    JSON.stringify(device),
    terminal.activatedAtMs,
    terminal.isSuspended ? 1 : 0,
  );
}

/** A newer code takes the place of an older one that shares its finder. */
export function insertActivation(database: Database, activation: Activation): void {
  database.run(
    'INSERT OR REPLACE INTO activation VALUES (?, ?, ?, ?, ?, NULL)',
    finderOf(activation.code),
    activation.code,
    activation.merchant,
    activation.expiresAtMs,
    activation.triesLeft,
  );
}

export function findActivation(database: Database, code: string): Activation | null {
  const row = database.get<ActivationRow>(
    `SELECT code, activation.merchant, expires_at_ms, tries_left, terminal, keyid
     FROM activation LEFT JOIN terminal ON terminal.id = activation.terminal WHERE finder = ?`,
    finderOf(code),
  );
  if (!row) return null;
  const { terminal, keyid } = row;
  return {
    code: row.code,
    merchant: row.merchant,
    expiresAtMs: row.expires_at_ms,
    triesLeft: row.tries_left,
    used: terminal !== null && keyid !== null ? { terminal, keyid } : null,
  };
}

export function countWrongTry(database: Database, code: string): void {
  database.run('UPDATE activation SET tries_left = tries_left - 1 WHERE finder = ?', finderOf(code));
}

export function spendActivation(database: Database, code: string, terminal: string): void {
  database.run('UPDATE activation SET terminal = ? WHERE finder = ?', terminal, finderOf(code));
}
