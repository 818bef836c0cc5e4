import type { ShiftView } from '../../../shared/views.ts';
import { Button } from '../../parts/button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useKeys } from '../../parts/keys.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Table } from '../../parts/table.tsx';
import { useTenderWords } from '../../parts/tender-name.ts';
import { useWords } from '../../words.ts';
import { receivedFact } from './received-fact.ts';

type TenderRow = NonNullable<ShiftView['tenders']>[number];

/** The Z: expected against counted, and the signature that makes it hold. */
export function ShiftClosed({ shift, onDone }: { readonly shift: ShiftView; readonly onDone: () => void }) {
  const say = useWords();
  useKeys({ Enter: onDone });
  const tenders = shift.tenders ?? [];
  const isEven = tenders.every((tender) => tender.difference === null || tender.difference.minor === '0');
  return (
    <section className="card" aria-labelledby="closed-title">
      <h1 id="closed-title">{say('shift.closed', { number: shift.number })}</h1>
      <Notice tone={isEven ? 'go' : 'bad'} title={isEven ? say('shift.even') : say('shift.uneven')} />
      <Table
        caption={say('shift.closed.caption')}
        isCaptionHidden
        rows={tenders}
        rowKey={(tender) => `${tender.kind} ${tender.wallet}`}
        columns={useColumns()}
      />
      <Facts facts={receivedFact(say, shift)} />
      {shift.z === null ? null : (
        <p className="muted signature">
          {say('shift.z', {
            number: shift.z.number,
            hash: shift.z.hash.slice(0, 16),
            signature: shift.z.signature.slice(0, 16),
          })}
        </p>
      )}
      <div className="panel-actions">
        <Button look="go" onPress={onDone} keyHint="Enter" hasFocus>
          {say('done')}
        </Button>
      </div>
    </section>
  );
}

function useColumns() {
  const say = useWords();
  const tenderWords = useTenderWords();
  return [
    {
      key: 'kind',
      head: say('tender'),
      cell: (tender: TenderRow) => tenderWords({ ...tender, how: tender.wallet }),
    },
    {
      key: 'expected',
      head: say('shift.expected'),
      cell: (tender: TenderRow) => moneyWords(tender.expected),
      isAmount: true,
    },
    {
      key: 'counted',
      head: say('shift.counted'),
      cell: (tender: TenderRow) =>
        tender.counted === null ? say('shift.not-counted') : moneyWords(tender.counted),
      isAmount: true,
    },
    {
      key: 'difference',
      head: say('shift.difference'),
      cell: (tender: TenderRow) => (tender.difference === null ? '' : moneyWords(tender.difference)),
      isAmount: true,
    },
  ];
}
