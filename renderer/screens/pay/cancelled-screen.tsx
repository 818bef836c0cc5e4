import type { RegisterView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { useKeys } from '../../parts/keys.ts';
import { Live } from '../../parts/live.tsx';
import { moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ScreenOpenedContext, useScreenOpened } from '../../parts/press-guard.ts';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import { useReturnWords } from './return-words.ts';

type Part = NonNullable<RegisterView['cancelled']>['parts'][number];

/** A sale that is cancelled after a part of it was paid: where each part stands, and what is to be done. */
export function CancelledScreen() {
  const say = useWords();
  const { cancelled } = useRegister();
  const opened = useScreenOpened();
  const { run, isBusy, problem } = useAsking();
  const next = () => void run('pay.next', {});
  useKeys({ Enter: next });
  if (cancelled === null) return null;
  return (
    <ScreenOpenedContext value={opened}>
      <div className="pay">
        <section className="pay-card" aria-labelledby="pay-title">
          <h1 id="pay-title">{say('sale.cancelled')}</h1>
          <p>{say('sale.cancelled.means')}</p>
          <div className="pay-body">
            {cancelled.parts.map((part) => (
              <Standing key={part.no} part={part} />
            ))}
          </div>
          <ProblemLine problem={problem} />
          <div className="pay-actions">
            <Button look="go" size="pay" onPress={next} isBusy={isBusy} keyHint="Enter" hasFocus>
              {say('next-sale')}
            </Button>
          </div>
          <Live name="payment" text={`${say('sale.cancelled')} ${say('sale.cancelled.means')}`} isUrgent />
        </section>
      </div>
    </ScreenOpenedContext>
  );
}

/** By hand what the cashier must do; a wallet's as far as the scheme has said. */
function Standing({ part }: { readonly part: Part }) {
  const say = useWords();
  const returnWords = useReturnWords();
  const { network } = useRegister();
  if (part.refund === null) {
    const tone = part.kind === 'cash' ? 'info' : 'wait';
    return (
      <Notice tone={tone} title={returnWords(part)} icon={part.kind === 'cash' ? 'cash-out' : 'person'} />
    );
  }
  if (part.refund === 'refunded')
    return (
      <Notice
        tone="go"
        title={say(part.kind === 'voucher' ? 'return.voucher.done' : 'return.wallet.done', {
          amount: moneyWords(part.amount, true),
        })}
      />
    );
  if (part.refund === 'refused')
    return (
      <Notice tone="bad" title={say('refund-state.look')}>
        {say('refund-state.owed')}
      </Notice>
    );
  return (
    <Notice
      tone="wait"
      title={say(network.state === 'silent' ? 'refund-state.queued' : 'refund-state.pending')}
    >
      {returnWords(part)}
    </Notice>
  );
}
