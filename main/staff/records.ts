import { type Role, roles } from '../../shared/roles.ts';
import type { Database } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';

export type Person = { readonly id: string; readonly name: string; readonly role: Role };

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
};

/** Everybody who works here, the owner first. */
export function staff(db: Database): Person[] {
  const rows = db.all<{ person_id: string; name: string; role: string }>(
    'SELECT person_id, name, role FROM staff',
  );
  return rows
    .map((row) => ({
      id: row.person_id,
      name: row.name,
      role: roles.find((role) => role === row.role) ?? 'cashier',
    }))
    .sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role) || (a.id < b.id ? -1 : 1));
}

export function personName(db: Database, id: string): string {
  return db.get<{ name: string }>('SELECT name FROM staff WHERE person_id = ?', id)?.name ?? id;
}
