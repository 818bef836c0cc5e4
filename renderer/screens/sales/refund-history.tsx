import type { RefundDocument } from '../../../shared/refund.ts';
import { MoneyText } from '../../parts/money-text.tsx';
import { useWhen } from '../../parts/when.ts';
import { useWords, wordIn } from '../../words.ts';
import { RefundTenders } from './refund-tenders.tsx';

/** Every refund of a sale and where its money stands. */
export function RefundHistory({ documents }: { readonly documents: readonly RefundDocument[] }) {
  const say = useWords();
  const when = useWhen();
  if (documents.length === 0) return null;
  return (
    <section className="refunds" aria-label={say('sales.refunds')}>
      {documents.map((document) => (
        <article key={document.documentId} className="refund">
          <p className="refund-head">
            <span>
              {say('refund.done', { number: String(document.number).padStart(4, '0') })}
              <span className="row-note">
                {` · ${when.dayAndClock(document.occurredAt)} · ${say(wordIn('refund-reason', document.reason, 'refund-reason.other'))}`}
                {document.note === '' ? '' : ` · ${document.note}`}
              </span>
            </span>
            <strong>
              <MoneyText amount={document.total} isTotal />
            </strong>
          </p>
          <RefundTenders document={document} />
        </article>
      ))}
    </section>
  );
}
