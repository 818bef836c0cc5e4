import { memo, useLayoutEffect, useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { LineView } from '../../../shared/views.ts';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { useNames } from '../../parts/names.ts';
import { useWords } from '../../words.ts';
import type { SellSheet } from './sell-sheets.tsx';

export type LineRowProps = {
  readonly line: LineView;
  readonly isNewest: boolean;
  readonly isInHand: boolean;
  readonly onSheet: (sheet: SellSheet) => void;
};

/** Drawn again only when what it shows changed: a scan into a long basket costs one row. */
export const LineRow = memo(DrawnLine, isSame);

function DrawnLine({ line, isNewest, isInHand, onSheet }: LineRowProps) {
  const say = useWords();
  const nameOf = useNames();
  const row = useRef<HTMLLIElement>(null);
  const isShown = isNewest || isInHand;
  // The quantity is among the causes: a line counted up again by a scan comes back into view.
  const cause = `${isShown} ${line.quantity}`;
  useLayoutEffect(() => {
    if (cause.startsWith('true')) row.current?.scrollIntoView({ block: 'nearest' });
  }, [cause]);
  const name = nameOf(line.names);
  return (
    <li ref={row} className="line" data-newest={isNewest} data-in-hand={isInHand}>
      <AriaButton className="line-name" onPress={() => onSheet({ kind: 'discount', lineId: line.id })}>
        <span>{name}</span>
        <LineNote line={line} isNewest={isNewest} />
      </AriaButton>
      <AriaButton
        className="line-quantity"
        aria-label={say('line.quantity', { name, quantity: line.quantity })}
        onPress={() => onSheet({ kind: 'quantity', lineId: line.id })}
      >
        {line.quantity}
      </AriaButton>
      <strong className="line-amount">
        <MoneyText amount={line.amount} />
      </strong>
    </li>
  );
}

/** The second text of a line: just scanned or its code, the price, a discount. */
function LineNote({ line, isNewest }: Pick<LineRowProps, 'line' | 'isNewest'>) {
  const say = useWords();
  const price = moneyWords(line.unitPrice, true);
  const parts = [
    isNewest ? say('line.just-now') : (line.barcode ?? say('line.by-amount')),
    line.unit === 'kg' ? say('price.per-kg', { price }) : price,
    line.lineDiscount.minor === '0' ? '' : say('discount.given', { amount: moneyWords(line.lineDiscount) }),
  ];
  return <span className="line-note">{parts.filter((part) => part !== '').join(' · ')}</span>;
}

function isSame(before: LineRowProps, after: LineRowProps): boolean {
  const isAlike = before.isNewest === after.isNewest && before.isInHand === after.isInHand;
  return isAlike && JSON.stringify(before.line) === JSON.stringify(after.line);
}
