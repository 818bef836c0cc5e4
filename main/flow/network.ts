import { type Clock, type Instant, instantOf } from '../../shared/time.ts';

export type NetworkState = {
  readonly state: 'answering' | 'silent' | 'not-asked-yet';
  readonly since: Instant | null;
};

/** Whether the scheme answers: what the last question came to, never a guess. */
export type Network = {
  readonly heard: (outcome: 'answer' | 'refused' | 'not-sent' | 'dark') => void;
  readonly state: () => NetworkState;
  /** When the last question came to anything, by the monotonic clock; null before the first. */
  readonly heardAt: () => number | null;
};

/** `onChange` is called when the word changes, not at every answer. */
export function createNetwork(clock: Clock, onChange: () => void = () => undefined): Network {
  let now: NetworkState = { state: 'not-asked-yet', since: null };
  let heardAt: number | null = null;
  return {
    state: () => now,
    heardAt: () => heardAt,
    heard: (outcome) => {
      heardAt = clock.mono();
      // A signed refusal is an answer: the scheme is there, and says no.
      const state = outcome === 'answer' || outcome === 'refused' ? 'answering' : 'silent';
      if (state === now.state) return;
      now = { state, since: instantOf(clock.now()) };
      onChange();
    },
  };
}
