import { useState } from 'react';
import { type StaffMember, type StaffRole, staffRole } from '../../../shared/staff.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { newWindowId } from '../../parts/new-id.ts';
import { PinEntry } from '../../parts/pin-entry.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words.ts';
import { useNewPin } from './new-pin.ts';

/** `person` null: a new one. */
export type PersonSheetProps = { readonly person: StaffMember | null; readonly onClose: () => void };

/** Name and role of one person; who is new, or becomes an owner, gets a PIN as well. */
export function PersonSheet({ person, onClose }: PersonSheetProps) {
  const say = useWords();
  const [id] = useState(newWindowId);
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState<StaffRole>(person?.role ?? 'cashier');
  const needsPin = person === null || (role === 'owner' && person.role !== 'owner');
  const entry = useNewPin(needsPin ? name : null);
  const { run, isBusy, problem } = useAsking();
  const isReady = entry.isReady && name.trim() !== '';
  const save = () => {
    if (!isReady) return;
    const { pin, ownPin } = entry;
    entry.clear();
    const saved =
      person === null
        ? run('staff.add', { id, name, role, pin, ownPin })
        : run('staff.change', { personId: person.id, name, role, pin: needsPin ? pin : null, ownPin });
    void saved.then((answer) => (answer === null ? undefined : onClose()));
  };
  return (
    <Sheet
      title={
        person === null
          ? say('people.add')
          : say('person', { name: person.name, role: say(`role.${person.role}`) })
      }
      onClose={onClose}
      keys={{ F12: save }}
      width="wide"
      actions={
        <Button look="go" onPress={save} isBusy={isBusy} isDisabled={!isReady} keyHint="F12">
          {say('save')}
        </Button>
      }
    >
      <PinEntry
        fields={entry.fields}
        refusal={entry.refusal(problem)}
        beginsBeside
        beside={
          <>
            <TextField label={say('people.name')} value={name} onChange={setName} maxLength={60} hasFocus />
            <Choice
              label={say('people.role')}
              options={staffRole.options.map((value) => ({ value, words: say(`role.${value}`) }))}
              value={role}
              onChange={setRole}
            />
            <p className="muted">{say(`people.role.${role}`)}</p>
          </>
        }
      />
    </Sheet>
  );
}
