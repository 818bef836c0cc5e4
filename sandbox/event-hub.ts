/**
 * Tells open streams that a merchant has new events. Only a nudge: what happened is read from the
 * event table, so that a stream that was away misses nothing.
 */
export type EventHub = {
  readonly nudge: (merchant: string) => void;
  /** Answers how to stop listening. */
  readonly listen: (merchant: string, run: () => void) => () => void;
};

export function createEventHub(): EventHub {
  const listeners = new Map<string, Set<() => void>>();
  return {
    nudge: (merchant) => {
      for (const run of listeners.get(merchant) ?? []) run();
    },
    listen: (merchant, run) => {
      const own = listeners.get(merchant) ?? new Set();
      listeners.set(merchant, own.add(run));
      return () => {
        own.delete(run);
      };
    },
  };
}
