import { useState } from 'react';
import type { StaffMember } from '../../../shared/staff.ts';
import { useAnswer } from '../../parts/answer.ts';
import { Button } from '../../parts/button.tsx';
import { useHeard, useRegister } from '../../register-store.ts';
import { type Say, useWords } from '../../words.ts';
import { PersonSheet } from './person-sheet.tsx';
import { PinSheet } from './pin-sheet.tsx';
import { RemoveSheet } from './remove-sheet.tsx';

type Open =
  | { readonly kind: 'add' }
  | { readonly kind: 'change' | 'pin' | 'remove'; readonly person: StaffMember };

/** Who works here and what each may do; the owner's to change, one's own PIN everybody's. */
export function PeopleCard() {
  const say = useWords();
  const { heardAt } = useHeard();
  const { staff } = useRegister();
  const people = useAnswer('staff.list', {}, heardAt)?.people ?? null;
  const [open, setOpen] = useState<Open | null>(null);
  if (people === null) return null;
  const me = people.find(({ id }) => id === staff.id);
  const active = people.filter(({ isActive }) => isActive);
  const isOwner = staff.role === 'owner';
  const shown = staff.role === 'cashier' ? active.filter(({ id }) => id === staff.id) : people;
  const close = () => setOpen(null);
  return (
    <section className="card people" aria-labelledby="people-title">
      <h2 id="people-title">{say('people')}</h2>
      <p>{hintFor(say, active.length, me?.hasPin === true)}</p>
      <ul className="pick-list">
        {shown.map((person) => (
          <PersonRow key={person.id} person={person} isOwner={isOwner} me={staff} onOpen={setOpen} />
        ))}
      </ul>
      {isOwner ? (
        <div className="panel-actions">
          {me?.hasPin ? null : <span className="muted">{say('people.add.first')}</span>}
          {me?.hasPin ? <Button onPress={() => setOpen({ kind: 'add' })}>{say('people.add')}</Button> : null}
        </div>
      ) : null}
      {open?.kind === 'add' ? <PersonSheet person={null} onClose={close} /> : null}
      {open?.kind === 'change' ? <PersonSheet person={open.person} onClose={close} /> : null}
      {open?.kind === 'pin' ? <PinSheet person={open.person} onClose={close} /> : null}
      {open?.kind === 'remove' ? <RemoveSheet person={open.person} onClose={close} /> : null}
    </section>
  );
}

function hintFor(say: Say, count: number, hasPin: boolean): string {
  if (count > 1) return say('people.hint');
  return hasPin ? say('people.hint.one') : say('people.alone');
}

type PersonRowProps = {
  readonly person: StaffMember;
  readonly isOwner: boolean;
  readonly me: { readonly id: string; readonly role: string };
  readonly onOpen: (open: Open) => void;
};

function PersonRow({ person, isOwner, me, onOpen }: PersonRowProps) {
  const say = useWords();
  const isMe = person.id === me.id;
  const maySetPin = isOwner || isMe || (me.role === 'manager' && person.role === 'cashier');
  return (
    <li className="person">
      <span className="pick-words">
        <strong>{say('person', { name: person.name, role: say(`role.${person.role}`) })}</strong>
        <span className="muted">{stateOf(say, person)}</span>
      </span>
      {person.isActive ? (
        <span className="person-keys">
          {maySetPin ? (
            <Button
              onPress={() => onOpen({ kind: 'pin', person })}
              label={say('people.pin.new', { name: person.name })}
              look={isMe && !person.hasPin ? 'go' : 'plain'}
            >
              {isMe && !person.hasPin ? say('people.set-pin') : say('people.new-pin')}
            </Button>
          ) : null}
          {isOwner ? (
            <Button
              onPress={() => onOpen({ kind: 'change', person })}
              label={`${say('people.change')}: ${person.name}`}
            >
              {say('people.change')}
            </Button>
          ) : null}
          {isOwner && !isMe ? (
            <Button
              look="bad"
              onPress={() => onOpen({ kind: 'remove', person })}
              label={say('people.deactivate.title', { name: person.name })}
            >
              {say('people.deactivate')}
            </Button>
          ) : null}
        </span>
      ) : null}
    </li>
  );
}

function stateOf(say: Say, person: StaffMember): string {
  if (!person.isActive) return say('people.removed');
  if (person.waitMs > 0) return say('people.wait');
  if (!person.hasPin) return say('people.no-pin');
  return person.isAtTill ? say('people.at-till') : say(`people.role.${person.role}`);
}
