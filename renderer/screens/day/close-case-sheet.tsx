import { useState } from 'react';
import type { CaseView } from '../../../shared/settlement.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { problemWords, useWords } from '../../words.ts';
import { CaseFacts, caseWords } from './case-facts.tsx';

export type CloseCaseSheetProps = { readonly one: CaseView; readonly onClose: () => void };

/** The owner closes a difference for good: what it does to the books, and why it was closed. */
export function CloseCaseSheet({ one, onClose }: CloseCaseSheetProps) {
  const say = useWords();
  const [reason, setReason] = useState('');
  const { run, isBusy, problem } = useAsking();
  const isReady = reason.trim() !== '';
  const close = () => {
    if (!isReady) return;
    void run('settlement.closeCase', { caseId: one.id, reason }).then((answer) =>
      answer === null ? undefined : onClose(),
    );
  };
  return (
    <Sheet
      title={say('settlement.close')}
      onClose={onClose}
      keys={{ F12: close }}
      actions={
        <Button look="go" onPress={close} isBusy={isBusy} isDisabled={!isReady} keyHint="F12" movesMoney>
          {say('settlement.close')}
        </Button>
      }
    >
      <div className="column">
        <p>{caseWords(say, one)}</p>
        <CaseFacts one={one} />
        <TextField
          label={say('reason')}
          value={reason}
          onChange={setReason}
          hasFocus
          hint={say('settlement.close.hint')}
          error={problem === null ? null : problemWords(say, problem)}
        />
        <Notice
          tone="info"
          title={say(one.kind === 'file-changed' ? 'settlement.close.file' : 'settlement.close.means')}
        />
      </div>
    </Sheet>
  );
}
