import { useState } from 'react';
import type { DayView } from '../../../shared/views.ts';
import { useAnswer } from '../../parts/answer.ts';
import { Button } from '../../parts/button.tsx';
import { useCategoryWords } from '../../parts/category-words.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Table } from '../../parts/table.tsx';
import { useTaxClassWords } from '../../parts/tax-class-words.ts';
import { useTenderWords } from '../../parts/tender-name.ts';
import { useWhen } from '../../parts/when.ts';
import { useWords } from '../../words.ts';
import { HourBars } from './hour-bars.tsx';

/** What a day came to, out of the books. */
export function DayReport() {
  const say = useWords();
  const when = useWhen();
  const { report, step } = useReport();
  if (report === null) return null;
  return (
    <div className="report">
      <header className="report-head">
        <Button onPress={() => step(-1)} label={say('report.before')}>
          <Icon name="left" />
        </Button>
        <h1>{when.day(report.day)}</h1>
        <Button onPress={() => step(1)} label={say('report.after')}>
          <Icon name="right" />
        </Button>
      </header>
      {report.unresolved > 0 ? (
        <Notice tone="wait" title={say('report.unresolved', { count: report.unresolved })} />
      ) : null}
      {report.sales + report.refunds + report.received.count === 0 ? (
        <EmptyState icon="bars" title={say('report.none')} hint={say('report.none.hint')} />
      ) : (
        <ReportInside report={report} />
      )}
    </div>
  );
}

/** Starts with the shop's today, which the core knows; then a day at a time. */
function useReport() {
  const [day, setDay] = useState<string | null>(null);
  const report = useAnswer('day.report', day === null ? {} : { day });
  const step = (days: number) => (report === null ? undefined : setDay(dayAfter(report.day, days)));
  return { report, step };
}

function dayAfter(day: string, days: number): string {
  const instant = new Date(`${day}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10);
}

function ReportInside({ report }: { readonly report: DayView }) {
  return (
    <>
      <Figures report={report} />
      <div className="report-cards">
        <section className="card">
          <HourBars hours={report.hours} />
        </section>
        <section className="card">
          <TenderTable report={report} />
        </section>
        <section className="card">
          <TaxTable report={report} />
        </section>
        <section className="card">
          <CategoryTable report={report} />
        </section>
      </div>
    </>
  );
}

function Figures({ report }: { readonly report: DayView }) {
  const say = useWords();
  return (
    <ul className="figures">
      <li>
        <span className="muted">{say('report.takings')}</span>
        <MoneyText amount={report.takings} isTotal size="total" />
      </li>
      <li>
        <span className="muted">{say('report.sales')}</span>
        <span className="figure">{report.sales}</span>
      </li>
      <li>
        <span className="muted">{say('report.refunded', { count: report.refunds })}</span>
        <MoneyText amount={report.refunded} size="sum" />
      </li>
      <li>
        <span className="muted">{say('report.discounts')}</span>
        <MoneyText amount={report.discounts} size="sum" />
      </li>
      <ReceivedFigure report={report} />
    </ul>
  );
}

/** Only where something came in by it. */
function ReceivedFigure({ report }: { readonly report: DayView }) {
  const say = useWords();
  const { received, receivedWithoutSale: rest } = report;
  if (received.count === 0) return null;
  const sum = say('report.received.sum', { count: rest.count, amount: moneyWords(rest.amount, true) });
  return (
    <li>
      <span className="muted">{say('report.received')}</span>
      <span className="figure">
        {say('report.received.sum', { count: received.count, amount: moneyWords(received.amount, true) })}
      </span>
      {rest.count === 0 ? null : <span className="muted">{say('report.received.without', { sum })}</span>}
    </li>
  );
}

function TenderTable({ report }: { readonly report: DayView }) {
  const say = useWords();
  const tenderWords = useTenderWords();
  return (
    <Table
      caption={say('report.tenders')}
      rows={report.tenders}
      rowKey={(tender) => `${tender.kind} ${tender.wallet}`}
      columns={[
        {
          key: 'kind',
          head: say('tender'),
          cell: (tender) => tenderWords({ ...tender, how: tender.wallet }),
        },
        { key: 'count', head: say('count'), cell: (tender) => tender.count, isAmount: true },
        { key: 'amount', head: say('amount'), cell: (tender) => moneyWords(tender.amount), isAmount: true },
      ]}
    />
  );
}

function TaxTable({ report }: { readonly report: DayView }) {
  const say = useWords();
  const taxClassWords = useTaxClassWords();
  return (
    <Table
      caption={say('report.taxes')}
      rows={report.taxes}
      rowKey={(tax) => `${tax.taxClass} ${tax.rateBasisPoints}`}
      columns={[
        { key: 'class', head: say('tax-class'), cell: taxClassWords },
        { key: 'net', head: say('tax.net'), cell: (tax) => moneyWords(tax.net), isAmount: true },
        { key: 'tax', head: say('tax'), cell: (tax) => moneyWords(tax.tax), isAmount: true },
      ]}
    />
  );
}

function CategoryTable({ report }: { readonly report: DayView }) {
  const say = useWords();
  const categoryWords = useCategoryWords();
  return (
    <Table
      caption={say('report.categories')}
      rows={report.categories}
      rowKey={(row) => row.category}
      columns={[
        { key: 'category', head: say('goods.category'), cell: (row) => categoryWords(row.category) },
        { key: 'amount', head: say('amount'), cell: (row) => moneyWords(row.amount), isAmount: true },
      ]}
    />
  );
}
