import type { AttemptView, PayView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../parts/keys.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { useSecondsLeft } from '../../parts/seconds-left.ts';
import { useWords } from '../../words.ts';
import { PayCard } from './pay-card.tsx';

export type ShownCodePaneProps = {
  readonly pay: PayView;
  readonly attempt: AttemptView;
  readonly onCash: () => void;
};

/**
 * Our code, for the customer to scan. Going back takes it back at the scheme first: no money moves by
 * that, and what was paid in the meantime is paid.
 */
export function ShownCodePane({ pay, attempt, onCash }: ShownCodePaneProps) {
  const say = useWords();
  const { run, isBusy, problem } = useAsking();
  const isGoing = attempt.state === 'cancelling';
  const back = () => void run('pay.stop', { attemptId: attempt.id });
  const cash = () => {
    // Where nobody answers, it can't be taken back: cash goes instead of it.
    if (!pay.mayTakeCashInstead && !isGoing) back();
    onCash();
  };
  useKeys({ Escape: isGoing ? undefined : back, F8: cash });
  return (
    <PayCard
      title={say('shown')}
      amount={attempt.amount}
      heard={pay.shownCode === null ? waiting(isGoing, say) : say('shown.ask')}
      actions={
        <>
          <Button size="lead" onPress={back} isBusy={isBusy} isDisabled={isGoing} keyHint="Esc">
            {say('shown.back')}
          </Button>
          <Button size="lead" onPress={cash} keyHint="F8">
            {pay.mayTakeCashInstead ? say('cash-instead') : say('cash')}
          </Button>
        </>
      }
      foot={pay.mayTakeCashInstead ? say('cash-instead.means') : null}
    >
      <div className="shown-code">
        <CodePlace pay={pay} isGoing={isGoing} />
        <div className="shown-code-words">
          <strong>{pay.shownCode === null ? waiting(isGoing, say) : say('shown.ask')}</strong>
          <p>{say('shown.means')}</p>
          <Left attempt={attempt} />
        </div>
      </div>
      <ProblemLine problem={problem} />
    </PayCard>
  );
}

function waiting(isGoing: boolean, say: ReturnType<typeof useWords>): string {
  return isGoing ? say('shown.taking-back') : say('shown.getting');
}

/** The code, or its empty place: nothing moves when it comes or goes. */
function CodePlace({ pay, isGoing }: { readonly pay: PayView; readonly isGoing: boolean }) {
  const say = useWords();
  const { shownCode } = pay;
  if (shownCode !== null && !isGoing) {
    const label = say('shown.picture', { amount: moneyWords(shownCode.amount, true) });
    return <QrCode text={shownCode.payload} label={label} />;
  }
  return (
    <div className="qr-code shown-code-empty">
      <Icon name="turning" isSpinning />
    </div>
  );
}

function Left({ attempt }: { readonly attempt: AttemptView }) {
  const say = useWords();
  const seconds = useSecondsLeft(attempt.state === 'awaiting-customer' ? attempt.leftMs : null);
  return <p className="shown-code-left">{seconds === null ? null : say('shown.left', { seconds })}</p>;
}
