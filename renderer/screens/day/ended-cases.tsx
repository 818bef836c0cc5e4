import type { CaseView } from '../../../shared/settlement.ts';
import { useWhen } from '../../parts/when.ts';
import { useWords, wordIn } from '../../words.ts';
import { caseWords } from './case-facts.tsx';

/** Differences that have come to their end, and how. */
export function EndedCases({ ended }: { readonly ended: readonly CaseView[] }) {
  const say = useWords();
  const when = useWhen();
  return (
    <>
      <h3>{say('settlement.ended')}</h3>
      <ul className="ended-list">
        {ended.map((one) => (
          <li key={one.id}>
            <strong>{caseWords(say, one)}</strong>
            <span className="muted">
              {when.day(one.day)} ·{' '}
              {say(wordIn('settlement.end', one.closedBy ?? '', 'settlement.end.ended'))}
              {one.note === null ? '' : ` · ${one.note}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
