import type { PayView } from '../../../shared/views.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { useWords } from '../../words.ts';

/** That the large amount is not all that is due, where a part of it was chosen. */
export function PartLine({ pay }: { readonly pay: PayView }) {
  const say = useWords();
  return pay.isPart ? (
    <p className="part-line">{say('part.of', { amount: moneyWords(pay.rest, true) })}</p>
  ) : null;
}
