import { useState } from 'react';
import { type ElsewhereHow, elsewhereHow } from '../../../shared/payment.ts';
import type { ReceiptView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { BigChoice } from '../../parts/big-choice.tsx';
import { Button } from '../../parts/button.tsx';
import { MoneyText } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useTenderWords } from '../../parts/tender-name.ts';
import { useWords } from '../../words.ts';

export type CorrectSheetProps = {
  readonly receipt: ReceiptView;
  readonly onClose: () => void;
  readonly onCorrected: (receipt: ReceiptView) => void;
};

/** Cash booked as elsewhere or the other way round: put right by a contra entry, the receipt stays. */
export function CorrectSheet({ receipt, onClose, onCorrected }: CorrectSheetProps) {
  const say = useWords();
  const tenderWords = useTenderWords();
  const tender = receipt.tenders.find(({ kind }) => kind === 'cash' || kind === 'elsewhere');
  const [how, setHow] = useState<ElsewhereHow | null>(null);
  const { run, isBusy, problem } = useAsking();
  if (tender === undefined) return null;
  const isToCash = tender.kind === 'elsewhere';
  const isReady = isToCash || how !== null;
  const correct = () => {
    if (!isReady) return;
    const to = isToCash ? { to: 'cash' as const } : { to: 'elsewhere' as const, how: how ?? 'other' };
    void run('sales.correctTender', { saleId: receipt.saleId, tenderNo: tender.no, ...to }).then((answer) =>
      answer === null ? undefined : onCorrected(answer),
    );
  };
  return (
    <Sheet
      title={say('tender.correct')}
      onClose={onClose}
      keys={{ F12: correct }}
      actions={
        <Button look="go" onPress={correct} isDisabled={!isReady} isBusy={isBusy} keyHint="F12" movesMoney>
          {isToCash ? say('tender.to-cash') : say('tender.to-elsewhere')}
        </Button>
      }
    >
      <p className="pay-amount">
        <MoneyText amount={tender.amount} isTotal size="total" />
      </p>
      <Notice tone="info" title={say('tender.booked-as', { how: tenderWords(tender) })}>
        {say('tender.correct.means')}
      </Notice>
      {isToCash ? null : (
        <fieldset className="how">
          <legend className="heard-only">{say('elsewhere.how')}</legend>
          {elsewhereHow.options.map((option) => (
            <BigChoice key={option} icon="elsewhere" isChosen={option === how} onPress={() => setHow(option)}>
              {say(`how.${option}`)}
            </BigChoice>
          ))}
        </fieldset>
      )}
      <ProblemLine problem={problem} />
    </Sheet>
  );
}
