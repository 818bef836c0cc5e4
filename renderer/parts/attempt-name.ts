import type { AttemptView } from '../../shared/views.ts';
import { useWords, wordIn } from '../words.ts';

/** How a payment stands, in a word or two; a foreign wallet's begins with whose it is. */
export function useAttemptWords(): (attempt: Pick<AttemptView, 'wallet'>, state: string) => string {
  const say = useWords();
  return ({ wallet }, state) => {
    const stands = say(wordIn('attempt', state, 'attempt.sent'));
    return wallet === null ? stands : say('attempt.with', { wallet: say(`how.${wallet}`), state: stands });
  };
}
