import { useState } from 'react';
import type { PayView, TenderPart } from '../../../shared/views.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Live } from '../../parts/live.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { takenOf } from '../../parts/taken.ts';
import { useTenderWords } from '../../parts/tender-name.ts';
import { useWords } from '../../words.ts';
import { ReturnSheet } from './return-sheet.tsx';

/** What is paid of the sale already; each part can go back, or all of them with the sale. */
export function TakenParts({ pay }: { readonly pay: PayView }) {
  const say = useWords();
  const tenderWords = useTenderWords();
  const [returning, setReturning] = useState<TenderPart | 'all' | null>(null);
  if (pay.taken.length === 0) return null;
  const isOpen = pay.attempt !== null && !['declined', 'cancelled', 'succeeded'].includes(pay.attempt.state);
  const standing = takenOf(say, pay);
  return (
    <section className="taken" aria-label={say('taken')}>
      <p className="taken-head">
        <strong className="taken-words">{standing}</strong>
        <Button onPress={() => setReturning('all')} isDisabled={isOpen}>
          {say('sale.cancel')}
        </Button>
      </p>
      <ul>
        {pay.taken.map((part) => (
          <li key={part.no}>
            <Icon name="check" />
            <span className="taken-words">{tenderWords(part)}</span>
            <MoneyText amount={part.amount} />
            <Button
              onPress={() => setReturning(part)}
              isDisabled={isOpen}
              label={`${say('taken.give-back')}: ${tenderWords(part)} ${moneyWords(part.amount, true)}`}
            >
              {say('taken.give-back')}
            </Button>
          </li>
        ))}
      </ul>
      <Live name="taken" text={standing} />
      {returning === null ? null : (
        <ReturnSheet
          saleId={pay.saleId}
          parts={returning === 'all' ? pay.taken : [returning]}
          isCancel={returning === 'all'}
          onClose={() => setReturning(null)}
        />
      )}
    </section>
  );
}
