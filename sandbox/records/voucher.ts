import { sha256Hex } from '../../platform/canonical-json.ts';
import type { Database, Row } from '../../platform/database.ts';
import type { VoucherState } from '../../shared/voucher-wire.ts';
import { stateAt, type Voucher } from '../rules/voucher.ts';
import { balanceOf, book, programmeAccount, voucherAccount } from './books.ts';

type VoucherRow = Row & {
  id: string;
  programme: string;
  state: VoucherState;
  currency: string;
  life_ms: bigint;
  expires_at_ms: bigint | null;
  person: string | null;
};

/** `code` as `shared/qr/voucher.ts` writes it. */
export function findVoucherByCode(database: Database, code: string): Voucher | null {
  return found(database, 'SELECT * FROM voucher WHERE code_hash = ?', sha256Hex(code));
}

/** Throws for an id that isn't there: only redemptions name vouchers by id, and they stay. */
export function voucherById(database: Database, id: string): Voucher {
  const voucher = found(database, 'SELECT * FROM voucher WHERE id = ?', id);
  if (!voucher) throw new Error(`no voucher ${id}`);
  return voucher;
}

/** Makes a voucher with its balance, which the programme pays for. */
export function insertVoucher(database: Database, voucher: Voucher, code: string, nowMs: number): void {
  database.run(
    'INSERT INTO voucher VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    voucher.id,
    sha256Hex(code),
    voucher.programme,
    voucher.state,
    voucher.currency,
    voucher.lifeMs,
    voucher.expiresAtMs,
    voucher.person,
  );
  book(database, {
    kind: 'issue',
    resource: voucher.id,
    atMs: nowMs,
    currency: voucher.currency,
    postings: [
      { account: programmeAccount(voucher.programme), minor: -voucher.balanceMinor },
      { account: voucherAccount(voucher.id), minor: voucher.balanceMinor },
    ],
  });
}

export function saveVoucherState(
  database: Database,
  voucher: Voucher,
  state: VoucherState,
  expiresAtMs: number | null,
): void {
  database.run(
    'UPDATE voucher SET state = ?, expires_at_ms = ? WHERE id = ?',
    state,
    expiresAtMs,
    voucher.id,
  );
}

/** After money moved: a voucher that is empty is consumed, one that got something back is not. */
export function followBalance(database: Database, id: string): void {
  const voucher = voucherById(database, id);
  const state = stateAt(voucher.state, voucher.balanceMinor);
  if (state !== voucher.state) saveVoucherState(database, voucher, state, voucher.expiresAtMs);
}

function found(database: Database, sql: string, key: string): Voucher | null {
  const row = database.exact.get<VoucherRow>(sql, key);
  return (
    row && {
      id: row.id,
      programme: row.programme,
      state: row.state,
      currency: row.currency,
      balanceMinor: balanceOf(database, voucherAccount(row.id), row.currency),
      lifeMs: Number(row.life_ms),
      expiresAtMs: row.expires_at_ms === null ? null : Number(row.expires_at_ms),
      person: row.person,
    }
  );
}
