import type { Money } from '../../shared/money.ts';

/** Says what came in by the printed code, each once, and never into another customer's payment. */
export type ReceivedVoice = {
  readonly received: (amount: Money) => void;
  /** After every change: what waited is said as soon as nobody's payment is under way. */
  readonly flush: () => void;
};

/** So many are said one after the other; more at once are for the eye. */
const mostWaiting = 5;

/** `isBusy`: a payment is under way, and an amount heard now would be taken for that one's. */
export function createReceivedVoice(say: (amount: Money) => void, isBusy: () => boolean): ReceivedVoice {
  const waiting: Money[] = [];
  const flush = (): void => {
    if (waiting.length === 0 || isBusy()) return;
    for (const amount of waiting.splice(0)) say(amount);
  };
  return {
    received: (amount) => {
      if (waiting.length < mostWaiting) waiting.push(amount);
      flush();
    },
    flush,
  };
}
