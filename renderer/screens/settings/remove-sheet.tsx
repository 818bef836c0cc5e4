import type { StaffMember } from '../../../shared/staff.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PinEntry } from '../../parts/pin-entry.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useWords } from '../../words.ts';
import { useNewPin } from './new-pin.ts';

export type RemoveSheetProps = { readonly person: StaffMember; readonly onClose: () => void };

/** Somebody does not work here any more. */
export function RemoveSheet({ person, onClose }: RemoveSheetProps) {
  const say = useWords();
  const entry = useNewPin(null);
  const { run, isBusy, problem } = useAsking();
  const remove = () => {
    if (!entry.isReady) return;
    entry.clear();
    void run('staff.deactivate', { personId: person.id, ownPin: entry.ownPin }).then((answer) =>
      answer === null ? undefined : onClose(),
    );
  };
  return (
    <Sheet
      title={say('people.deactivate.title', { name: person.name })}
      onClose={onClose}
      keys={{ F12: remove }}
      actions={
        <Button look="bad" onPress={remove} isBusy={isBusy} isDisabled={!entry.isReady} keyHint="F12">
          {say('people.deactivate')}
        </Button>
      }
    >
      <Notice tone="wait" title={say('people.deactivate.means', { name: person.name })} />
      <PinEntry fields={entry.fields} refusal={entry.refusal(problem)} />
    </Sheet>
  );
}
