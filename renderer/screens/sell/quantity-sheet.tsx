import { useState } from 'react';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { useNames } from '../../parts/names.ts';
import { Sheet } from '../../parts/sheet.tsx';
import { useRegister } from '../../register-store.ts';
import { problemWords, useWords } from '../../words.ts';
import type { SellSheet } from './sell-sheets.tsx';

export type LineSheetProps = {
  readonly lineId: string;
  readonly onSheet: (sheet: SellSheet) => void;
  readonly onClose: () => void;
};

/** How many, or how heavy; or not at all. */
export function QuantitySheet({ lineId, onSheet, onClose }: LineSheetProps) {
  const say = useWords();
  const nameOf = useNames();
  const line = useRegister().basket.lines.find((candidate) => candidate.id === lineId);
  const [quantity, setQuantity] = useState('');
  const { run, isBusy, problem } = useAsking();
  if (line === undefined) return null;
  const closeAfter = (answer: unknown) => (answer === null ? undefined : onClose());
  const set = () =>
    void run('basket.setQuantity', { lineId, quantity: quantity || line.quantity }).then(closeAfter);
  const discount = () => onSheet({ kind: 'discount', lineId });
  const remove = () => void run('basket.removeLine', { lineId }).then(closeAfter);
  return (
    <Sheet
      title={nameOf(line.names)}
      onClose={onClose}
      keys={{ Enter: set, F12: set, F4: discount, 'Ctrl+Delete': remove }}
      actions={
        <>
          <Button onPress={remove} isBusy={isBusy} look="bad">
            {say('line.remove')}
          </Button>
          <Button onPress={discount} keyHint="F4">
            {say('discount')}
          </Button>
          <Button look="go" onPress={set} isBusy={isBusy} keyHint="Enter">
            {say('done')}
          </Button>
        </>
      }
    >
      <AmountEntry
        label={
          line.unit === 'kg'
            ? say('quantity.kg', { now: line.quantity })
            : say('quantity.each', { now: line.quantity })
        }
        value={quantity}
        onChange={setQuantity}
        decimals={line.unit === 'kg' ? 3 : 0}
        error={problem === null ? null : problemWords(say, problem)}
      />
    </Sheet>
  );
}
