import type { ReactNode } from 'react';
import type { MoneyWire } from '../../../shared/money.ts';
import { Live } from '../../parts/live.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

export type PayCardProps = {
  readonly title: string;
  readonly amount: MoneyWire;
  /** At the end of the amount's row. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
  readonly actions: ReactNode;
  /** Said below the keys: what a choice means for the money. */
  readonly foot?: ReactNode;
  /** What a screen reader hears of the state; the title alone where it says all. */
  readonly heard?: string;
};

/** One step of taking money: what it is, how much, what to do; the main key at the lower right. */
export function PayCard({ title, amount, beside, children, actions, foot, heard }: PayCardProps) {
  const { nextReceiptNumber } = useRegister();
  const say = useWords();
  return (
    <section className="pay-card" aria-labelledby="pay-title">
      <header className="pay-head">
        <h1 id="pay-title">{title}</h1>
        <span className="muted">
          {say('sale.number', { number: String(nextReceiptNumber).padStart(4, '0') })}
        </span>
      </header>
      <div className="pay-row">
        <p className="pay-amount">
          <MoneyText amount={amount} isTotal size="pay" />
        </p>
        {beside}
      </div>
      <div className="pay-body">{children}</div>
      <div className="pay-actions">{actions}</div>
      <p className="pay-foot">{foot}</p>
      <Live name="payment" text={`${title} ${moneyWords(amount, true)} ${heard ?? ''}`} isUrgent />
    </section>
  );
}
