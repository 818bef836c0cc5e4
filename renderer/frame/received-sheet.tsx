import { useState } from 'react';
import { exponentOf, formatMoney, fromWire } from '../../shared/money.ts';
import { isSettled } from '../../shared/payment.ts';
import { shopLeads } from '../../shared/roles.ts';
import type { ReceivedView } from '../../shared/views.ts';
import { AmountEntry } from '../parts/amount-entry.tsx';
import { useAsking } from '../parts/asking.ts';
import { Button } from '../parts/button.tsx';
import { MoneyText, moneyWords } from '../parts/money-text.tsx';
import { newWindowId } from '../parts/new-id.ts';
import { Notice } from '../parts/notice.tsx';
import { ProblemLine } from '../parts/problem-line.tsx';
import { useReceivedFrom } from '../parts/received-from.ts';
import { Sheet } from '../parts/sheet.tsx';
import { useRegister } from '../register-store.ts';
import { problemWords, useWords } from '../words.ts';

/** What came in by the printed code and has no sale: take one for the sale on the screen, or give it back. */
export function ReceivedSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const { received } = useRegister();
  const [returning, setReturning] = useState<ReceivedView | null>(null);
  if (returning !== null)
    return <GiveBack received={returning} onClose={() => setReturning(null)} onGiven={onClose} />;
  return (
    <Sheet title={say('received')} onClose={onClose} width="wide">
      <Notice tone="info" title={say('received.means')} />
      <ul className="pick-list">
        {received.map((row) => (
          <ReceivedRow key={row.id} received={row} onTaken={onClose} onGiveBack={() => setReturning(row)} />
        ))}
      </ul>
    </Sheet>
  );
}

type RowProps = {
  readonly received: ReceivedView;
  readonly onTaken: () => void;
  readonly onGiveBack: () => void;
};

function ReceivedRow({ received, onTaken, onGiveBack }: RowProps) {
  const say = useWords();
  const fromWhom = useReceivedFrom();
  const { pay, staff } = useRegister();
  const { run, isBusy, problem } = useAsking();
  const { id: paymentId, amount } = received;
  const isFree = pay !== null && (pay.attempt === null || isSettled(pay.attempt.state));
  const fits = isFree && BigInt(amount.minor) <= BigInt(pay.rest.minor);
  const take = () =>
    void run('pay.received', { paymentId, ...(pay === null ? {} : { tenderNo: pay.tenderNo }) }).then(
      (answer) => (answer === null ? undefined : onTaken()),
    );
  const named = `${moneyWords(amount, true)} ${fromWhom(received)}`;
  return (
    <li className="open-attempt">
      <span className="pick-words">
        <span>{fromWhom(received)}</span>
        <ProblemLine problem={problem} />
      </span>
      <strong>
        <MoneyText amount={amount} isTotal />
      </strong>
      {fits ? (
        <Button onPress={take} isBusy={isBusy} movesMoney label={`${say('received.take')}: ${named}`}>
          {say('received.take')}
        </Button>
      ) : null}
      {shopLeads.includes(staff.role) ? (
        <Button onPress={onGiveBack} label={`${say('received.give-back')}: ${named}`}>
          {say('received.give-back')}
        </Button>
      ) : null}
    </li>
  );
}

type GiveBackProps = {
  readonly received: ReceivedView;
  readonly onClose: () => void;
  readonly onGiven: () => void;
};

/** By amount, to the wallet that paid: all of it unless less is typed. */
function GiveBack({ received, onClose, onGiven }: GiveBackProps) {
  const say = useWords();
  const fromWhom = useReceivedFrom();
  const [id] = useState(newWindowId);
  const [amount, setAmount] = useState(() => formatMoney(fromWire(received.amount)).replaceAll(',', ''));
  const { run, isBusy, problem } = useAsking();
  const give = () =>
    void run('received.giveBack', { id, paymentId: received.id, amount }).then((answer) =>
      answer === null ? undefined : onGiven(),
    );
  return (
    <Sheet
      title={say('received.give-back.title')}
      onClose={onClose}
      keys={{ F12: give }}
      actions={
        <Button look="go" onPress={give} isBusy={isBusy} keyHint="F12" movesMoney>
          {say('received.give-back')}
        </Button>
      }
    >
      <p className="muted">{`${moneyWords(received.amount, true)} · ${fromWhom(received)}`}</p>
      <AmountEntry
        label={say('received.give-back.amount')}
        value={amount}
        onChange={setAmount}
        decimals={exponentOf(received.amount.currency)}
        error={problem === null ? null : problemWords(say, problem)}
      />
      <Notice tone="wait" title={say('received.give-back.means')} />
    </Sheet>
  );
}
