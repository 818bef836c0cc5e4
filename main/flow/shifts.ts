import { canonicalJson } from '../../platform/canonical-json.ts';
import type { EventData } from '../../shared/events.ts';
import type { Id } from '../../shared/ids.ts';
import { type Money, money, parseAmount, toWire } from '../../shared/money.ts';
import type { TenderKind } from '../../shared/payment.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { type CashPurpose, cashMovedPostings, closingPostings, floatPostings } from '../ledger/rules.ts';
import { isMoneyHeld } from '../payment/taken-records.ts';
import {
  drawerOpeningById,
  foreignTakings,
  grandTotals,
  lastShift,
  type MovementRecord,
  movementById,
  openShift,
  receivedIn,
  type ShiftRecord,
  shownKinds,
} from '../shift/records.ts';
import { permitFor } from './approval.ts';
import { type Counter, unlessFull } from './counter.ts';

/** Signs with the terminal's key; answers base64. `keyId` is its RFC 7638 thumbprint. */
export type Signer = { readonly keyId: string; readonly sign: (text: string) => string };

export type Shifts = {
  readonly open: (floatText: string) => Result<null>;
  readonly moveCash: (movement: CashMovement) => Result<null>;
  /**
   * `id` names this one opening: asked again under it, nothing is done and the answer is the same. Refused
   * for a cashier without approval: `drawer-needs-approval`; so is cash out: `cash-out-needs-approval`.
   */
  readonly openDrawer: (opening: DrawerOpening) => Result<null>;
  /** Counts, closes and signs; answers the number of the closed shift. */
  readonly close: (counted: { readonly cash: string; readonly elsewhere: string }) => Result<number>;
};

export type DrawerOpening = {
  readonly id?: Id | undefined;
  readonly reason: string;
  readonly approvalId?: Id | undefined;
};

export type CashMovement = {
  /** Names this one movement: asked again under it, nothing is moved and the answer is the same. */
  readonly id?: Id | undefined;
  readonly direction: 'in' | 'out';
  readonly purpose: CashPurpose;
  readonly reason: string;
  readonly amount: string;
  readonly approvalId?: Id | undefined;
};

export function createShifts(counter: Counter, signer: () => Signer, isPaying: () => boolean): Shifts {
  const { db, journal } = counter;
  const amountOf = (text: string): Money | null => parseAmount(text, counter.terminal().currency);
  return {
    open: (floatText) => {
      const float = amountOf(floatText);
      if (!float) return refused('bad-amount');
      if (openShift(db)) return refused('shift-open');
      return unlessFull(() => {
        const number = (lastShift(db, counter.terminal().epoch)?.number ?? 0) + 1;
        journal.commit((record) =>
          record('shift-opened', { number, float: toWire(float), postings: floatPostings(float) }),
        );
        return done(null);
      });
    },
    moveCash: (movement) => {
      const amount = amountOf(movement.amount);
      if (!amount || amount.minor === 0n) return refused('bad-amount');
      const before = movement.id === undefined ? null : movementById(db, movement.id);
      // The same press once more is done already; the same id with other words is another movement.
      if (before) return isSameMovement(before, movement, amount) ? done(null) : refused('id-spent');
      const shift = openShift(db);
      if (!shift) return refused('shift-closed');
      // A drawer can't give what it does not hold; a typing error here would only show at closing.
      if (movement.direction === 'out' && shift.expectedMinor.cash < amount.minor)
        return refused('amount-too-large');
      return bookMovement(counter, movement, amount);
    },
    openDrawer: (opening) => openDrawer(counter, opening),
    close: (counted) => {
      const cash = amountOf(counted.cash);
      const elsewhere = amountOf(counted.elsewhere);
      if (!cash || !elsewhere) return refused('bad-amount');
      const shift = openShift(db);
      if (!shift) return refused('shift-closed');
      if (isPaying()) return refused('payment-open');
      // A signed Z could not say whose that money is.
      if (isMoneyHeld(db)) return refused('sale-part-paid');
      return unlessFull(() => {
        const data = zOf(counter, signer(), shift, { cash, elsewhere });
        journal.commit((record) => record('shift-closed', data));
        return done(shift.number);
      });
    },
  };
}

function bookMovement(counter: Counter, movement: CashMovement, amount: Money): Result<null> {
  const { direction, purpose, reason } = movement;
  const movementId = movement.id ?? counter.newId();
  const need = { action: 'cash-out', subject: movementId, amount: toWire(amount) } as const;
  const permit =
    direction === 'in' ? done({ write: () => undefined }) : permitFor(counter, need, movement.approvalId);
  if (!permit.ok) return permit;
  return unlessFull(() => {
    counter.journal.commit((record) => {
      permit.value.write(record);
      const postings = cashMovedPostings(direction, purpose, amount);
      record('cash-moved', { movementId, direction, purpose, reason, amount: toWire(amount), postings });
      record('drawer-opened', { reason: `cash-${direction}`, saleId: null });
    });
    return done(null);
  });
}

function openDrawer(counter: Counter, { id, reason, approvalId }: DrawerOpening): Result<null> {
  const before = id === undefined ? null : drawerOpeningById(counter.db, id);
  if (before) return before.reason === reason ? done(null) : refused('id-spent');
  if (!openShift(counter.db)) return refused('shift-closed');
  const need = { action: 'drawer', subject: id ?? counter.newId(), amount: null } as const;
  const permit = permitFor(counter, need, approvalId);
  if (!permit.ok) return permit;
  return unlessFull(() => {
    const openingId = id === undefined ? {} : { openingId: id };
    counter.journal.commit((record) => {
      permit.value.write(record);
      record('drawer-opened', { reason, saleId: null, ...openingId });
    });
    return done(null);
  });
}

function isSameMovement(before: MovementRecord, asked: CashMovement, amount: Money): boolean {
  return (
    before.direction === asked.direction &&
    before.purpose === asked.purpose &&
    before.reason === asked.reason &&
    before.amount.minor === amount.minor
  );
}

/** The Z: expected against counted, running totals, the head it stands on, and the Z before it; signed. */
function zOf(
  counter: Counter,
  signer: Signer,
  shift: ShiftRecord,
  counted: { readonly cash: Money; readonly elsewhere: Money },
): EventData<'shift-closed'> {
  const { currency, epoch } = counter.terminal();
  const expected = (kind: TenderKind): { kind: TenderKind; amount: { minor: string; currency: string } } => ({
    kind,
    amount: { minor: shift.expectedMinor[kind].toString(), currency },
  });
  const totals = grandTotals(counter.db, epoch);
  const before = lastClosed(counter, shift.number);
  const received = receivedIn(counter.db, epoch, shift.number);
  const unsigned = {
    number: shift.number,
    // Vouchers stand in the Z of a shift that took some.
    expected: [
      ...shownKinds(shift.expectedMinor).map(expected),
      ...foreignTakings(counter.db, epoch, shift.number).map(({ wallet, minor }) => ({
        kind: 'wallet' as const,
        wallet,
        amount: { minor: minor.toString(), currency },
      })),
    ],
    // Wallet and vouchers are counted by the scheme, sale by sale, when the books are reconciled.
    counted: [
      { kind: 'cash' as const, amount: toWire(counted.cash) },
      { kind: 'elsewhere' as const, amount: toWire(counted.elsewhere) },
    ],
    ...(received === null
      ? {}
      : { received: { count: received.count, amount: toWire(money(received.minor, currency)) } }),
    postings: closingPostings(money(shift.expectedMinor.cash, currency), counted.cash),
    grandTotals: {
      sales: toWire(money(totals.salesMinor, currency)),
      refunds: toWire(money(totals.refundsMinor, currency)),
      net: { minor: (totals.salesMinor - totals.refundsMinor).toString(), currency },
    },
    head: { ...counter.journal.head() },
    previous: before,
    keyId: signer.keyId,
  };
  return { ...unsigned, signature: signer.sign(canonicalJson(unsigned)) };
}

function lastClosed(counter: Counter, number: number): EventData<'shift-closed'>['previous'] {
  const row = counter.db.get<{ number: bigint; z: string }>(
    'SELECT number, z FROM shift WHERE z IS NOT NULL AND number < ? ORDER BY epoch DESC, number DESC LIMIT 1',
    number,
  );
  if (!row) return null;
  const { signature } = JSON.parse(row.z) as { signature: string };
  return { number: Number(row.number), signature };
}
