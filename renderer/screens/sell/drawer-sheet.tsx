import { useState } from 'react';
import { useApprovedAsking } from '../../parts/approval.tsx';
import { Button } from '../../parts/button.tsx';
import { newWindowId } from '../../parts/new-id.ts';
import { Sheet } from '../../parts/sheet.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { problemWords, useWords } from '../../words.ts';

/** The drawer without a sale: never without a reason (hardware.md). */
export function DrawerSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const [id] = useState(newWindowId);
  const [reason, setReason] = useState('');
  const { run, isBusy, problem, approval } = useApprovedAsking();
  const open = () =>
    void run('shift.openDrawer', { id, reason }).then((answer) => (answer === null ? undefined : onClose()));
  if (approval !== null) return approval;
  return (
    <Sheet
      title={say('drawer.open')}
      onClose={onClose}
      keys={{ F12: open }}
      actions={
        <Button
          look="go"
          onPress={open}
          isBusy={isBusy}
          isDisabled={reason.trim() === ''}
          keyHint="F12"
          movesMoney
        >
          {say('drawer.open')}
        </Button>
      }
    >
      <TextField
        label={say('reason')}
        value={reason}
        onChange={setReason}
        hint={say('drawer.hint')}
        error={problem === null ? null : problemWords(say, problem)}
        hasFocus
      />
    </Sheet>
  );
}
