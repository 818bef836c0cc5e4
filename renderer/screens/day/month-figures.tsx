import type { SettlementView } from '../../../shared/settlement.ts';
import { MoneyText } from '../../parts/money-text.tsx';
import { useWords } from '../../words.ts';

/** What a month came to, and what is still to come. */
export function MonthFigures({ settlement }: { readonly settlement: SettlementView }) {
  const say = useWords();
  const { month, receivable } = settlement;
  return (
    <ul className="figures">
      <li>
        <span className="muted">{say('settlement.net')}</span>
        <MoneyText amount={month.net} isTotal size="total" />
      </li>
      <li>
        <span className="muted">{say('settlement.taken')}</span>
        <MoneyText amount={month.gross} size="sum" />
      </li>
      <li>
        <span className="muted">{say('settlement.refunds')}</span>
        <MoneyText amount={month.refunds} size="sum" />
      </li>
      <li>
        <span className="muted">{say('settlement.fees')}</span>
        <MoneyText amount={month.fees} size="sum" />
      </li>
      <li>
        <span className="muted">{say('settlement.per-100')}</span>
        <span className="figure">{month.feesPer100 ?? '–'}</span>
      </li>
      <li>
        <span className="muted">{say('settlement.receivable')}</span>
        <MoneyText amount={receivable} size="sum" />
      </li>
    </ul>
  );
}
