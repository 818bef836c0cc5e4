import { type Role, roles } from '../../shared/roles.ts';
import type { Database } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isActive: boolean;
  /** Names the secret of their PIN; null: they have none. */
  readonly pinId: string | null;
  /** Wrong PINs in a row. */
  readonly tries: number;
};

/** Who was last at the till, and whether they have left it. */
export type Seated = { readonly personId: string; readonly isOut: boolean };

export const staffProjectors: Projectors = {
  'staff-added': (db, { data }) => {
    db.run(
      'INSERT INTO staff (person_id, person_key, name, role) VALUES (?, ?, ?, ?)',
      data.personId,
      data.personKey,
      data.name,
      data.role,
    );
  },
  'staff-changed': (db, { data }) => {
    db.run('UPDATE staff SET name = ?, role = ? WHERE person_id = ?', data.name, data.role, data.personId);
  },
  'staff-deactivated': (db, { data }) => {
    db.run('UPDATE staff SET active = 0, pin_id = NULL, tries = 0 WHERE person_id = ?', data.personId);
  },
  'pin-set': (db, { data }) => {
    db.run('UPDATE staff SET pin_id = ?, tries = 0 WHERE person_id = ?', data.pinId, data.personId);
  },
  'pin-tried': (db, { data }) => {
    db.run('UPDATE staff SET tries = tries + 1 WHERE person_id = ?', data.personId);
  },
  'pin-passed': (db, { data }) => {
    db.run('UPDATE staff SET tries = 0 WHERE person_id = ?', data.personId);
  },
  'staff-signed-in': (db, { data, recordedAt }) => {
    db.run(
      `INSERT INTO seat (place, person_id, since) VALUES ('till', ?, ?)
       ON CONFLICT (place) DO UPDATE SET person_id = excluded.person_id, since = excluded.since, out = NULL`,
      data.personId,
      recordedAt,
    );
  },
  'staff-signed-out': (db, { data, recordedAt }) => {
    db.run(
      `INSERT INTO seat (place, person_id, since, out) VALUES ('till', ?, ?, ?)
       ON CONFLICT (place) DO UPDATE SET out = excluded.out`,
      data.personId,
      recordedAt,
      recordedAt,
    );
  },
  'approval-granted': (db, { data, recordedAt }) => {
    const { action, subject, amount } = data.need;
    db.run(
      `INSERT INTO approval (id, action, subject, amount, currency, requester_id, approver_id, granted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      data.approvalId,
      action,
      subject,
      amount && BigInt(amount.minor),
      amount?.currency ?? null,
      data.requesterId,
      data.approverId,
      recordedAt,
    );
  },
  'approval-used': (db, { data, recordedAt }) => {
    const { action, subject, amount } = data.need;
    const changed = db.run(
      'UPDATE approval SET used_at = ? WHERE id = ? AND used_at IS NULL',
      recordedAt,
      data.approvalId,
    );
    if (changed !== 1) throw new Error(`approval ${data.approvalId} was used before or never granted`);
    if (action === 'discount' && amount) allowDiscount(db, subject, amount);
  },
  'discount-allowed': (db, { data }) => allowDiscount(db, data.saleId, data.amount),
};

function allowDiscount(
  db: Database,
  saleId: string,
  amount: { readonly minor: string; readonly currency: string },
): void {
  db.run(
    `INSERT INTO allowed_discount (sale_id, amount, currency) VALUES (?, ?, ?)
     ON CONFLICT (sale_id) DO UPDATE SET amount = max(amount, excluded.amount)`,
    saleId,
    BigInt(amount.minor),
    amount.currency,
  );
}

/** What somebody who may has let off this sale, in minor units. */
export function allowedDiscount(db: Database, saleId: string): bigint {
  const sql = 'SELECT amount FROM allowed_discount WHERE sale_id = ?';
  return db.get<{ amount: bigint }>(sql, saleId)?.amount ?? 0n;
}

/** Everybody who works or worked here: those who do first, the owner before the others. */
export function staff(db: Database): Person[] {
  return db
    .all<PersonRow>('SELECT person_id, name, role, active, pin_id, tries FROM staff')
    .map(personOf)
    .sort(
      (a, b) =>
        Number(b.isActive) - Number(a.isActive) ||
        roles.indexOf(a.role) - roles.indexOf(b.role) ||
        (a.id < b.id ? -1 : 1),
    );
}

/** Somebody who works here; null for a stranger and for who has left. */
export function personById(db: Database, id: string): Person | null {
  return staff(db).find((person) => person.isActive && person.id === id) ?? null;
}

export function personName(db: Database, id: string): string {
  return db.get<{ name: string }>('SELECT name FROM staff WHERE person_id = ?', id)?.name ?? id;
}

export function lastSeated(db: Database): Seated | null {
  const row = db.get<{ person_id: string; out: string | null }>('SELECT person_id, out FROM seat');
  return row && { personId: row.person_id, isOut: row.out !== null };
}

type PersonRow = {
  person_id: string;
  name: string;
  role: string;
  active: bigint;
  pin_id: string | null;
  tries: bigint;
};

function personOf(row: PersonRow): Person {
  return {
    id: row.person_id,
    name: row.name,
    role: roles.find((role) => role === row.role) ?? 'cashier',
    isActive: row.active === 1n,
    pinId: row.pin_id,
    tries: Number(row.tries),
  };
}
