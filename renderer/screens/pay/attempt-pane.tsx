import type { ReactNode } from 'react';
import type { AttemptView, PayView } from '../../../shared/views.ts';
import { type Asking, useAsking } from '../../parts/asking.ts';
import { useAttemptWords } from '../../parts/attempt-name.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../parts/keys.ts';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useSecondsLeft } from '../../parts/seconds-left.ts';
import { useWords, wordIn } from '../../words.ts';
import { PayCard } from './pay-card.tsx';

export type AttemptPaneProps = {
  readonly pay: PayView;
  readonly attempt: AttemptView;
  readonly onCash: () => void;
};

/** A payment under way. Every state says what happened, what it means for the money, what to do now. */
export function AttemptPane({ pay, attempt, onCash }: AttemptPaneProps) {
  const say = useWords();
  const asking = useAsking();
  const state = attempt.parked ? 'parked' : attempt.state;
  const title = useAttemptWords()(attempt, state);
  const warning = say(wordIn('attempt-do', state, 'attempt-do.sent'));
  const isBusyState =
    attempt.state === 'created' || attempt.state === 'sent' || attempt.state === 'cancelling';
  return (
    <PayCard
      title={title}
      amount={attempt.amount}
      heard={warning}
      actions={<AttemptActions pay={pay} attempt={attempt} onCash={onCash} asking={asking} />}
      foot={pay.mayTakeCashInstead ? say('cash-instead.means') : null}
    >
      <Notice tone="wait" title={warning} icon={isBusyState ? 'turning' : 'clock'} isSpinning={isBusyState}>
        {say(wordIn('attempt-means', state, 'attempt-means.sent'))}
      </Notice>
      <Steps attempt={attempt} />
      <ProblemLine problem={asking.problem} />
    </PayCard>
  );
}

/** What is certain already, and what is being done: the countdown or the queries. */
function Steps({ attempt }: { readonly attempt: AttemptView }) {
  const say = useWords();
  const left = useSecondsLeft(attempt.leftMs);
  const next = useSecondsLeft(attempt.nextQueryMs);
  const isWaiting = attempt.state === 'awaiting-customer';
  return (
    <ol className="steps">
      <Step mark={<Icon name="check" />} tone="go">
        {say('step.recorded')}
      </Step>
      {isWaiting && left !== null ? (
        <Step mark={<Icon name="person" />} tone="wait">
          {say('step.waiting', { seconds: left })}
        </Step>
      ) : null}
      {attempt.queries > 0 && !isWaiting ? (
        <Step mark={attempt.queries} tone="wait">
          {next === null || next === 0
            ? say('step.querying', { count: attempt.queries })
            : say('step.queried', { count: attempt.queries, seconds: next })}
        </Step>
      ) : null}
    </ol>
  );
}

type StepProps = { readonly mark: ReactNode; readonly tone: 'go' | 'wait'; readonly children: ReactNode };

function Step({ mark, tone, children }: StepProps) {
  return (
    <li className="step">
      <span className="step-mark" data-tone={tone} aria-hidden="true">
        {mark}
      </span>
      {children}
    </li>
  );
}

function AttemptActions({ pay, attempt, onCash, asking }: AttemptPaneProps & { readonly asking: Asking }) {
  const say = useWords();
  const { run, isBusy } = asking;
  const attemptId = attempt.id;
  const isDark = attempt.state === 'unknown' || attempt.state === 'cancelling';
  const stop = () => void run('pay.stop', { attemptId });
  const setAside = () => void run('pay.setAside', { attemptId });
  const query = () => void run('pay.queryNow', { attemptId });
  const cash = pay.mayTakeCashInstead ? onCash : undefined;
  useKeys({ F5: isDark ? query : undefined, F6: isDark ? setAside : undefined, F8: cash });
  if (!isDark) {
    return (
      <Button size="lead" onPress={stop} isBusy={isBusy} isDisabled={attempt.state === 'created'}>
        {say('attempt.stop')}
      </Button>
    );
  }
  return (
    <>
      <Button size="lead" onPress={setAside} isBusy={isBusy} keyHint="F6">
        {say('attempt.set-aside')}
      </Button>
      <Button size="lead" onPress={onCash} isDisabled={!pay.mayTakeCashInstead} keyHint="F8">
        {say('cash-instead')}
      </Button>
      <Button look="go" size="lead" onPress={query} isBusy={isBusy} keyHint="F5">
        {say('attempt.query')}
      </Button>
    </>
  );
}
