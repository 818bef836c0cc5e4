import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { AskAnswer } from '../../../shared/contract.ts';
import type { SaleRow } from '../../../shared/views.ts';
import { ask } from '../../api.ts';
import { useAnswer } from '../../parts/answer.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { MoneyText } from '../../parts/money-text.tsx';
import { useNames } from '../../parts/names.ts';
import { useTenderWords } from '../../parts/tender-name.ts';
import { TextField } from '../../parts/text-field.tsx';
import { useWhen } from '../../parts/when.ts';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import { OneSale } from './one-sale.tsx';

const pageSize = 50;

/** What was sold, newest first; the chosen sale's receipt beside it. */
export function SalesScreen({ askedSale }: { readonly askedSale: string | null }) {
  const say = useWords();
  const [text, setText] = useState('');
  const { sales, hasMore, readMore } = useSales(text);
  const [chosen, setChosen] = useState<string | null>(askedSale);
  const shown = chosen ?? sales?.[0]?.saleId ?? null;
  return (
    <div className="split">
      <section className="split-list" aria-labelledby="sales-title">
        <h1 id="sales-title">{say('room.sales')}</h1>
        <TextField label={say('sales.find')} value={text} onChange={setText} hint={say('sales.find.hint')} />
        {sales?.length === 0 ? (
          <EmptyState icon="receipt" title={say('sales.none')} hint={say('sales.none.hint')} />
        ) : (
          <SaleList sales={sales ?? []} shown={shown} onChoose={setChosen} />
        )}
        {hasMore ? <Button onPress={readMore}>{say('list.more')}</Button> : null}
      </section>
      <section className="split-detail" aria-label={say('sales.one')}>
        {shown === null ? null : <OneSale key={shown} saleId={shown} onWork={() => setChosen(shown)} />}
      </section>
    </div>
  );
}

type SaleListProps = {
  readonly sales: readonly SaleRow[];
  readonly shown: string | null;
  readonly onChoose: (saleId: string) => void;
};

function SaleList({ sales, shown, onChoose }: SaleListProps) {
  const say = useWords();
  const nameOf = useNames();
  return (
    <ListBox
      className="rows"
      aria-label={say('room.sales')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={shown === null ? [] : [shown]}
      onSelectionChange={(keys) => {
        const [saleId] = [...keys];
        if (saleId !== undefined) onChoose(String(saleId));
      }}
    >
      {sales.map((sale) => (
        <ListBoxItem
          key={sale.saleId}
          id={sale.saleId}
          className="row"
          textValue={`${sale.number} ${sale.firstName === null ? '' : nameOf(sale.firstName)}`}
        >
          <SaleWords sale={sale} />
        </ListBoxItem>
      ))}
    </ListBox>
  );
}

function SaleWords({ sale }: { readonly sale: SaleRow }) {
  const say = useWords();
  const nameOf = useNames();
  const when = useWhen();
  const tenderWords = useTenderWords();
  const title =
    sale.firstName === null ? '' : say('sales.title', { name: nameOf(sale.firstName), count: sale.pieces });
  return (
    <>
      <span className="row-number">{String(sale.number).padStart(4, '0')}</span>
      <span className="row-words">
        <span>{sale.kind === 'refund' ? say('sales.refund', { title }) : title}</span>
        <span className="row-note">
          {when.dayAndClock(sale.occurredAt)} · {sale.tenders.map(tenderWords).join(', ')}
        </span>
      </span>
      <strong>
        <MoneyText amount={sale.total} />
      </strong>
    </>
  );
}

type Page = AskAnswer<'sales.list'>;

/** Reads the list anew with every sale, and further down on request. */
function useSales(text: string) {
  const { nextReceiptNumber } = useRegister();
  const wanted = { limit: pageSize, ...(text.trim() === '' ? {} : { text: text.trim() }) };
  const first = useAnswer('sales.list', wanted, nextReceiptNumber);
  const [further, setFurther] = useState<{ readonly of: Page; readonly page: Page } | null>(null);
  const shown = further !== null && further.of === first ? further.page : first;
  const readMore = async () => {
    const last = shown?.sales.at(-1);
    if (last === undefined || first === null || shown === null) return;
    const result = await ask('sales.list', { ...wanted, before: last.number });
    if (!result.ok) return;
    const { sales, more } = result.value;
    setFurther({ of: first, page: { sales: [...shown.sales, ...sales], more } });
  };
  return { sales: shown?.sales ?? null, hasMore: shown?.more ?? false, readMore: () => void readMore() };
}
