import type { AskInput } from '../../shared/contract.ts';
import type { EventData } from '../../shared/events.ts';
import type { Id } from '../../shared/ids.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { type PersonAtTill, type StaffMember, type StaffRole, staffRole } from '../../shared/staff.ts';
import type { RegisterView } from '../../shared/views.ts';
import type { PinVault } from '../staff/pin-vault.ts';
import { type Person, personById, staff } from '../staff/records.ts';
import { isLastOwner, maySetPin, pinFault } from '../staff/rules.ts';
import type { RecordEvent } from '../store/journal.ts';
import { approve } from './approval.ts';
import { type Counter, refusal, unlessFull } from './counter.ts';
import { createPinCheck, type PinCheck } from './pin-check.ts';
import { type Seat, usesPins } from './seat.ts';
import { createTurn } from './turn.ts';

/**
 * Who works here and who is at the till. Everything that changes the staff asks for the PIN of who does
 * it, so that an owner who has stepped away leaves nothing open.
 */
export type People = {
  /** Refused: `pin-wrong`, `pin-locked`, `disk-full`. */
  readonly signIn: (personId: Id, pin: string) => Promise<Result<null>>;
  /** Refused: `pin-missing`, where nobody could open it again. */
  readonly lock: (why: EventData<'staff-signed-out'>['why']) => Result<null>;
  readonly approve: (asked: AskInput<'staff.approve'>) => Promise<Result<Id>>;
  /** `id` names the new person: asked again under it, nothing is done. Refused: `pin-missing`, `id-spent`, … */
  readonly add: (asked: AskInput<'staff.add'>) => Promise<Result<null>>;
  /** Refused: `last-owner`, `unknown-person`, `name-missing`, and what the PIN is refused with. */
  readonly change: (asked: AskInput<'staff.change'>) => Promise<Result<null>>;
  readonly setPin: (asked: AskInput<'staff.setPin'>) => Promise<Result<null>>;
  readonly deactivate: (asked: AskInput<'staff.deactivate'>) => Promise<Result<null>>;
  readonly list: () => StaffMember[];
  readonly atTill: () => Omit<RegisterView['lock'], 'keptScans'>;
};

export type PeopleParts = {
  readonly counter: Counter;
  readonly seat: Seat;
  readonly vault: PinVault;
  /** Somebody has sat down, or the staff has changed: the time until the till locks begins anew. */
  readonly onSeated: () => void;
};

type Desk = PeopleParts & { readonly pins: PinCheck };

export function createPeople(parts: PeopleParts): People {
  const { counter, seat, vault } = parts;
  const desk: Desk = { ...parts, pins: createPinCheck(counter, vault) };
  // A secret is kept before the books name it, and a second change would take it for forgotten.
  const inTurn = createTurn();
  return {
    signIn: (personId, pin) => signIn(desk, personId, pin),
    lock: (why) => {
      if (!usesPins(counter.db)) return refused('pin-missing');
      if (seat.isLocked()) return done(null);
      seat.lock();
      const { actor: personId } = counter.session();
      // Also where the disk is full: it is locked, and nothing but the word of it is lost.
      unlessFull(() =>
        done(counter.journal.commit((record) => record('staff-signed-out', { personId, why }))),
      );
      return done(null);
    },
    approve: (asked) => approve(counter, desk.pins, asked),
    add: (asked) => inTurn(() => add(desk, asked)),
    change: (asked) => inTurn(() => change(desk, asked)),
    setPin: (asked) => inTurn(() => setPin(desk, asked)),
    deactivate: (asked) => inTurn(() => deactivate(desk, asked)),
    list: () => staff(counter.db).flatMap((person) => memberView(desk, person)),
    atTill: () => ({
      isLocked: seat.isLocked(),
      usesPins: usesPins(counter.db),
      people: staff(counter.db)
        .filter((person) => person.isActive)
        .map((person) => atTillView(desk, person)),
    }),
  };
}

function atTillView({ pins }: Desk, { id, name, role, pinId }: Person): PersonAtTill {
  return { id, name, role, hasPin: pinId !== null, waitMs: pins.waitMs(id) };
}

function memberView(desk: Desk, person: Person): StaffMember[] {
  const role = staffRole.safeParse(person.role);
  if (!role.success) return [];
  const { isActive } = person;
  const isAtTill = !desk.seat.isLocked() && desk.counter.session().actor === person.id;
  return [{ ...atTillView(desk, person), role: role.data, isActive, isAtTill }];
}

async function signIn(desk: Desk, personId: Id, pin: string): Promise<Result<null>> {
  const { counter, seat, pins } = desk;
  const passed = await pins.pass(personId, pin, 'sign-in', (record) => {
    const { actor } = counter.session();
    if (!seat.isLocked() && actor !== personId) record('staff-signed-out', { personId: actor, why: 'gone' });
    record('staff-signed-in', { personId });
    return done(null);
  });
  const person = personById(counter.db, personId);
  if (!passed.ok) return passed;
  if (!person) return refused('unknown-person');
  seat.sit({ actor: person.id, role: person.role });
  desk.onSeated();
  return done(null);
}

/** Writes a change of the staff as whoever is at the till, by their PIN where they have one. */
async function asMyself(
  desk: Desk,
  ownPin: string | null,
  write: (record: RecordEvent, me: Person) => Result<null>,
): Promise<Result<null>> {
  const { counter, seat, pins } = desk;
  const me = personById(counter.db, counter.session().actor);
  if (!me) return refused('not-permitted');
  const asMe = (record: RecordEvent): Result<null> => {
    // Hashing takes a while: the till may have been locked, or somebody else have come.
    const isStillHere = !seat.isLocked() && counter.session().actor === me.id;
    return isStillHere ? write(record, me) : refused('till-locked');
  };
  const written =
    me.pinId === null
      ? unlessFull(() => counter.journal.commit(asMe))
      : ownPin === null
        ? refused('field-invalid', { field: 'ownPin' })
        : await pins.pass(me.id, ownPin, 'staff', asMe);
  if (written.ok) desk.onSeated();
  return written;
}

/** Keeps a PIN beside the books; it counts from the moment that the books name it. */
async function keepPin({ counter, vault }: Desk, personId: Id, pin: string): Promise<Id> {
  const pinId = counter.newId();
  const inUse = staff(counter.db).flatMap((person) => person.pinId ?? []);
  await vault.keep(pinId, personId, pin, inUse);
  return pinId;
}

async function add(
  desk: Desk,
  { id, name, role, pin, ownPin }: AskInput<'staff.add'>,
): Promise<Result<null>> {
  const { db } = desk.counter;
  const before = staff(db).find((person) => person.id === id);
  if (before) return before.name === name && before.role === role ? done(null) : refused('id-spent');
  const fault = name === '' ? 'name-missing' : pinFault(pin, role);
  if (fault) return refused(fault);
  // Else whoever comes first could be the owner.
  if (!personById(db, desk.counter.session().actor)?.pinId) return refused('pin-missing');
  const pinId = await keepPin(desk, id, pin);
  return asMyself(desk, ownPin, (record) => {
    record('staff-added', { personId: id, personKey: null, name, role });
    record('pin-set', { personId: id, pinId });
    return done(null);
  });
}

async function change(desk: Desk, asked: AskInput<'staff.change'>): Promise<Result<null>> {
  const { personId, name, role, pin, ownPin } = asked;
  const person = personById(desk.counter.db, personId);
  const obstacle = changeObstacle(desk, person, role);
  if (!person || obstacle) return refused(obstacle ?? 'unknown-person');
  if (name === '') return refused('name-missing');
  // How long the PIN is that they have, nobody knows: an owner's is set anew.
  const needsPin = role === 'owner' && person.role !== 'owner';
  const fault = pin === null ? (needsPin ? 'pin-too-short' : null) : pinFault(pin, role);
  if (fault) return refused(fault);
  const pinId = pin === null ? null : await keepPin(desk, personId, pin);
  const written = await asMyself(desk, ownPin, (record) => {
    const late = changeObstacle(desk, personById(desk.counter.db, personId), role);
    if (late) return refused(late);
    record('staff-changed', { personId, name, role });
    if (pinId) record('pin-set', { personId, pinId });
    return done(null);
  });
  if (!written.ok) return refusal(written.problem);
  if (pinId) desk.pins.forget(personId);
  if (desk.counter.session().actor === personId) desk.seat.sit({ actor: personId, role });
  return written;
}

function changeObstacle(
  { counter }: Desk,
  person: Person | null,
  role: StaffRole | null,
): 'last-owner' | 'unknown-person' | null {
  if (!person) return 'unknown-person';
  return isLastOwner(staff(counter.db), person.id, role) ? 'last-owner' : null;
}

async function setPin(
  desk: Desk,
  { personId, pin, ownPin }: AskInput<'staff.setPin'>,
): Promise<Result<null>> {
  const person = personById(desk.counter.db, personId);
  if (!person) return refused('unknown-person');
  const { actor: id, role } = desk.counter.session();
  if (!maySetPin({ id, role }, person)) return refused('not-permitted');
  const fault = pinFault(pin, person.role);
  if (fault) return refused(fault);
  const pinId = await keepPin(desk, personId, pin);
  const written = await asMyself(desk, ownPin, (record) => {
    if (!personById(desk.counter.db, personId)) return refused('unknown-person');
    record('pin-set', { personId, pinId });
    return done(null);
  });
  if (written.ok) desk.pins.forget(personId);
  return written;
}

async function deactivate(
  desk: Desk,
  { personId, ownPin }: AskInput<'staff.deactivate'>,
): Promise<Result<null>> {
  const { counter, seat } = desk;
  const obstacle = changeObstacle(desk, personById(counter.db, personId), null);
  if (obstacle) return refused(obstacle);
  const written = await asMyself(desk, ownPin, (record) => {
    const late = changeObstacle(desk, personById(counter.db, personId), null);
    if (late) return refused(late);
    record('staff-deactivated', { personId });
    return done(null);
  });
  if (!written.ok) return written;
  desk.pins.forget(personId);
  for (const [id, grant] of counter.grants) if (grant.approverId === personId) counter.grants.delete(id);
  if (counter.session().actor === personId) seat.lock();
  return written;
}
