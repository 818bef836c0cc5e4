import type { RefundPreview } from '../../../shared/refund.ts';
import { asNumber } from '../../parts/amount-entry.tsx';
import { Button } from '../../parts/button.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { useNames } from '../../parts/names.ts';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words.ts';

type Line = RefundPreview['lines'][number];

export type Quantities = Readonly<Record<number, string>>;

export type RefundLinesProps = {
  readonly lines: readonly Line[];
  readonly quantities: Quantities;
  readonly onChange: (quantities: Quantities) => void;
};

/** The goods of the sale, with what of each is still there to come back and what comes back now. */
export function RefundLines({ lines, quantities, onChange }: RefundLinesProps) {
  const say = useWords();
  return (
    <ul className="refund-lines" aria-label={say('refund.lines')}>
      {lines.map((line) => (
        <RefundLine
          key={line.no}
          line={line}
          quantity={quantities[line.no] ?? ''}
          onChange={(quantity) => onChange({ ...quantities, [line.no]: quantity })}
        />
      ))}
    </ul>
  );
}

/** Everything that is left of every line. */
export function everythingLeft(lines: readonly Line[]): Quantities {
  return Object.fromEntries(
    lines.map((line) => [line.no, line.leftQuantity === '0' ? '' : line.leftQuantity]),
  );
}

type RefundLineProps = {
  readonly line: Line;
  readonly quantity: string;
  readonly onChange: (quantity: string) => void;
};

function RefundLine({ line, quantity, onChange }: RefundLineProps) {
  const say = useWords();
  const name = useNames()(line.names);
  const isGone = line.leftQuantity === '0';
  const count = Number(quantity);
  return (
    <li className="refund-line">
      <TextField
        label={name}
        value={quantity}
        onChange={(typed) => onChange(asNumber(typed, line.unit === 'kg' ? 3 : 0))}
        hint={say('refund.left', {
          left: line.leftQuantity,
          sold: line.sold,
          amount: moneyWords(line.left),
        })}
        kind="digits"
        isDisabled={isGone}
      />
      {line.unit === 'each' ? (
        <>
          <Button
            onPress={() => onChange(count > 1 ? String(count - 1) : '')}
            isDisabled={isGone || count === 0}
            label={say('refund.less', { name })}
          >
            −
          </Button>
          <Button
            onPress={() => onChange(String(count + 1))}
            isDisabled={isGone || count >= Number(line.leftQuantity)}
            label={say('refund.more', { name })}
          >
            +
          </Button>
        </>
      ) : (
        <Button
          onPress={() => onChange(line.leftQuantity)}
          isDisabled={isGone}
          label={say('refund.all-of', { name })}
        >
          {say('refund.all')}
        </Button>
      )}
      <strong className="refund-give">
        <MoneyText amount={line.give} />
      </strong>
    </li>
  );
}
