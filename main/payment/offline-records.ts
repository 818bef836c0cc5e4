import { type Money, money } from '../../shared/money.ts';
import { type Day, dayOf, type Instant } from '../../shared/time.ts';
import type { Database } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';
import { keepAnswer } from './records.ts';

/** What passes taken without network add up to. An accepted one becomes a payment like any other. */
export const offlineProjectors: Projectors = {
  'offline-taken': (db, { data, occurredAt, zone, mono }, link) => {
    db.run(
      `INSERT INTO offline_payment (id, epoch, number, sale_id, tender_no, serial, wallet_hash, amount, currency,
         merchant_id, taken_at, created_mono, business_day, request, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'taken')`,
      data.paymentId,
      link.epoch,
      data.number,
      data.saleId,
      data.tenderNo,
      data.serial,
      data.walletHash,
      BigInt(data.amount.minor),
      data.amount.currency,
      data.merchantId,
      data.takenAt,
      mono,
      dayOf(occurredAt, zone),
      data.request,
    );
  },
  'offline-ended': (db, { data, recordedAt }, link) => {
    db.run(
      'UPDATE offline_payment SET state = ?, reason = ?, bearer = ?, scheme_ref = ?, ended_at = ? WHERE id = ?',
      data.to,
      data.reason,
      data.bearer,
      data.schemeRef,
      recordedAt,
      data.paymentId,
    );
    keepAnswer(db, link, data.paymentId, data.answer);
    if (data.to !== 'accepted') return;
    db.run(
      `INSERT INTO payment (id, sale_id, tender_no, amount, currency, merchant_id, code_hash, request, state,
         scheme_ref, created_at, created_mono, business_day)
       SELECT id, sale_id, tender_no, amount, currency, merchant_id, serial, request, 'succeeded',
         scheme_ref, taken_at, created_mono, business_day FROM offline_payment WHERE id = ?`,
      data.paymentId,
    );
  },
  'offline-loss-read': (db, { data, actor }) => {
    db.run('UPDATE offline_payment SET read_by = ? WHERE id = ? AND read_by IS NULL', actor, data.paymentId);
  },
  'offline-alarmed': (db, { data }) => {
    db.run('UPDATE offline_payment SET alarms = alarms + 1 WHERE id = ?', data.paymentId);
  },
};

/** One pass taken without network, as the books have it. */
export type OfflineRecord = {
  readonly id: string;
  readonly epoch: number;
  readonly number: number;
  readonly saleId: string;
  readonly amount: Money;
  readonly merchantId: string;
  readonly takenAt: Instant;
  readonly businessDay: Day;
  /** The exact body that was and will be handed in. */
  readonly request: string;
  readonly state: 'taken' | 'accepted' | 'refused';
  readonly reason: string | null;
  readonly bearer: 'scheme' | 'merchant' | null;
  readonly schemeRef: string | null;
  readonly endedAt: Instant | null;
  readonly alarms: number;
};

type OfflineRow = {
  id: string;
  epoch: bigint;
  number: bigint;
  sale_id: string;
  amount: bigint;
  currency: string;
  merchant_id: string;
  taken_at: string;
  business_day: string;
  request: string;
  state: OfflineRecord['state'];
  reason: string | null;
  bearer: OfflineRecord['bearer'];
  scheme_ref: string | null;
  ended_at: string | null;
  alarms: bigint;
};

export function offlineById(db: Database, id: string): OfflineRecord | null {
  const row = db.get<OfflineRow>('SELECT * FROM offline_payment WHERE id = ?', id);
  return row && offlineOf(row);
}

/** What has still to be handed in, in its order. */
export function openOffline(db: Database): OfflineRecord[] {
  return db
    .all<OfflineRow>("SELECT * FROM offline_payment WHERE state = 'taken' ORDER BY epoch, number")
    .map(offlineOf);
}

/** Losses that nobody has said to have read, oldest first. */
export function unreadLosses(db: Database): OfflineRecord[] {
  return db
    .all<OfflineRow>(
      "SELECT * FROM offline_payment WHERE state = 'refused' AND read_by IS NULL ORDER BY epoch, number",
    )
    .map(offlineOf);
}

/** The places among a sale's tenders that a pass paid while the scheme could not be reached. */
export function offlineTenders(db: Database, saleId: string): number[] {
  return db
    .all<{ no: bigint }>('SELECT tender_no AS no FROM offline_payment WHERE sale_id = ?', saleId)
    .map(({ no }) => Number(no));
}

/** True for a sale whose pass the scheme has not paid: there is no payment to give back from. */
export function isOfflineUnpaid(db: Database, saleId: string): boolean {
  const found = db.get("SELECT 1 FROM offline_payment WHERE sale_id = ? AND state <> 'accepted'", saleId);
  return found !== null;
}

export function isPassSeen(db: Database, serial: string): boolean {
  return db.get('SELECT 1 FROM offline_payment WHERE serial = ?', serial) !== null;
}

export type Outstanding = { readonly count: number; readonly minor: bigint };

/** What an epoch took and the scheme has not accepted: all of it, or one wallet's (lower hex). */
export function outstandingOffline(db: Database, epoch: number, walletHash: string | null): Outstanding {
  const row = db.get<{ count: bigint; minor: bigint }>(
    `SELECT COUNT(*) AS count, COALESCE(SUM(amount), 0) AS minor FROM offline_payment
     WHERE epoch = ? AND state <> 'accepted' AND (? IS NULL OR wallet_hash = ?)`,
    epoch,
    walletHash,
    walletHash,
  );
  return { count: Number(row?.count ?? 0n), minor: row?.minor ?? 0n };
}

/** One past the last number of this epoch. */
export function nextOfflineNumber(db: Database, epoch: number): number {
  const row = db.get<{ last: bigint | null }>(
    'SELECT MAX(number) AS last FROM offline_payment WHERE epoch = ?',
    epoch,
  );
  return Number(row?.last ?? 0n) + 1;
}

/** When a pass was last taken, by the scheme's clock; null before the first. */
export function lastTakenAt(db: Database): Instant | null {
  return db.get<{ last: string | null }>('SELECT MAX(taken_at) AS last FROM offline_payment')?.last ?? null;
}

function offlineOf(row: OfflineRow): OfflineRecord {
  return {
    id: row.id,
    epoch: Number(row.epoch),
    number: Number(row.number),
    saleId: row.sale_id,
    amount: money(row.amount, row.currency),
    merchantId: row.merchant_id,
    takenAt: row.taken_at,
    businessDay: row.business_day,
    request: row.request,
    state: row.state,
    reason: row.reason,
    bearer: row.bearer,
    schemeRef: row.scheme_ref,
    endedAt: row.ended_at,
    alarms: Number(row.alarms),
  };
}
