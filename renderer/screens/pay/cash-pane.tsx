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
  const { currency } = pay.amount;
  const tendered = parseAmount(typed, currency);
  const rest = tendered === null ? null : minus(tendered, fromWire(pay.amount));
  const isEnough = rest !== null && rest.minor >= 0n;
  const take = () => {
    if (!isEnough) return;
    void (attempt === null
      ? run('pay.cash', { tendered: typed })
      : run('pay.cashInstead', { attemptId: attempt.id, tendered: typed }));
  };
  useKeys({ Escape: onBack, F12: take });
  return (
    <section className="pay-card cash" aria-labelledby="pay-title">
      <AmountEntry
        label={say('cash.tendered')}
        value={typed}
        onChange={setTyped}
        decimals={exponentOf(currency)}
      />
      <div className="cash-side">
        <h1 id="pay-title">{attempt === null ? say('cash') : say('cash-instead')}</h1>
        <p className="pay-amount">
          <MoneyText amount={pay.amount} isTotal size={attempt === null ? 'pay' : 'total'} />
        </p>
        <Presets amounts={pay.presetCash} onChoose={(amount) => setTyped(toDecimal(fromWire(amount)))} />
        <CashRest rest={rest} />
        {attempt === null ? null : <Notice tone="wait" title={say('cash-instead.means')} />}
        <ProblemLine problem={problem} />
        <div className="pay-actions">
          <Button size="lead" onPress={onBack} keyHint="Esc">
            {say('back')}
          </Button>
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
