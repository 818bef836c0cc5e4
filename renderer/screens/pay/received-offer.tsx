import type { PayView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Live } from '../../parts/live.tsx';
import { moneyWords } from '../../parts/money-text.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useReceivedFrom } from '../../parts/received-from.ts';
import { useWords } from '../../words.ts';

/** Exactly this amount came in by the printed code a moment ago: one press takes it. */
export function ReceivedOffer({ pay }: { readonly pay: PayView }) {
  const say = useWords();
  const fromWhom = useReceivedFrom();
  const { run, isBusy, problem } = useAsking();
  const { received, tenderNo } = pay;
  if (received === null) return null;
  const take = () => void run('pay.received', { paymentId: received.id, tenderNo });
  const offer = say('received.offer', { amount: moneyWords(received.amount, true) });
  return (
    <>
      <div className="pay-code pay-received">
        <Icon name="check" />
        <div>
          <strong>{offer}</strong>
          <p>{say('received.offer.hint', { from: fromWhom(received) })}</p>
        </div>
        <Button onPress={take} isBusy={isBusy} movesMoney>
          {say('received.take')}
        </Button>
      </div>
      <ProblemLine problem={problem} />
      <Live name="received" text={offer} />
    </>
  );
}
