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
import { QrCode } from '../../parts/qr-code.tsx';
import { Receipt } from '../../parts/receipt.tsx';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { useTenderWords } from '../../parts/tender-name.ts';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

/** Booked. What was paid, what to give back, the receipt; one key to the next customer. */
export function PaidScreen() {
  const { paid } = useRegister();
  const opened = useScreenOpened();
  if (paid === null) return null;
  return (
    <ScreenOpenedContext value={opened}>
      <PaidInside paid={paid} />
    </ScreenOpenedContext>
  );
}

type Paid = NonNullable<RegisterView['paid']>;

/** The receipt's place is kept while it is read from the books. */
function PaidInside({ paid }: { readonly paid: Paid }) {
  const say = useWords();
  const { run, isBusy, problem } = useAsking();
  const receipt = useAnswer('sales.receipt', { saleId: paid.saleId });
  const next = () => void run('pay.next', {});
  useKeys({ Enter: next });
  return (
    <div className="pay paid">
      <section className="pay-card" aria-labelledby="pay-title">
        <div className="paid-body">
          <PaidWords paid={paid} />
          <div className="paid-code">
            {receipt === null ? null : (
              <>
                <QrCode text={receipt.qr} label={say('receipt.qr', { code: receipt.code })} />
                <p className="muted">{say('receipt.qr.hint')}</p>
              </>
            )}
          </div>
        </div>
        <ProblemLine problem={problem} />
        <div className="pay-actions">
          <Button look="go" size="pay" onPress={next} isBusy={isBusy} keyHint="Enter" hasFocus>
            {say('next-sale')}
          </Button>
        </div>
      </section>
      <ScrollArea className="paid-receipt" label={say('receipt')}>
        {receipt === null ? null : <Receipt receipt={receipt} hasCode={false} />}
      </ScrollArea>
    </div>
  );
}

function PaidWords({ paid }: { readonly paid: Paid }) {
  const say = useWords();
  const tenderWords = useTenderWords();
  const title = say(paid.offline ? 'paid.offline' : paid.tender === 'elsewhere' ? 'paid.elsewhere' : 'paid');
  const change = paid.change === null ? '' : `${say('cash.change')} ${moneyWords(paid.change, true)}`;
  return (
    <div className="paid-words">
      <p className="muted">{say('sale.number', { number: String(paid.number).padStart(4, '0') })}</p>
      <h1 id="pay-title" className="paid-title">
        <Icon name="check" />
        {title}
      </h1>
      <p className="pay-amount">
        <MoneyText amount={paid.total} isTotal size={paid.change === null ? 'pay' : 'total'} />
      </p>
      {paid.tenders.length < 2 ? null : (
        <ul className="returns">
          {paid.tenders.map((part) => (
            <li key={part.no}>
              {tenderWords(part)} {moneyWords(part.amount, true)}
            </li>
          ))}
        </ul>
      )}
      {paid.change === null ? null : (
        <p className="paid-change">
          <span>{say('cash.change')}</span>
          <MoneyText amount={paid.change} isTotal size="pay" />
        </p>
      )}
      <p className="muted">{say(paid.offline ? 'tender.wallet.offline' : `tender.${paid.tender}.booked`)}</p>
      <Live name="payment" text={`${title} ${moneyWords(paid.total, true)}`} isUrgent />
      <Live name="change" text={change} />
    </div>
  );
}
