import type { Database } from '../../platform/database.ts';
import { type JournalHead, nonceKeptS } from '../../shared/scheme-wire.ts';

/** False where this key has used this nonce before. Nonces past their time are dropped on the way. */
export function isFreshNonce(database: Database, kid: string, nonce: string, nowMs: number): boolean {
  database.run('DELETE FROM nonce WHERE heard_at_ms < ?', nowMs - nonceKeptS * 1000);
  return database.run('INSERT OR IGNORE INTO nonce VALUES (?, ?, ?)', kid, nonce, nowMs) === 1;
}

/**
 * Keeps a terminal's journal head. False where another head is already known under this epoch and
 * number: two copies of one till, or a journal that was rewritten (trust.md §4). That is an alarm.
 */
export function hearHead(database: Database, terminal: string, head: JournalHead, nowMs: number): boolean {
  if (head.epoch === 0) return true;
  const { epoch, seq, hash } = head;
  database.run('INSERT OR IGNORE INTO witness VALUES (?, ?, ?, ?, ?)', terminal, epoch, seq, hash, nowMs);
  const known = database.get<{ hash: string }>(
    'SELECT hash FROM witness WHERE terminal = ? AND epoch = ? AND seq = ?',
    terminal,
    epoch,
    seq,
  );
  if (known?.hash === hash) return true;
  raiseAlarm(
    database,
    terminal,
    'other-head',
    `epoch ${epoch} seq ${seq}: ${known?.hash} and ${hash}`,
    nowMs,
  );
  return false;
}

export type HeardHead = JournalHead & { readonly atMs: number };

/** Heads in order of epoch and number, from behind `after`. */
export function heardHeads(
  database: Database,
  terminal: string,
  after: { readonly epoch: number; readonly seq: number },
  limit: number,
): HeardHead[] {
  return database
    .all<{ epoch: number; seq: number; hash: string; heard_at_ms: number }>(
      `SELECT epoch, seq, hash, heard_at_ms FROM witness
       WHERE terminal = ? AND (epoch, seq) > (?, ?) ORDER BY epoch, seq LIMIT ?`,
      terminal,
      after.epoch,
      after.seq,
      limit,
    )
    .map((row) => ({ epoch: row.epoch, seq: row.seq, hash: row.hash, atMs: row.heard_at_ms }));
}

export function alarms(database: Database): { terminal: string; kind: string; detail: string }[] {
  return database.all('SELECT terminal, kind, detail FROM alarm ORDER BY id');
}

function raiseAlarm(database: Database, terminal: string, kind: string, detail: string, nowMs: number): void {
  database.run(
    'INSERT INTO alarm (terminal, kind, detail, at_ms) VALUES (?, ?, ?, ?)',
    terminal,
    kind,
    detail,
    nowMs,
  );
}
