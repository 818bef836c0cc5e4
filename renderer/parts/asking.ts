import { useCallback, useRef, useState } from 'react';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import type { Problem, Result } from '../../shared/result.ts';
import { ask } from '../api.ts';

export type Asking = {
  readonly isBusy: boolean;
  readonly problem: Problem | null;
  /** The answer, or null where it was refused (see `problem`) or one is still on its way. */
  readonly run: <K extends AskName>(name: K, input: AskInput<K>) => Promise<AskAnswer<K> | null>;
  /** As `run`, with what was refused in hand; null: one is still on its way. */
  readonly attempt: <K extends AskName>(name: K, input: AskInput<K>) => Promise<Result<AskAnswer<K>> | null>;
  readonly clear: () => void;
};

/** One call at a time: while it is on its way a second tap asks nothing, so nothing is done twice. */
export function useAsking(): Asking {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const onItsWay = useRef(false);
  const attempt = useCallback(async <K extends AskName>(name: K, input: AskInput<K>) => {
    if (onItsWay.current) return null;
    onItsWay.current = true;
    setBusy(true);
    const result = await ask(name, input);
    onItsWay.current = false;
    setBusy(false);
    setProblem(result.ok ? null : result.problem);
    return result;
  }, []);
  const run = useCallback(
    async <K extends AskName>(name: K, input: AskInput<K>) => {
      const result = await attempt(name, input);
      return result?.ok ? result.value : null;
    },
    [attempt],
  );
  const clear = useCallback(() => setProblem(null), []);
  return { isBusy, problem, run, attempt, clear };
}
