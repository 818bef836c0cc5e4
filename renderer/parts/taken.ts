import { sumMinor } from '../../shared/money.ts';
import type { PayView } from '../../shared/views.ts';
import type { Say } from '../words.ts';
import { moneyWords } from './money-text.tsx';

/** How much of a sale is paid and how much is due, in a line. */
export function takenOf(say: Say, { taken, total, rest }: PayView): string {
  const minor = sumMinor(taken.map(({ amount }) => BigInt(amount.minor))).toString();
  return say('taken.of', {
    taken: moneyWords({ ...total, minor }, true),
    total: moneyWords(total, true),
    rest: moneyWords(rest, true),
  });
}
