import { useState } from 'react';
import { exponentOf, fromWire, minus, parseAmount } from '../../shared/money.ts';
import { isSettled } from '../../shared/payment.ts';
import type { RefundView } from '../../shared/refund.ts';
import type { UnresolvedView } from '../../shared/views.ts';
import { AmountEntry } from '../parts/amount-entry.tsx';
import { useAsking } from '../parts/asking.ts';
import { useAttemptWords } from '../parts/attempt-name.ts';
import { Button } from '../parts/button.tsx';
import { CashRest } from '../parts/cash-rest.tsx';
import { MoneyText } from '../parts/money-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { ProblemLine } from '../parts/problem-line.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useWhen } from '../parts/when.ts';
import { useRegister } from '../register-store.ts';
import { problemWords, useWords } from '../words.ts';
import { OpenRefund, PayOut } from './open-refund.tsx';

/** Every payment whose end nobody knows, also those set aside: ask again, or take cash instead. */
export function UnresolvedSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const { attempts, refunds } = useOpenMatters();
  const [payOutOf, setPayOutOf] = useState<RefundView | null>(null);
  const [cashFor, setCashFor] = useState<UnresolvedView | null>(null);
  if (cashFor !== null)
    return <CashInstead attempt={cashFor} onClose={() => setCashFor(null)} onTaken={onClose} />;
  if (payOutOf !== null) return <PayOut refund={payOutOf} onClose={() => setPayOutOf(null)} />;
  return (
    <Sheet title={say('unresolved')} onClose={onClose} width="wide">
      {attempts.length === 0 ? null : <Notice tone="wait" title={say('unresolved.means')} />}
      <ul className="pick-list">
        {attempts.map((attempt) => (
          <OpenAttempt key={attempt.id} attempt={attempt} onCash={() => setCashFor(attempt)} />
        ))}
        {refunds.map((refund) => (
          <OpenRefund key={refund.id} refund={refund} onPayOut={() => setPayOutOf(refund)} />
        ))}
      </ul>
    </Sheet>
  );
}

/** A payment that is over and gives money back stands in the list as that refund. */
export function useOpenMatters(): {
  readonly attempts: readonly UnresolvedView[];
  readonly refunds: readonly RefundView[];
} {
  const { unresolved, refunds } = useRegister();
  return { attempts: unresolved.filter(({ state }) => !isSettled(state)), refunds };
}

type OpenAttemptProps = { readonly attempt: UnresolvedView; readonly onCash: () => void };

function OpenAttempt({ attempt, onCash }: OpenAttemptProps) {
  const say = useWords();
  const when = useWhen();
  const attemptWords = useAttemptWords();
  const { run, isBusy, problem } = useAsking();
  return (
    <li className="open-attempt">
      <span className="pick-words">
        <span>{attemptWords(attempt, attempt.state)}</span>
        <span className="muted">
          {attempt.cashInstead
            ? say('unresolved.cashed')
            : say('unresolved.since', { time: when.clock(attempt.startedAt), count: attempt.queries })}
        </span>
        <ProblemLine problem={problem} />
      </span>
      <strong>
        <MoneyText amount={attempt.amount} isTotal />
      </strong>
      {attempt.parked && !attempt.cashInstead ? (
        <Button onPress={onCash}>{say('unresolved.cash')}</Button>
      ) : null}
      <Button onPress={() => void run('pay.queryNow', { attemptId: attempt.id })} isBusy={isBusy}>
        {say('unresolved.query')}
      </Button>
    </li>
  );
}

type CashInsteadProps = {
  readonly attempt: UnresolvedView;
  readonly onClose: () => void;
  readonly onTaken: () => void;
};

function CashInstead({ attempt, onClose, onTaken }: CashInsteadProps) {
  const say = useWords();
  const [tendered, setTendered] = useState('');
  const { run, isBusy, problem } = useAsking();
  // Also where the wallet was asked for a part: cash takes all that is due.
  const due = attempt.due ?? attempt.amount;
  const given = parseAmount(tendered, due.currency);
  const rest = given === null ? null : minus(given, fromWire(due));
  const isEnough = rest !== null && rest.minor >= 0n;
  const take = () => {
    if (!isEnough) return;
    void run('pay.cashInstead', { attemptId: attempt.id, tendered }).then((answer) =>
      answer === null ? undefined : onTaken(),
    );
  };
  return (
    <Sheet
      title={say('cash-instead')}
      onClose={onClose}
      keys={{ F12: take }}
      actions={
        <Button look="go" onPress={take} isBusy={isBusy} isDisabled={!isEnough} keyHint="F12" movesMoney>
          {say('cash.take')}
        </Button>
      }
    >
      <p className="pay-amount">
        <MoneyText amount={due} isTotal size="total" />
      </p>
      <AmountEntry
        label={say('cash.tendered')}
        value={tendered}
        onChange={setTendered}
        decimals={exponentOf(due.currency)}
        error={problem === null ? null : problemWords(say, problem)}
      />
      <CashRest rest={rest} />
      <Notice tone="wait" title={say('cash-instead.means')} />
    </Sheet>
  );
}
