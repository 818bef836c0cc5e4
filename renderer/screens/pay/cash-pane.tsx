import { useState } from 'react';
import {
  exponentOf,
  fromWire,
  type MoneyWire,
  minus,
  parseAmount,
  toDecimal,
} from '../../../shared/money.ts';
import type { AttemptView, PayView } from '../../../shared/views.ts';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { CashRest } from '../../parts/cash-rest.tsx';
import { useKeys } from '../../parts/keys.ts';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { takenOf } from '../../parts/taken.ts';
import { useWords } from '../../words.ts';

export type CashPaneProps = {
  readonly pay: PayView;
  /** Not null: cash instead of this payment, whose end nobody knows yet. */
  readonly attempt: AttemptView | null;
  readonly onBack: () => void;
};

/** Cash: what is due, what the customer handed over, what to give back. */
export function CashPane({ pay, attempt, onBack }: CashPaneProps) {
  const say = useWords();
  const [typed, setTyped] = useState('');
  const { run, isBusy, problem } = useAsking();
  // Cash instead of a payment that nobody knows the end of takes all that is due.
  const due = attempt === null ? pay.amount : pay.rest;
  const { tenderNo } = pay;
  const tendered = parseAmount(typed, due.currency);
  const rest = tendered === null ? null : minus(tendered, fromWire(due));
  const isEnough = rest !== null && rest.minor >= 0n;
  const isPart = attempt === null && tendered !== null && tendered.minor > 0n && !isEnough;
  const takePart = () =>
    isPart ? void run('pay.cash', { tendered: typed, part: true, tenderNo }) : undefined;
  const take = () => {
    if (!isEnough) return;
    void (attempt === null
      ? run('pay.cash', { tendered: typed, tenderNo })
      : run('pay.cashInstead', { attemptId: attempt.id, tendered: typed }));
  };
  useKeys({ Escape: onBack, F7: takePart, F12: take });
  return (
    <section className="pay-card cash" aria-labelledby="pay-title">
      <AmountEntry
        label={say('cash.tendered')}
        value={typed}
        onChange={setTyped}
        decimals={exponentOf(due.currency)}
      />
      <div className="cash-side">
        <h1 id="pay-title">{attempt === null ? say('cash') : say('cash-instead')}</h1>
        <p className="pay-amount">
          <MoneyText amount={due} isTotal size={attempt === null ? 'pay' : 'total'} />
        </p>
        {pay.taken.length === 0 ? null : <p className="muted">{takenOf(say, pay)}</p>}
        <Presets amounts={pay.presetCash} onChoose={(amount) => setTyped(toDecimal(fromWire(amount)))} />
        <CashRest rest={rest} />
        {attempt === null ? null : <Notice tone="wait" title={say('cash-instead.means')} />}
        <ProblemLine problem={problem} />
        <div className="pay-actions">
          <Button size="lead" onPress={onBack} keyHint="Esc">
            {say('back')}
          </Button>
          {isPart ? (
            <Button size="lead" onPress={takePart} isBusy={isBusy} keyHint="F7" movesMoney>
              {say('part.cash')}
            </Button>
          ) : null}
          <Button
            look="go"
            size="lead"
            onPress={take}
            isDisabled={!isEnough}
            isBusy={isBusy}
            keyHint="F12"
            movesMoney
          >
            {say('cash.take')}
          </Button>
        </div>
      </div>
    </section>
  );
}

type PresetsProps = {
  readonly amounts: readonly MoneyWire[];
  readonly onChoose: (amount: MoneyWire) => void;
};

/** The notes a customer is likely to hand over; choosing one books nothing yet. */
function Presets({ amounts, onChoose }: PresetsProps) {
  const say = useWords();
  return (
    <fieldset className="presets">
      <legend className="heard-only">{say('cash.presets')}</legend>
      {amounts.map((amount) => (
        <Button key={amount.minor} onPress={() => onChoose(amount)}>
          {moneyWords(amount, true)}
        </Button>
      ))}
    </fieldset>
  );
}
