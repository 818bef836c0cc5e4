import type { TenderPart } from '../../../shared/views.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { useWords } from '../../words.ts';

/** How a part goes back to the customer, and who does it. */
export function useReturnWords(): (part: TenderPart) => string {
  const say = useWords();
  return ({ kind, how, amount }) =>
    say(`return.${kind}`, { amount: moneyWords(amount, true), how: how === null ? '' : say(`how.${how}`) });
}
