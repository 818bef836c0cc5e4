import type { Clock } from '../../shared/time.ts';
import type { OpenTill } from '../open-till.ts';

/** Nobody asked for this long: the customer is choosing, or there is none. */
const idleAfterMs = 3000;
const lookEveryMs = 1000;

/**
 * Work that must not fall into somebody's sale: reading the goods into the search after a start, and
 * moving the write-ahead log into the database file. Answers a function that stops it.
 */
export function workWhenIdle({ till, db }: OpenTill, clock: Clock): () => void {
  let lastBusyMs = clock.mono();
  let seqAtCheckpoint = till.counter.journal.head().seq;
  let cancel: () => void = () => undefined;
  const stopListening = till.onTell(() => {
    lastBusyMs = clock.mono();
  });
  const look = (): void => {
    const isRead = till.search.readSome();
    const { seq } = till.counter.journal.head();
    if (seq !== seqAtCheckpoint && clock.mono() - lastBusyMs >= idleAfterMs) {
      db.checkpoint();
      seqAtCheckpoint = seq;
    }
    // While goods are still being read in, the next piece comes right after whatever waits now.
    cancel = clock.after(isRead ? lookEveryMs : 1, look);
  };
  cancel = clock.after(lookEveryMs, look);
  return () => {
    stopListening();
    cancel();
  };
}
