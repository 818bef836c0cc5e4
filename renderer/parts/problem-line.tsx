import type { Problem } from '../../shared/result.ts';
import { problemWords, useWords } from '../words.ts';
import { Icon } from './icon.tsx';

/** A refusal where it arose. Its place is always kept free, so nothing moves when it comes. */
export function ProblemLine({ problem }: { readonly problem: Problem | null }) {
  const say = useWords();
  return (
    <p className="problem-line" role="alert">
      {problem === null ? null : (
        <>
          <Icon name="warning" />
          {problemWords(say, problem)}
        </>
      )}
    </p>
  );
}
