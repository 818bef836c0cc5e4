import { useState } from 'react';
import type { AskInput } from '../../../shared/contract.ts';
import { exponentOf } from '../../../shared/money.ts';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useApprovedAsking } from '../../parts/approval.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { newWindowId } from '../../parts/new-id.ts';
import { Sheet } from '../../parts/sheet.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useRegister } from '../../register-store.ts';
import { problemWords, useWords } from '../../words.ts';

type Purpose = AskInput<'shift.moveCash'>['purpose'];

const purposes: Readonly<Record<'in' | 'out', readonly Purpose[]>> = {
  in: ['change-money', 'owner', 'other'],
  out: ['stock', 'expense', 'bank', 'owner', 'other'],
};

export type CashMoveSheetProps = { readonly direction: 'in' | 'out'; readonly onClose: () => void };

/** Money into or out of the drawer without a sale: how much, what for, why. */
export function CashMoveSheet({ direction, onClose }: CashMoveSheetProps) {
  const say = useWords();
  const [id] = useState(newWindowId);
  const { currency } = useRegister().shop;
  const [amount, setAmount] = useState('');
  const [purpose, setPurpose] = useState<Purpose>(direction === 'in' ? 'change-money' : 'stock');
  const [reason, setReason] = useState('');
  const { run, isBusy, problem, approval } = useApprovedAsking();
  const isReady = amount !== '' && reason.trim() !== '';
  const move = () => {
    if (!isReady) return;
    void run('shift.moveCash', { id, direction, purpose, reason, amount }).then((answer) =>
      answer === null ? undefined : onClose(),
    );
  };
  const title = direction === 'in' ? say('cash.in') : say('cash.out');
  if (approval !== null) return approval;
  return (
    <Sheet
      title={title}
      onClose={onClose}
      keys={{ F12: move }}
      width="wide"
      actions={
        <Button look="go" onPress={move} isBusy={isBusy} isDisabled={!isReady} keyHint="F12" movesMoney>
          {title}
        </Button>
      }
    >
      <div className="two-columns">
        <AmountEntry
          label={say('amount')}
          value={amount}
          onChange={setAmount}
          decimals={exponentOf(currency)}
        />
        <div className="column">
          <Choice
            label={say('cash.purpose')}
            options={purposes[direction].map((value) => ({ value, words: say(`cash.purpose.${value}`) }))}
            value={purpose}
            onChange={setPurpose}
          />
          <TextField
            label={say('reason')}
            value={reason}
            onChange={setReason}
            hint={say('cash.reason.hint')}
            error={problem === null ? null : problemWords(say, problem)}
          />
        </div>
      </div>
    </Sheet>
  );
}
