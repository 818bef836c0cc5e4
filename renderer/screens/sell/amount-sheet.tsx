import { useState } from 'react';
import { exponentOf } from '../../../shared/money.ts';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useTaxClassWords } from '../../parts/tax-class-words.ts';
import { TextField } from '../../parts/text-field.tsx';
import { useRegister } from '../../register-store.ts';
import { problemWords, useWords } from '../../words.ts';
import type { RefusedScan } from './refused-row.tsx';

export type AmountSheetProps = {
  /** The refused scan that this settles; null: the cashier asked for it. */
  readonly scan: RefusedScan | null;
  readonly onClose: () => void;
};

/** Sell what the catalogue does not know: price and tax class, and a name if there is time. */
export function AmountSheet({ scan, onClose }: AmountSheetProps) {
  const say = useWords();
  const { shop, taxClasses } = useRegister();
  const taxClassWords = useTaxClassWords();
  const [amount, setAmount] = useState('');
  const [name, setName] = useState('');
  const [taxClass, setTaxClass] = useState(taxClasses[0]?.taxClass ?? '');
  const { run, isBusy, problem } = useAsking();
  const sell = () =>
    void run('basket.addAmount', {
      amount,
      taxClass,
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(scan === null ? {} : { scanId: scan.id }),
    }).then((answer) => (answer === null ? undefined : onClose()));
  return (
    <Sheet
      title={say('sell-by-amount')}
      onClose={onClose}
      keys={{ Enter: sell, F12: sell }}
      width="wide"
      actions={
        <Button look="go" onPress={sell} isBusy={isBusy} isDisabled={amount === ''} keyHint="Enter">
          {say('basket.add')}
        </Button>
      }
    >
      <div className="two-columns">
        <AmountEntry
          label={say('price')}
          value={amount}
          onChange={setAmount}
          decimals={exponentOf(shop.currency)}
          error={problem === null ? null : problemWords(say, problem)}
        />
        <div className="column">
          <Choice
            label={say('tax-class')}
            options={taxClasses.map((entry) => ({ value: entry.taxClass, words: taxClassWords(entry) }))}
            value={taxClass}
            onChange={setTaxClass}
          />
          <TextField label={say('name.optional')} value={name} onChange={setName} hint={scan?.text} />
        </div>
      </div>
    </Sheet>
  );
}
