import { useCallback, useRef, useState } from 'react';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import type { Problem } from '../../shared/result.ts';
import { ask } from '../api.ts';

export type Asking = {
  readonly isBusy: boolean;
  readonly problem: Problem | null;
  /** The answer, or null where it was refused (see `problem`) or one is still on its way. */
  readonly run: <K extends AskName>(name: K, input: AskInput<K>) => Promise<AskAnswer<K> | null>;
  readonly clear: () => void;
};

/** One call at a time: while it is on its way a second tap asks nothing, so nothing is done twice. */
export function useAsking(): Asking {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const onItsWay = useRef(false);
  const run = useCallback(async <K extends AskName>(name: K, input: AskInput<K>) => {
    if (onItsWay.current) return null;
    onItsWay.current = true;
    setBusy(true);
    const result = await ask(name, input);
    onItsWay.current = false;
    setBusy(false);
    setProblem(result.ok ? null : result.problem);
    return result.ok ? result.value : null;
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { isBusy, problem, run, clear };
}
