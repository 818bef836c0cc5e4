import { useRef, useState } from 'react';
import type { ReceiptView } from '../../../shared/views.ts';
import { useAnswer } from '../../parts/answer.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { useKeys } from '../../parts/keys.ts';
import { newWindowId } from '../../parts/new-id.ts';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Receipt } from '../../parts/receipt.tsx';
import { useRefundCause } from '../../parts/refund-state.tsx';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { useWords } from '../../words.ts';
import { CorrectSheet } from './correct-sheet.tsx';
import { RefundHistory } from './refund-history.tsx';
import { RefundSheet } from './refund-sheet.tsx';

export type OneSaleProps = {
  readonly saleId: string;
  /** Something is being done with it: it stays shown, also when a newer sale comes. */
  readonly onWork: () => void;
};

/** One sale as its receipt, and what may be done with it. */
export function OneSale({ saleId, onWork }: OneSaleProps) {
  const say = useWords();
  const [changed, setChanged] = useState<ReceiptView | null>(null);
  const cause = useRefundCause();
  const asBooked = useAnswer('sales.receipt', { saleId }, cause);
  const refunds = useAnswer('sales.refunds', { saleId }, cause);
  const receipt = changed ?? asBooked;
  const [isCorrecting, setCorrecting] = useState(false);
  const [isRefunding, setRefunding] = useState(false);
  const copyId = useRef(newWindowId());
  const { run, isBusy, problem } = useAsking();
  const copy = () =>
    void run('sales.copy', { saleId, id: copyId.current }).then((copied) => {
      if (copied === null) return;
      copyId.current = newWindowId();
      setChanged(copied);
    });
  const mayRefund = refunds?.mayRefund === true;
  const refund = () => {
    onWork();
    setRefunding(true);
  };
  useKeys({ F8: mayRefund ? refund : undefined });
  if (receipt === null) return null;
  return (
    <>
      <ScrollArea className="split-scroll" label={say('receipt')}>
        <RefundHistory documents={refunds?.documents ?? []} />
        <Receipt receipt={receipt} />
      </ScrollArea>
      <ProblemLine problem={problem} />
      <div className="panel-actions">
        {receipt.mayCorrectTender ? (
          <Button onPress={() => setCorrecting(true)}>{say('tender.correct')}</Button>
        ) : null}
        {mayRefund ? (
          <Button onPress={refund} keyHint="F8">
            {say('refund')}
          </Button>
        ) : null}
        <Button look="go" onPress={copy} isBusy={isBusy}>
          {say('receipt.make-copy')}
        </Button>
      </div>
      {isRefunding ? <RefundSheet saleId={saleId} onClose={() => setRefunding(false)} /> : null}
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
