import { useState } from 'react';
import type { CaseView } from '../../../shared/settlement.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords, wordIn } from '../../words.ts';
import { CaseFacts, caseWords } from './case-facts.tsx';
import { CloseCaseSheet } from './close-case-sheet.tsx';
import { EndedCases } from './ended-cases.tsx';

/** What does not match, each with what to do; and what has ended since. */
export function SettlementCases({ cases }: { readonly cases: readonly CaseView[] }) {
  const say = useWords();
  const [closing, setClosing] = useState<CaseView | null>(null);
  const open = cases.filter(({ closedAt }) => closedAt === null);
  const ended = cases.filter(({ closedAt }) => closedAt !== null);
  return (
    <section className="card settlement-cases" aria-labelledby="settlement-cases-title">
      <h2 id="settlement-cases-title">{say('settlement.cases')}</h2>
      {open.length === 0 ? (
        <EmptyState
          icon="check"
          title={say('settlement.cases.none')}
          hint={say('settlement.cases.none.hint')}
        />
      ) : (
        <ul className="case-list">
          {open.map((one) => (
            <li key={one.id}>
              <OpenCase one={one} onClose={() => setClosing(one)} />
            </li>
          ))}
        </ul>
      )}
      {ended.length === 0 ? null : <EndedCases ended={ended} />}
      {closing === null ? null : <CloseCaseSheet one={closing} onClose={() => setClosing(null)} />}
    </section>
  );
}

type OpenCaseProps = { readonly one: CaseView; readonly onClose: () => void };

function OpenCase({ one, onClose }: OpenCaseProps) {
  const say = useWords();
  const { staff } = useRegister();
  const isFile = one.kind === 'file-refused' || one.kind === 'file-changed';
  return (
    <article className="case">
      <Notice tone={isFile ? 'bad' : 'wait'} icon="warning" title={caseWords(say, one)}>
        {say(wordIn('settlement.do', one.kind, 'settlement.do.other'), { ref: one.schemeRef ?? '–' })}
      </Notice>
      <CaseFacts one={one} />
      {one.mayClose && staff.role === 'owner' ? (
        <Button onPress={onClose}>{say('settlement.close')}</Button>
      ) : null}
    </article>
  );
}
