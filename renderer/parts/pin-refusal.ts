import type { Problem } from '../../shared/result.ts';
import type { PersonAtTill } from '../../shared/staff.ts';
import { problemWords, useWords } from '../words.ts';
import { useSecondsLeft } from './seconds-left.ts';

export type PinRefusal = {
  readonly isWaiting: boolean;
  /** What stands under the field; null: nothing. */
  readonly error: string | null;
  /** The same for who can't see it, without a second counted aloud. */
  readonly heard: string;
};

/** Why this person's PIN was not taken, or is not looked at for a while. */
export function usePinRefusal(person: PersonAtTill | null, problem: Problem | null): PinRefusal {
  const say = useWords();
  const seconds = useSecondsLeft(person?.waitMs || null);
  if (seconds !== null && seconds > 0)
    return { isWaiting: true, error: say('problem.pin-locked', { seconds }), heard: say('pin.waiting') };
  // Once the wait is over, that there was one is no news.
  const error = problem === null || problem.code === 'pin-locked' ? null : problemWords(say, problem);
  return { isWaiting: false, error, heard: error ?? '' };
}
