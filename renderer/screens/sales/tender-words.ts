import type { SaleRow } from '../../../shared/views.ts';
import { useWords } from '../../words.ts';

type Tender = SaleRow['tenders'][number];

/** How a part of a sale was paid, in a word. */
export function useTenderWords(): (tender: Tender) => string {
  const say = useWords();
  return ({ kind, how }) =>
    how === null ? say(`tender.${kind}`) : say('tender.elsewhere.how', { how: say(`how.${how}`) });
}
