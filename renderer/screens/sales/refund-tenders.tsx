import type { RefundDocument } from '../../../shared/refund.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { RefundState } from '../../parts/refund-state.tsx';
import { useWords } from '../../words.ts';

/** What is to be done for each tender of a refund, or what has become of it. */
export function RefundTenders({ document }: { readonly document: RefundDocument }) {
  return (
    <>
      {document.tenders.map((tender) => (
        <RefundTender key={`${tender.kind} ${tender.how} ${tender.refund?.id}`} tender={tender} />
      ))}
    </>
  );
}

function RefundTender({ tender }: { readonly tender: RefundDocument['tenders'][number] }) {
  const say = useWords();
  const amount = moneyWords(tender.amount, true);
  if (tender.refund !== null) return <RefundState refund={tender.refund} />;
  if (tender.kind === 'elsewhere') {
    const how = say(`how.${tender.how ?? 'other'}`);
    return (
      <Notice tone="wait" icon="elsewhere" title={say('refund.go-elsewhere', { amount, how })}>
        {say('refund.go-elsewhere.means')}
      </Notice>
    );
  }
  return (
    <Notice tone="go" icon="cash" title={say('refund.hand-over', { amount })}>
      {say('refund.hand-over.means')}
    </Notice>
  );
}
