import { useState } from 'react';
import { exponentOf } from '../../../shared/money.ts';
import type { ShiftView } from '../../../shared/views.ts';
import { AmountEntry, asNumber } from '../../parts/amount-entry.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

export type CloseSheetProps = { readonly onClose: () => void; readonly onClosed: (shift: ShiftView) => void };

/** Count first, then see what was expected: the figures come from the drawer, not from the screen. */
export function CloseSheet({ onClose, onClosed }: CloseSheetProps) {
  const say = useWords();
  const { shop, unresolved } = useRegister();
  const decimals = exponentOf(shop.currency);
  const [cash, setCash] = useState('');
  const [elsewhere, setElsewhere] = useState('');
  const { run, isBusy, problem } = useAsking();
  const isReady = cash !== '';
  const close = () => {
    if (!isReady) return;
    void run('shift.close', { countedCash: cash, countedElsewhere: elsewhere === '' ? '0' : elsewhere }).then(
      (answer) => (answer === null ? undefined : onClosed(answer.shift)),
    );
  };
  return (
    <Sheet
      title={say('shift.count')}
      onClose={onClose}
      keys={{ F12: close }}
      width="wide"
      actions={
        <Button look="go" onPress={close} isBusy={isBusy} isDisabled={!isReady} keyHint="F12" movesMoney>
          {say('shift.close')}
        </Button>
      }
    >
      <div className="two-columns">
        <AmountEntry label={say('shift.counted-cash')} value={cash} onChange={setCash} decimals={decimals} />
        <div className="column">
          <TextField
            label={say('shift.counted-elsewhere')}
            value={elsewhere}
            onChange={(typed) => setElsewhere(asNumber(typed, decimals))}
            hint={say('shift.counted-elsewhere.hint')}
            kind="amount"
          />
          <Notice tone="info" title={say('shift.close.means')} />
          {unresolved.length === 0 ? null : (
            <Notice tone="wait" title={say('shift.close.unresolved', { count: unresolved.length })} />
          )}
          <ProblemLine problem={problem} />
        </div>
      </div>
    </Sheet>
  );
}
