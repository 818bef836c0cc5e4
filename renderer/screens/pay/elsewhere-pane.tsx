import { useState } from 'react';
import { type ElsewhereHow, elsewhereHow } from '../../../shared/payment.ts';
import type { PayView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { BigChoice } from '../../parts/big-choice.tsx';
import { Button } from '../../parts/button.tsx';
import { useKeys } from '../../parts/keys.ts';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useWords } from '../../words.ts';
import { PartLine } from './part-line.tsx';
import { PayCard } from './pay-card.tsx';

export type ElsewherePaneProps = { readonly pay: PayView; readonly onBack: () => void };

/** Money that another device took. The till writes down what the cashier says, and says that it does. */
export function ElsewherePane({ pay, onBack }: ElsewherePaneProps) {
  const say = useWords();
  const [how, setHow] = useState<ElsewhereHow | null>(pay.foreignCode?.how ?? null);
  const { run, isBusy, problem } = useAsking();
  const book = () => (how === null ? undefined : void run('pay.elsewhere', { how, tenderNo: pay.tenderNo }));
  useKeys({ Escape: onBack, F12: book });
  return (
    <PayCard
      title={say('elsewhere')}
      amount={pay.amount}
      actions={
        <>
          <Button size="lead" onPress={onBack} keyHint="Esc">
            {say('back')}
          </Button>
          <Button
            look="go"
            size="lead"
            onPress={book}
            isDisabled={how === null}
            isBusy={isBusy}
            keyHint="F12"
            movesMoney
          >
            {say('elsewhere.take')}
          </Button>
        </>
      }
    >
      <PartLine pay={pay} />
      <Notice tone="info" title={say('elsewhere.warning')}>
        {say('elsewhere.means')}
      </Notice>
      <fieldset className="how">
        <legend className="heard-only">{say('elsewhere.how')}</legend>
        {elsewhereHow.options.map((option) => (
          <BigChoice key={option} icon="elsewhere" isChosen={option === how} onPress={() => setHow(option)}>
            {say(`how.${option}`)}
          </BigChoice>
        ))}
      </fieldset>
      <ProblemLine problem={problem} />
    </PayCard>
  );
}
