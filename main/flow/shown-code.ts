import type { Id } from '../../shared/ids.ts';
import { isSettled } from '../../shared/payment.ts';
import { timers } from '../../shared/payment-timers.ts';
import type { Result } from '../../shared/result.ts';
import type { Clock } from '../../shared/time.ts';
import type { AttemptView } from '../../shared/views.ts';
import type { Collecting } from './collect.ts';

export type RenewalParts = {
  readonly clock: Clock;
  readonly collecting: () => Pick<Collecting, 'lastAttemptOf'>;
  readonly saleOnScreen: () => Id | null;
  /** Shows a code for what is due on the screen. */
  readonly showCode: () => Result<null>;
};

/** The code that is shown, and since when one has been: the customer may take longer than a code lives. */
type Watched = { readonly attemptId: Id; readonly since: number };

/**
 * Makes a code anew when its time is over and the customer still stands there. Answers what to call
 * after every change. The old code is known to be gone first, by the scheme's signed word: until then
 * its attempt is open, and an open attempt keeps any other from being made (casdoor/casdoor#4111).
 */
export function createRenewal(parts: RenewalParts): () => void {
  let watched: Watched | null = null;
  return () => {
    const saleId = parts.saleOnScreen();
    const attempt = saleId === null ? null : parts.collecting().lastAttemptOf(saleId);
    if (!attempt?.shown) {
      watched = null;
      return;
    }
    const now = parts.clock.mono();
    if (!isSettled(attempt.state)) {
      if (watched?.attemptId !== attempt.id)
        watched = { attemptId: attempt.id, since: watched?.since ?? now };
      return;
    }
    const ended = watched;
    if (ended?.attemptId !== attempt.id) return;
    watched = null;
    if (!isOverInTime(attempt) || now - ended.since >= timers.shownFor.ms) return;
    // Its own change comes in here again, and finds how long it has been going on.
    watched = ended;
    if (!parts.showCode().ok) watched = null;
  };
}

/** Nobody has paid, and nobody has said that nobody will. */
function isOverInTime({ state, reason }: AttemptView): boolean {
  return (
    (state === 'declined' && reason === 'customer-timeout') || (state === 'cancelled' && reason === 'timeout')
  );
}
