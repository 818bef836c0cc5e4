import type { TenderPart } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useWords } from '../../words.ts';
import { useReturnWords } from './return-words.ts';

export type ReturnSheetProps = {
  readonly saleId: string;
  readonly parts: readonly TenderPart[];
  /** All of them, and the sale is gone. */
  readonly isCancel: boolean;
  readonly onClose: () => void;
};

/** Says beforehand how each part goes back, and what of it is the cashier's to do. */
export function ReturnSheet({ saleId, parts, isCancel, onClose }: ReturnSheetProps) {
  const say = useWords();
  const returnWords = useReturnWords();
  const { run, isBusy, problem } = useAsking();
  const give = () => {
    const [first] = parts;
    if (first === undefined) return;
    const asked = isCancel
      ? run('pay.cancelSale', { saleId })
      : run('pay.giveBack', { saleId, tenderNo: first.no });
    void asked.then((answer) => (answer === null ? undefined : onClose()));
  };
  return (
    <Sheet
      title={say(isCancel ? 'sale.cancel' : 'return.title')}
      onClose={onClose}
      keys={{ F12: give }}
      actions={
        <Button look="go" onPress={give} isBusy={isBusy} keyHint="F12" movesMoney>
          {say(isCancel ? 'sale.cancel.take' : 'return.take')}
        </Button>
      }
    >
      {isCancel ? <p>{say('sale.cancel.means')}</p> : null}
      <ul className="returns">
        {parts.map((part) => (
          <li key={part.no}>{returnWords(part)}</li>
        ))}
      </ul>
      <ProblemLine problem={problem} />
    </Sheet>
  );
}
