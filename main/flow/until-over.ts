import type { Clock } from '../../shared/time.ts';

/** Who waits for something to be over; each is asked after every change. */
export type Waiting = Set<() => void>;

/** Settles when something is over, or after `limitMs`; null waits for ever. Whoever changes it asks all of `waiting`. */
export function untilOver(
  waiting: Waiting,
  clock: Pick<Clock, 'after'>,
  isOver: () => boolean,
  limitMs: number | null,
): Promise<void> {
  if (isOver()) return Promise.resolve();
  return new Promise((resolve) => {
    let cancel: () => void = () => undefined;
    const finish = (): void => {
      waiting.delete(check);
      cancel();
      resolve();
    };
    const check = (): void => {
      if (isOver()) finish();
    };
    if (limitMs !== null) cancel = clock.after(limitMs, finish);
    waiting.add(check);
  });
}
