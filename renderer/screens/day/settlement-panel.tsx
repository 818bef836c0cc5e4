import { useState } from 'react';
import type { SettlementView } from '../../../shared/settlement.ts';
import { useAnswer } from '../../parts/answer.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { useHeard } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import { MonthFigures } from './month-figures.tsx';
import { SettledDays } from './settled-days.tsx';
import { SettlementCases } from './settlement-cases.tsx';
import { SettlementHead } from './settlement-head.tsx';

/** What the wallet has paid out, day by day, and what of it does not match the books. */
export function SettlementPanel() {
  const { heardAt } = useHeard();
  const [month, setMonth] = useState<string | null>(null);
  const settlement = useAnswer('settlement.get', month === null ? {} : { month }, heardAt);
  if (settlement === null) return null;
  const isEmpty = settlement.days.length + settlement.cases.length === 0;
  return (
    <div className="report">
      <SettlementHead settlement={settlement} onMonth={setMonth} />
      {isEmpty ? <NothingYet /> : <PanelInside settlement={settlement} />}
    </div>
  );
}

function NothingYet() {
  const say = useWords();
  return <EmptyState icon="bars" title={say('settlement.none')} hint={say('settlement.none.hint')} />;
}

function PanelInside({ settlement }: { readonly settlement: SettlementView }) {
  const say = useWords();
  return (
    <>
      <MonthFigures settlement={settlement} />
      <div className="settlement-cards">
        <section className="card">
          {settlement.days.length === 0 ? (
            <EmptyState icon="bars" title={say('settlement.no-days')} hint={say('settlement.no-days.hint')} />
          ) : (
            <SettledDays days={settlement.days} />
          )}
        </section>
        <SettlementCases cases={settlement.cases} />
      </div>
    </>
  );
}
