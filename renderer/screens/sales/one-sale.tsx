import { useState } from 'react';
import type { ReceiptView } from '../../../shared/views.ts';
import { useAnswer } from '../../parts/answer.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Receipt } from '../../parts/receipt.tsx';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { useWords } from '../../words.ts';
import { CorrectSheet } from './correct-sheet.tsx';

/** One sale as its receipt, and what may be done with it. */
export function OneSale({ saleId }: { readonly saleId: string }) {
  const say = useWords();
  const [changed, setChanged] = useState<ReceiptView | null>(null);
  const asBooked = useAnswer('sales.receipt', { saleId });
  const receipt = changed ?? asBooked;
  const [isCorrecting, setCorrecting] = useState(false);
  const { run, isBusy, problem } = useAsking();
  const copy = () =>
    void run('sales.copy', { saleId }).then((copied) => (copied === null ? undefined : setChanged(copied)));
  if (receipt === null) return null;
  return (
    <>
      <ScrollArea className="split-scroll" label={say('receipt')}>
        <Receipt receipt={receipt} />
      </ScrollArea>
      <ProblemLine problem={problem} />
      <div className="panel-actions">
        {receipt.mayCorrectTender ? (
          <Button onPress={() => setCorrecting(true)}>{say('tender.correct')}</Button>
        ) : null}
        <Button look="go" onPress={copy} isBusy={isBusy}>
          {say('receipt.make-copy')}
        </Button>
      </div>
      {isCorrecting ? (
        <CorrectSheet
          receipt={receipt}
          onClose={() => setCorrecting(false)}
          onCorrected={(corrected) => {
            setChanged(corrected);
            setCorrecting(false);
          }}
        />
      ) : null}
    </>
  );
}
