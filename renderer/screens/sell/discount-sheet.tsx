import { useState } from 'react';
import type { Discount } from '../../../shared/basket.ts';
import { exponentOf, parseAmount, toWire } from '../../../shared/money.ts';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useApprovedAsking } from '../../parts/approval.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { useNames } from '../../parts/names.ts';
import { Sheet } from '../../parts/sheet.tsx';
import { useRegister } from '../../register-store.ts';
import { problemWords, useWords } from '../../words.ts';
import type { SellSheet } from './sell-sheets.tsx';

type Kind = Discount['kind'];

export type DiscountSheetProps = {
  /** null: on the whole sale. */
  readonly lineId: string | null;
  readonly onSheet: (sheet: SellSheet) => void;
  readonly onClose: () => void;
};

/** Something off, by percent or by amount, on one line or on the whole. */
export function DiscountSheet({ lineId, onSheet, onClose }: DiscountSheetProps) {
  const say = useWords();
  const nameOf = useNames();
  const { basket, shop } = useRegister();
  const line = basket.lines.find((candidate) => candidate.id === lineId);
  const given = lineId === null ? basket.discount : (line?.discount ?? null);
  const [kind, setKind] = useState<Kind>(given?.kind ?? 'percent');
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const { give, isBusy, problem, approval } = useGiving(lineId, onClose);
  const set = () => {
    const discount = discountOf(kind, typed, shop.currency);
    setWrong(discount === null);
    if (discount !== null) give(discount);
  };
  const wrongWords = isWrong ? say('discount.wrong') : null;
  if (approval !== null) return approval;
  return (
    <Sheet
      title={line === undefined ? say('discount.all') : say('discount.line', { name: nameOf(line.names) })}
      onClose={onClose}
      keys={{
        Enter: set,
        F12: set,
        F3: lineId === null ? undefined : () => onSheet({ kind: 'quantity', lineId }),
      }}
      actions={
        <>
          {given === null ? null : (
            <Button look="bad" onPress={() => give(null)} isBusy={isBusy}>
              {say('discount.none')}
            </Button>
          )}
          {lineId === null ? null : (
            <Button onPress={() => onSheet({ kind: 'quantity', lineId })} keyHint="F3">
              {say('quantity')}
            </Button>
          )}
          <Button look="go" onPress={set} isBusy={isBusy} keyHint="Enter">
            {say('done')}
          </Button>
        </>
      }
    >
      <Choice
        label={say('discount.kind')}
        isLabelHidden
        options={[
          { value: 'percent', words: say('discount.percent') },
          { value: 'amount', words: say('discount.amount') },
        ]}
        value={kind}
        onChange={setKind}
      />
      <AmountEntry
        label={kind === 'percent' ? say('discount.percent.label') : say('discount.amount.label')}
        value={typed}
        onChange={setTyped}
        decimals={kind === 'percent' ? 2 : exponentOf(shop.currency)}
        error={problem === null ? wrongWords : problemWords(say, problem)}
      />
    </Sheet>
  );
}

/** Above a cashier's limit somebody else is asked in place. */
function useGiving(lineId: string | null, onGiven: () => void) {
  const { run, isBusy, problem, approval } = useApprovedAsking();
  const give = (discount: Discount | null) => {
    const given =
      lineId === null
        ? run('basket.discountAll', { discount })
        : run('basket.discountLine', { lineId, discount });
    void given.then((answer) => (answer === null ? undefined : onGiven()));
  };
  return { give, isBusy, problem, approval };
}

/** Percent as basis points: `12.5` is 1250. null for nothing, for zero and for more than the whole. */
function discountOf(kind: Kind, typed: string, currency: string): Discount | null {
  if (kind === 'percent') {
    const basisPoints = Math.round(Number(typed) * 100);
    return basisPoints >= 1 && basisPoints <= 10_000 ? { kind, basisPoints } : null;
  }
  const amount = parseAmount(typed, currency);
  return amount === null || amount.minor === 0n ? null : { kind, amount: toWire(amount) };
}
