import { roles } from '../../shared/roles.ts';
import { lastSeated, personById, staff } from '../staff/records.ts';
import type { Database } from '../store/database.ts';
import type { Session } from './counter.ts';

/** Who is at the till: the core's own state, never an argument of a call. */
export type Seat = {
  /** Also while the till is locked: what a payment does meanwhile is the act of who started it. */
  readonly session: () => Session;
  readonly isLocked: () => boolean;
  readonly sit: (session: Session) => void;
  readonly lock: () => void;
};

/**
 * After a start: the one-person shop sells at once, as who has no PIN or who did not lock the till; every
 * other one waits for a PIN, so that a kill opens nothing.
 */
export function createSeat(db: Database): Seat {
  const last = lastSeated(db);
  let session = sessionOf(db, last?.personId ?? null);
  let isLocked = usesPins(db) && (last?.isOut === true || isShared(db));
  return {
    session: () => session,
    isLocked: () => isLocked,
    sit: (next) => {
      session = next;
      isLocked = false;
    },
    lock: () => {
      isLocked = true;
    },
  };
}

/** Without a PIN of anybody nothing is ever locked: nobody could open it again. */
export function usesPins(db: Database): boolean {
  return staff(db).some((person) => person.isActive && person.pinId !== null);
}

/** More than one person works here. */
export function isShared(db: Database): boolean {
  return staff(db).filter((person) => person.isActive).length > 1;
}

/** Who was last at the till; the owner, where nobody has signed in yet. */
function sessionOf(db: Database, lastId: string | null): Session {
  const someone = (lastId === null ? null : personById(db, lastId)) ?? staff(db)[0];
  return { actor: someone?.id ?? 'nobody', role: someone?.role ?? roles[0] };
}
