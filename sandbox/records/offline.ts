import type { Database, Row } from '../../platform/database.ts';

/** A pass that was issued; `usedBy` is the one payment that it paid. */
export type IssuedPass = { readonly serial: string; readonly wallet: string; readonly usedBy: string | null };

/** What stands beside a payment that was taken without network. */
export type OfflinePayment = {
  readonly id: string;
  /** Null where the text was no pass at all. */
  readonly serial: string | null;
  readonly walletHash: string | null;
  readonly seq: number;
  readonly takenAtMs: number;
  readonly bearer: 'scheme' | 'merchant' | null;
};

/** The number of a wallet's next pass, from 1. */
export function nextPassCounter(database: Database, wallet: string): number {
  const row = database.get<{ last: number | null }>(
    'SELECT max(counter) AS last FROM offline_pass WHERE wallet = ?',
    wallet,
  );
  return (row?.last ?? 0) + 1;
}

export function insertPass(
  database: Database,
  pass: {
    readonly serial: string;
    readonly wallet: string;
    readonly counter: number;
    readonly issuedAtMs: number;
    readonly expiresAtMs: number;
  },
): void {
  const { serial, wallet, counter, issuedAtMs, expiresAtMs } = pass;
  database.run(
    'INSERT INTO offline_pass VALUES (?, ?, ?, ?, ?, NULL)',
    serial,
    wallet,
    counter,
    issuedAtMs,
    expiresAtMs,
  );
}

export function findPass(database: Database, serial: string): IssuedPass | null {
  const row = database.get<{ serial: string; wallet: string; used_by: string | null }>(
    'SELECT serial, wallet, used_by FROM offline_pass WHERE serial = ?',
    serial,
  );
  return row && { serial: row.serial, wallet: row.wallet, usedBy: row.used_by };
}

export function spendPass(database: Database, serial: string, payment: string): void {
  database.run('UPDATE offline_pass SET used_by = ? WHERE serial = ? AND used_by IS NULL', payment, serial);
}

export function insertOffline(database: Database, offline: OfflinePayment): void {
  const { id, serial, walletHash, seq, takenAtMs, bearer } = offline;
  database.run(
    'INSERT INTO offline_payment VALUES (?, ?, ?, ?, ?, ?)',
    id,
    serial,
    walletHash,
    seq,
    takenAtMs,
    bearer,
  );
}

export function findOffline(database: Database, id: string): OfflinePayment | null {
  const row = database.get<{
    id: string;
    serial: string | null;
    wallet_hash: string | null;
    seq: number;
    taken_at_ms: number;
    bearer: OfflinePayment['bearer'];
  }>('SELECT * FROM offline_payment WHERE id = ?', id);
  return (
    row && {
      id: row.id,
      serial: row.serial,
      walletHash: row.wallet_hash,
      seq: row.seq,
      takenAtMs: row.taken_at_ms,
      bearer: row.bearer,
    }
  );
}

export type Outstanding = { readonly count: number; readonly minor: bigint };

/**
 * What a terminal had taken by `takenAtMs` and not yet been paid for: handed in later, or refused.
 * Narrowed to a wallet where its hash is given. `toleranceMs` is how far two honest clocks may differ.
 */
export function outstandingAt(
  database: Database,
  terminal: string,
  takenAtMs: number,
  toleranceMs: number,
  walletHash: string | null,
): Outstanding {
  const row = database.exact.get<Row & { count: bigint; minor: bigint }>(
    `SELECT count(*) AS count, coalesce(sum(amount_minor), 0) AS minor
     FROM offline_payment JOIN payment USING (id)
     WHERE terminal = ?1 AND taken_at_ms <= ?2 AND (at_ms > ?2 + ?3 OR state = 'declined')
       AND (?4 IS NULL OR wallet_hash = ?4)`,
    terminal,
    takenAtMs,
    toleranceMs,
    walletHash,
  );
  return { count: Number(row?.count ?? 0n), minor: row?.minor ?? 0n };
}
