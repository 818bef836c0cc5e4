import { useState } from 'react';
import type { RefundView } from '../../shared/refund.ts';
import { useApprovedAsking } from '../parts/approval.tsx';
import { useAsking } from '../parts/asking.ts';
import { Button } from '../parts/button.tsx';
import { MoneyText } from '../parts/money-text.tsx';
import { newWindowId } from '../parts/new-id.ts';
import { Notice } from '../parts/notice.tsx';
import { ProblemLine } from '../parts/problem-line.tsx';
import { RefundState } from '../parts/refund-state.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useWhen } from '../parts/when.ts';
import { useWords } from '../words.ts';

export type OpenRefundProps = { readonly refund: RefundView; readonly onPayOut: () => void };

/** Money that has not reached the customer yet: what it is of, how it stands, what can be done. */
export function OpenRefund({ refund, onPayOut }: OpenRefundProps) {
  const say = useWords();
  const when = useWhen();
  const { run, isBusy, problem } = useAsking();
  const { id: refundId, saleNumber, state, mayPayOut, startedAt } = refund;
  const isLate = refund.documentId === null || saleNumber === null;
  return (
    <li className="open-attempt">
      <span className="pick-words">
        <span>
          {isLate ? say('refund.of-late') : say('refund.of', { number: String(saleNumber).padStart(4, '0') })}
        </span>
        <span className="muted">{say('refund.since', { time: when.clock(startedAt) })}</span>
        <RefundState refund={refund} />
        <ProblemLine problem={problem} />
      </span>
      <strong>
        <MoneyText amount={refund.amount} isTotal />
      </strong>
      {mayPayOut ? <Button onPress={onPayOut}>{say('refund.pay-out')}</Button> : null}
      {state === 'refused' ? null : (
        <Button onPress={() => void run('refunds.queryNow', { refundId })} isBusy={isBusy}>
          {say('refund.query')}
        </Button>
      )}
    </li>
  );
}

export type PayOutProps = { readonly refund: RefundView; readonly onClose: () => void };

/** Cash for what the wallet refused for good. */
export function PayOut({ refund, onClose }: PayOutProps) {
  const say = useWords();
  const [id] = useState(newWindowId);
  const { run, isBusy, problem, approval } = useApprovedAsking();
  const pay = () =>
    void run('refunds.payOut', { id, refundId: refund.id }).then((answer) =>
      answer === null ? undefined : onClose(),
    );
  if (approval !== null) return approval;
  return (
    <Sheet
      title={say('refund.pay-out')}
      onClose={onClose}
      keys={{ F12: pay }}
      actions={
        <Button look="go" onPress={pay} isBusy={isBusy} keyHint="F12" movesMoney>
          {say('refund.pay-out')}
        </Button>
      }
    >
      <p className="pay-amount">
        <MoneyText amount={refund.amount} isTotal size="total" />
      </p>
      <Notice tone="wait" title={say('refund.pay-out.means')} />
      <ProblemLine problem={problem} />
    </Sheet>
  );
}
