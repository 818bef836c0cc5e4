import { useState } from 'react';
import type { MoneyWire } from '../../../shared/money.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { MoneyText } from '../../parts/money-text.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { problemWords, useWords } from '../../words.ts';

export type CodeSheetProps = { readonly amount: MoneyWire; readonly onClose: () => void };

/** The digits under the customer's code, where the scanner can't read it. */
export function CodeSheet({ amount, onClose }: CodeSheetProps) {
  const say = useWords();
  const [code, setCode] = useState('');
  const { run, isBusy, problem } = useAsking();
  const typed = code.replace(/\s/g, '');
  const send = () => {
    if (typed === '') return;
    void run('pay.typeCode', { code: typed }).then((answer) => (answer === null ? undefined : onClose()));
  };
  return (
    <Sheet
      title={say('pay.type')}
      onClose={onClose}
      keys={{ F12: send }}
      actions={
        <Button look="go" onPress={send} isBusy={isBusy} isDisabled={typed === ''} keyHint="F12" movesMoney>
          {say('pay.send')}
        </Button>
      }
    >
      <p className="pay-amount">
        <MoneyText amount={amount} isTotal size="total" />
      </p>
      <TextField
        label={say('pay.code')}
        value={code}
        onChange={setCode}
        hint={say('pay.code.hint')}
        kind="digits"
        error={problem === null ? null : problemWords(say, problem)}
        hasFocus
      />
    </Sheet>
  );
}
