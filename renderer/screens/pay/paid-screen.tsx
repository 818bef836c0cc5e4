import type { RegisterView } from '../../../shared/views.ts';
import { useAnswer } from '../../parts/answer.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../parts/keys.ts';
import { Live } from '../../parts/live.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { ScreenOpenedContext, useScreenOpened } from '../../parts/press-guard.ts';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Receipt } from '../../parts/receipt.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

/** Booked. What was paid, what to give back, the receipt; one key to the next customer. */
export function PaidScreen() {
  const { paid } = useRegister();
  const opened = useScreenOpened();
  if (paid === null) return null;
  return (
    <ScreenOpenedContext value={opened}>
      <div className="pay paid">
        <PaidCard paid={paid} />
        <PaidReceipt saleId={paid.saleId} />
      </div>
    </ScreenOpenedContext>
  );
}

function PaidCard({ paid }: { readonly paid: NonNullable<RegisterView['paid']> }) {
  const say = useWords();
  const { run, isBusy, problem } = useAsking();
  const next = () => void run('pay.next', {});
  useKeys({ Enter: next, F2: next });
  const title = paid.tender === 'elsewhere' ? say('paid.elsewhere') : say('paid');
  const total = moneyWords(paid.total, true);
  const change = paid.change === null ? null : moneyWords(paid.change, true);
  return (
    <section className="pay-card" aria-labelledby="pay-title">
      <header className="pay-head paid-head">
        <Icon name="check" />
        <h1 id="pay-title">{title}</h1>
        <span className="muted">{say('sale.number', { number: String(paid.number).padStart(4, '0') })}</span>
      </header>
      <p className="pay-amount">
        <MoneyText amount={paid.total} isTotal size={paid.change === null ? 'pay' : 'total'} />
      </p>
      {paid.change === null ? null : (
        <p className="paid-change">
          <span>{say('cash.change')}</span>
          <MoneyText amount={paid.change} isTotal size="pay" />
        </p>
      )}
      <p className="muted">{say(`tender.${paid.tender}.booked`)}</p>
      <ProblemLine problem={problem} />
      <div className="pay-actions">
        <Button look="go" size="pay" onPress={next} isBusy={isBusy} keyHint="Enter" hasFocus>
          {say('next-sale')}
        </Button>
      </div>
      <Live name="payment" text={`${title} ${total}`} isUrgent />
      <Live name="change" text={change === null ? '' : `${say('cash.change')} ${change}`} />
    </section>
  );
}

/** The place is kept while the receipt is read from the books. */
function PaidReceipt({ saleId }: { readonly saleId: string }) {
  const receipt = useAnswer('sales.receipt', { saleId });
  return <div className="paid-receipt">{receipt === null ? null : <Receipt receipt={receipt} />}</div>;
}
