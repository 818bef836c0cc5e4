import type { StaffMember } from '../../../shared/staff.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { PinEntry } from '../../parts/pin-entry.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useWords } from '../../words.ts';
import { useNewPin } from './new-pin.ts';

export type PinSheetProps = { readonly person: StaffMember; readonly onClose: () => void };

/** A new PIN for one person. */
export function PinSheet({ person, onClose }: PinSheetProps) {
  const say = useWords();
  const entry = useNewPin(person.name);
  const { run, isBusy, problem } = useAsking();
  const { pin, ownPin } = entry;
  const save = () => {
    if (!entry.isReady) return;
    entry.clear();
    void run('staff.setPin', { personId: person.id, pin, ownPin }).then((answer) =>
      answer === null ? undefined : onClose(),
    );
  };
  return (
    <Sheet
      title={say('people.pin.new', { name: person.name })}
      onClose={onClose}
      keys={{ Enter: save }}
      width="wide"
      actions={
        <Button look="go" onPress={save} isBusy={isBusy} isDisabled={!entry.isReady} keyHint="Enter">
          {say('save')}
        </Button>
      }
    >
      <PinEntry
        beside={<p>{say('person', { name: person.name, role: say(`role.${person.role}`) })}</p>}
        fields={entry.fields}
        refusal={entry.refusal(problem)}
      />
    </Sheet>
  );
}
