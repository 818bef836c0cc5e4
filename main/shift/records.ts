import type { SaleTender } from '../../shared/events.ts';
import type { Money, MoneyWire } from '../../shared/money.ts';
import { type ForeignWallet, foreignWallet, foreignWalletOf, type TenderKind } from '../../shared/payment.ts';
import type { Database, Row } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';

/** Adds what a document moved to its shift: sales add, refunds take off. A document without a shift is none's. */
function count(
  db: Database,
  epoch: number,
  shift: number | null,
  part: {
    readonly kind: 'sale' | 'refund';
    readonly tenders: readonly Pick<SaleTender, 'kind' | 'how' | 'amount' | 'taken'>[];
    readonly total: MoneyWire;
  },
): void {
  const sign = part.kind === 'sale' ? 1n : -1n;
  if (shift !== null) {
    const moved = (kind: TenderKind): bigint =>
      part.tenders.reduce(
        // A part that was taken before has been counted when it came.
        (sum, tender) =>
          tender.kind === kind && !tender.taken && foreignWalletOf(tender) === null
            ? sum + sign * BigInt(tender.amount.minor)
            : sum,
        0n,
      );
    for (const tender of part.tenders) {
      const wallet = tender.taken ? null : foreignWalletOf(tender);
      if (wallet !== null) addToWallet(db, epoch, shift, wallet, sign * BigInt(tender.amount.minor));
    }
    db.run(
      `UPDATE shift SET ${part.kind === 'sale' ? 'sales = sales + 1' : 'refunds = refunds + 1'}, takings = takings + ?, cash = cash + ?, wallet = wallet + ?, elsewhere = elsewhere + ?, voucher = voucher + ? WHERE epoch = ? AND number = ?`,
      sign * BigInt(part.total.minor),
      moved('cash'),
      moved('wallet'),
      moved('elsewhere'),
      moved('voucher'),
      epoch,
      shift,
    );
  }
  db.run(
    `UPDATE grand_total SET ${part.kind === 'sale' ? 'sales = sales + ?' : 'refunds = refunds + ?'} WHERE epoch = ?`,
    BigInt(part.total.minor),
    epoch,
  );
}

const additions: Readonly<Record<TenderKind, string>> = {
  cash: 'UPDATE shift SET cash = cash + ? WHERE epoch = ? AND number = ?',
  wallet: 'UPDATE shift SET wallet = wallet + ? WHERE epoch = ? AND number = ?',
  elsewhere: 'UPDATE shift SET elsewhere = elsewhere + ? WHERE epoch = ? AND number = ?',
  voucher: 'UPDATE shift SET voucher = voucher + ? WHERE epoch = ? AND number = ?',
};

function addTo(db: Database, epoch: number, shift: number, kind: TenderKind, minor: bigint): void {
  db.run(additions[kind], minor, epoch, shift);
}

function addToWallet(db: Database, epoch: number, shift: number, wallet: ForeignWallet, minor: bigint): void {
  db.run(
    `INSERT INTO shift_wallet (epoch, shift, wallet, amount) VALUES (?, ?, ?, ?)
       ON CONFLICT (epoch, shift, wallet) DO UPDATE SET amount = amount + excluded.amount`,
    epoch,
    shift,
    wallet,
    minor,
  );
}

/** To the tender's own sum: each foreign wallet has one, the scheme's is the shift's `wallet`. */
function addTender(
  db: Database,
  epoch: number,
  shift: number,
  tender: { readonly kind: TenderKind; readonly wallet: ForeignWallet | null },
  minor: bigint,
): void {
  if (tender.wallet === null) addTo(db, epoch, shift, tender.kind, minor);
  else addToWallet(db, epoch, shift, tender.wallet, minor);
}

export const shiftProjectors: Projectors = {
  'shift-opened': (db, { data, occurredAt, actor }, { epoch }) => {
    db.run(
      'INSERT INTO shift (epoch, number, opened_at, opened_by, float, currency, cash) VALUES (?, ?, ?, ?, ?, ?, ?)',
      epoch,
      data.number,
      occurredAt,
      actor,
      BigInt(data.float.minor),
      data.float.currency,
      BigInt(data.float.minor),
    );
  },
  'payment-received': (db, { data: { amount }, shift }, { epoch }) => {
    // What came while the till was closed is the next shift's: no Z leaves it out.
    db.run(
      `INSERT INTO shift_received (epoch, shift, count, amount)
       SELECT ?1, coalesce(?2, (SELECT max(number) FROM shift WHERE epoch = ?1), 0) + (?2 IS NULL), 1, ?3
       ON CONFLICT (epoch, shift) DO UPDATE SET count = count + 1, amount = amount + excluded.amount`,
      epoch,
      shift,
      BigInt(amount.minor),
    );
  },
  'tender-taken': (db, { data: { tender }, shift }, { epoch }) => {
    if (shift === null) return;
    const { kind, amount } = tender;
    addTender(db, epoch, shift, { kind, wallet: foreignWalletOf(tender) }, BigInt(amount.minor));
  },
  'tender-returned': (db, { data, shift }, { epoch }) => {
    if (shift === null) return;
    const { kind, wallet = null, amount } = data;
    addTender(db, epoch, shift, { kind, wallet }, -BigInt(amount.minor));
  },
  'sale-settled': (db, { data, shift }, { epoch }) => count(db, epoch, shift, { kind: 'sale', ...data }),
  'refund-settled': (db, { data, shift }, { epoch }) => count(db, epoch, shift, { kind: 'refund', ...data }),
  'tender-corrected': (db, { data, shift }, { epoch }) => {
    if (shift === null) return;
    addTo(db, epoch, shift, data.from, -BigInt(data.amount.minor));
    addTo(db, epoch, shift, data.to, BigInt(data.amount.minor));
  },
  'refund-paid-out': (db, { data, shift }, { epoch }) => {
    // The document took it off the wallet; it left the drawer instead.
    if (shift === null) return;
    const { wallet = null } = data;
    addTender(db, epoch, shift, { kind: 'wallet', wallet }, BigInt(data.amount.minor));
    addTo(db, epoch, shift, 'cash', -BigInt(data.amount.minor));
  },
  'cash-moved': (db, { data, occurredAt, shift }, { epoch }) => {
    db.run(
      'INSERT INTO cash_movement (id, epoch, shift, at, direction, purpose, reason, amount, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      data.movementId,
      epoch,
      shift,
      occurredAt,
      data.direction,
      data.purpose,
      data.reason,
      BigInt(data.amount.minor),
      data.amount.currency,
    );
    if (shift !== null)
      addTo(db, epoch, shift, 'cash', BigInt(data.amount.minor) * (data.direction === 'in' ? 1n : -1n));
  },
  'drawer-opened': (db, { data, occurredAt, shift }, { epoch, seq }) => {
    db.run(
      'INSERT INTO drawer_opening (epoch, seq, at, shift, reason, sale_id, opening_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
      epoch,
      seq,
      occurredAt,
      shift,
      data.reason,
      data.saleId,
      data.openingId ?? null,
    );
  },
  'shift-closed': (db, { data, occurredAt }, { epoch, hash }) => {
    db.run(
      'UPDATE shift SET closed_at = ?, counted = ?, z = ? WHERE epoch = ? AND number = ?',
      occurredAt,
      JSON.stringify({ expected: data.expected, counted: data.counted }),
      JSON.stringify({ hash, previous: data.previous?.signature ?? null, signature: data.signature }),
      epoch,
      data.number,
    );
  },
};

export type ShiftRecord = {
  readonly epoch: number;
  readonly number: number;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly currency: string;
  readonly floatMinor: bigint;
  readonly closedAt: string | null;
  readonly sales: number;
  readonly refunds: number;
  readonly takingsMinor: bigint;
  readonly expectedMinor: Readonly<Record<TenderKind, bigint>>;
  readonly counted: string | null;
  readonly z: string | null;
};

/** The ways to pay in the order in which a shift lists them; vouchers where some were taken. */
export function shownKinds(minors: Readonly<Record<TenderKind, bigint>>): TenderKind[] {
  return ['cash', 'wallet', 'elsewhere', ...(minors.voucher === 0n ? [] : (['voucher'] as const))];
}

type ShiftColumns = Row & {
  epoch: bigint;
  number: bigint;
  opened_at: string;
  opened_by: string;
  float: bigint;
  currency: string;
  closed_at: string | null;
  sales: bigint;
  refunds: bigint;
  cash: bigint;
  wallet: bigint;
  elsewhere: bigint;
  voucher: bigint;
  takings: bigint;
  counted: string | null;
  z: string | null;
};

function shiftRecord(row: ShiftColumns): ShiftRecord {
  return {
    epoch: Number(row.epoch),
    number: Number(row.number),
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    currency: row.currency,
    floatMinor: row.float,
    closedAt: row.closed_at,
    sales: Number(row.sales),
    refunds: Number(row.refunds),
    takingsMinor: row.takings,
    expectedMinor: {
      cash: row.cash,
      wallet: row.wallet,
      elsewhere: row.elsewhere,
      voucher: row.voucher,
    },
    counted: row.counted,
    z: row.z,
  };
}

export function openShift(db: Database): ShiftRecord | null {
  const row = db.get<ShiftColumns>(
    'SELECT * FROM shift WHERE closed_at IS NULL ORDER BY epoch DESC, number DESC LIMIT 1',
  );
  return row && shiftRecord(row);
}

export function shiftByNumber(db: Database, epoch: number, number: number): ShiftRecord | null {
  const row = db.get<ShiftColumns>('SELECT * FROM shift WHERE epoch = ? AND number = ?', epoch, number);
  return row && shiftRecord(row);
}

export function lastShift(db: Database, epoch: number): ShiftRecord | null {
  const row = db.get<ShiftColumns>('SELECT * FROM shift WHERE epoch = ? ORDER BY number DESC LIMIT 1', epoch);
  return row && shiftRecord(row);
}

/** What a shift saw come in by the printed code; null: nothing. */
export function receivedIn(
  db: Database,
  epoch: number,
  shift: number,
): { readonly count: number; readonly minor: bigint } | null {
  const row = db.get<{ count: bigint; amount: bigint }>(
    'SELECT count, amount FROM shift_received WHERE epoch = ? AND shift = ?',
    epoch,
    shift,
  );
  return row && { count: Number(row.count), minor: row.amount };
}

export type MovementRecord = {
  readonly id: string;
  readonly at: string;
  readonly direction: 'in' | 'out';
  readonly purpose: string;
  readonly reason: string;
  readonly amount: Money;
};

type MovementColumns = Row & {
  id: string;
  at: string;
  direction: 'in' | 'out';
  purpose: string;
  reason: string;
  amount: bigint;
  currency: string;
};

function movementRecord(row: MovementColumns): MovementRecord {
  return {
    id: row.id,
    at: row.at,
    direction: row.direction,
    purpose: row.purpose,
    reason: row.reason,
    amount: { minor: row.amount, currency: row.currency },
  };
}

/** The movement made under this id; null where none was. */
export function movementById(db: Database, id: string): MovementRecord | null {
  const row = db.get<MovementColumns>('SELECT * FROM cash_movement WHERE id = ?', id);
  return row && movementRecord(row);
}

export function movementsOf(db: Database, epoch: number, shift: number): MovementRecord[] {
  return db
    .all<MovementColumns>(
      'SELECT * FROM cash_movement WHERE epoch = ? AND shift = ? ORDER BY at, id',
      epoch,
      shift,
    )
    .map(movementRecord);
}

/** Why the drawer was opened under this id; null where it was not. */
export function drawerOpeningById(db: Database, id: string): { readonly reason: string } | null {
  return db.get<{ reason: string }>('SELECT reason FROM drawer_opening WHERE opening_id = ?', id);
}

export function grandTotals(
  db: Database,
  epoch: number,
): { readonly salesMinor: bigint; readonly refundsMinor: bigint } {
  const row = db.get<{ sales: bigint; refunds: bigint }>(
    'SELECT sales, refunds FROM grand_total WHERE epoch = ?',
    epoch,
  );
  return { salesMinor: row?.sales ?? 0n, refundsMinor: row?.refunds ?? 0n };
}

/** What foreign wallets took of a shift, refunds off; those that took anything, in their order. */
export function foreignTakings(
  db: Database,
  epoch: number,
  shift: number,
): { readonly wallet: ForeignWallet; readonly minor: bigint }[] {
  return db
    .all<{ wallet: string; amount: bigint }>(
      'SELECT wallet, amount FROM shift_wallet WHERE epoch = ? AND shift = ? ORDER BY wallet',
      epoch,
      shift,
    )
    .map((row) => ({ wallet: foreignWallet.parse(row.wallet), minor: row.amount }));
}
