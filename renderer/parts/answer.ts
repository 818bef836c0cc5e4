import { useEffect, useState } from 'react';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import { ask } from '../api.ts';

/**
 * What the core answers to a question, asked again when the input or the `cause` changes (the number of
 * the next receipt, say). null until the first answer; a late answer to an older question is dropped.
 */
export function useAnswer<K extends AskName>(
  name: K,
  input: AskInput<K>,
  cause: string | number = '',
): AskAnswer<K> | null {
  const [answer, setAnswer] = useState<AskAnswer<K> | null>(null);
  const question = JSON.stringify({ input, cause });
  useEffect(() => {
    let isCurrent = true;
    const asked: { readonly input: AskInput<K> } = JSON.parse(question);
    void ask(name, asked.input).then((result) => {
      if (isCurrent && result.ok) setAnswer(result.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [name, question]);
  return answer;
}
