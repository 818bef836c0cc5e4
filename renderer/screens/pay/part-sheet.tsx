import { useState } from 'react';
import { exponentOf, fromWire, parseAmount } from '../../../shared/money.ts';
import type { PayView } from '../../../shared/views.ts';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { moneyWords } from '../../parts/money-text.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { problemWords, useWords } from '../../words.ts';

export type PartSheetProps = { readonly pay: PayView; readonly onClose: () => void };

/** How much of what is due the next payment takes; nothing moves yet. */
export function PartSheet({ pay, onClose }: PartSheetProps) {
  const say = useWords();
  const [typed, setTyped] = useState('');
  const { run, isBusy, problem } = useAsking();
  const { currency } = pay.rest;
  const part = parseAmount(typed, currency);
  const isGood = part !== null && part.minor > 0n && part.minor <= fromWire(pay.rest).minor;
  const choose = (amount: string | null) =>
    void run('pay.part', { amount }).then((answer) => (answer === null ? undefined : onClose()));
  const take = () => (isGood ? choose(typed) : undefined);
  return (
    <Sheet
      title={say('part.title')}
      onClose={onClose}
      keys={{ F12: take }}
      actions={
        <>
          {pay.isPart ? (
            <Button onPress={() => choose(null)} isBusy={isBusy}>
              {say('part.all')}
            </Button>
          ) : null}
          <Button look="go" onPress={take} isDisabled={!isGood} isBusy={isBusy} keyHint="F12">
            {say('part.take')}
          </Button>
        </>
      }
    >
      <p>{say('part.hint', { amount: moneyWords(pay.rest, true) })}</p>
      <AmountEntry
        label={say('part.amount')}
        value={typed}
        onChange={setTyped}
        decimals={exponentOf(currency)}
        error={problem === null ? null : problemWords(say, problem)}
      />
    </Sheet>
  );
}
