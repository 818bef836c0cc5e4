import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { SettledDay, SettlementView } from '../../../shared/settlement.ts';
import { useAnswer } from '../../parts/answer.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Table } from '../../parts/table.tsx';
import { useWhen } from '../../parts/when.ts';
import { useHeard } from '../../register-store.ts';
import { type Say, useWords } from '../../words.ts';
import { SettlementCases } from './settlement-cases.tsx';

/** What the wallet has paid out, day by day, and what of it does not match the books. */
export function SettlementPanel() {
  const { heardAt } = useHeard();
  const [month, setMonth] = useState<string | null>(null);
  const settlement = useAnswer('settlement.get', month === null ? {} : { month }, heardAt);
  if (settlement === null) return null;
  const isEmpty = settlement.days.length + settlement.cases.length === 0;
  return (
    <div className="report">
      <PanelHead settlement={settlement} onMonth={setMonth} />
      {isEmpty ? <NothingYet /> : <PanelInside settlement={settlement} />}
    </div>
  );
}

type PanelHeadProps = {
  readonly settlement: SettlementView;
  readonly onMonth: (month: string) => void;
};

function PanelHead({ settlement, onMonth }: PanelHeadProps) {
  const say = useWords();
  const when = useWhen();
  const monthWords = useMonthWords();
  const { run, isBusy, problem } = useAsking();
  const { month } = settlement.month;
  return (
    <>
      <header className="report-head">
        <Button onPress={() => onMonth(monthAfter(month, -1))} label={say('settlement.before')}>
          <Icon name="left" />
        </Button>
        <h1>{monthWords(month)}</h1>
        <Button onPress={() => onMonth(monthAfter(month, 1))} label={say('settlement.after')}>
          <Icon name="right" />
        </Button>
        <div className="settlement-asked">
          {settlement.heardAt === null ? null : (
            <span className="muted">{say('settlement.heard', { time: when.clock(settlement.heardAt) })}</span>
          )}
          <Button onPress={() => void run('settlement.ask', {})} isBusy={isBusy || settlement.asking}>
            {settlement.asking ? say('settlement.asking') : say('settlement.ask')}
          </Button>
        </div>
      </header>
      {problem === null ? null : <ProblemLine problem={problem} />}
      {settlement.silent && !settlement.asking ? (
        <Notice tone="wait" title={say('settlement.silent')}>
          {say('settlement.silent.do')}
        </Notice>
      ) : null}
    </>
  );
}

function NothingYet() {
  const say = useWords();
  return <EmptyState icon="bars" title={say('settlement.none')} hint={say('settlement.none.hint')} />;
}

function PanelInside({ settlement }: { readonly settlement: SettlementView }) {
  const say = useWords();
  return (
    <>
      <MonthFigures settlement={settlement} />
      <div className="settlement-cards">
        <section className="card">
          {settlement.days.length === 0 ? (
            <EmptyState icon="bars" title={say('settlement.no-days')} hint={say('settlement.no-days.hint')} />
          ) : (
            <DayTable days={settlement.days} />
          )}
        </section>
        <SettlementCases cases={settlement.cases} />
      </div>
    </>
  );
}

function MonthFigures({ settlement }: { readonly settlement: SettlementView }) {
  const say = useWords();
  const { month, receivable } = settlement;
  return (
    <ul className="figures">
      <li>
        <span className="muted">{say('settlement.net')}</span>
        <MoneyText amount={month.net} isTotal size="total" />
      </li>
      <li>
        <span className="muted">{say('settlement.taken')}</span>
        <MoneyText amount={month.gross} size="sum" />
      </li>
      <li>
        <span className="muted">{say('settlement.refunds')}</span>
        <MoneyText amount={month.refunds} size="sum" />
      </li>
      <li>
        <span className="muted">{say('settlement.fees')}</span>
        <MoneyText amount={month.fees} size="sum" />
      </li>
      <li>
        <span className="muted">{say('settlement.per-100')}</span>
        <span className="figure">{month.feesPer100 ?? '–'}</span>
      </li>
      <li>
        <span className="muted">{say('settlement.receivable')}</span>
        <MoneyText amount={receivable} size="sum" />
      </li>
    </ul>
  );
}

function DayTable({ days }: { readonly days: readonly SettledDay[] }) {
  const say = useWords();
  const intl = useIntl();
  const dayWords = (day: string) =>
    intl.formatDate(`${day}T00:00:00Z`, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (
    <Table
      caption={say('settlement.days')}
      rows={days}
      rowKey={({ day }) => day}
      columns={[
        { key: 'day', head: say('settlement.day'), cell: ({ day }) => dayWords(day) },
        { key: 'state', head: say('settlement.state'), cell: (day) => <DayState day={day} /> },
        {
          key: 'gross',
          head: say('settlement.taken'),
          cell: ({ gross }) => moneyWords(gross),
          isAmount: true,
        },
        {
          key: 'refunds',
          head: say('settlement.refunds'),
          cell: ({ refunds }) => moneyWords(refunds),
          isAmount: true,
        },
        { key: 'fees', head: say('settlement.fees'), cell: ({ fees }) => moneyWords(fees), isAmount: true },
        { key: 'net', head: say('settlement.net'), cell: ({ net }) => moneyWords(net), isAmount: true },
      ]}
    />
  );
}

const marks = { settled: 'check', differs: 'warning', running: 'clock', refused: 'stop' } as const;
const tones = { settled: 'go', differs: 'wait', running: 'info', refused: 'bad' } as const;

function DayState({ day }: { readonly day: SettledDay }) {
  const say = useWords();
  return (
    <span className="day-state" data-tone={tones[day.state]}>
      <Icon name={marks[day.state]} />
      {stateWords(say, day)}
    </span>
  );
}

function stateWords(say: Say, { state, differences, matched, rows }: SettledDay): string {
  switch (state) {
    case 'settled':
      return say('settlement.state.settled');
    case 'differs':
      return say('settlement.state.differs', { count: differences });
    case 'running':
      return say('settlement.state.running', { matched, rows });
    case 'refused':
      return say('settlement.state.refused');
  }
}

function useMonthWords(): (month: string) => string {
  const intl = useIntl();
  return (month) =>
    intl.formatDate(`${month}-01T00:00:00Z`, { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

function monthAfter(month: string, months: number): string {
  const instant = new Date(`${month}-01T00:00:00Z`);
  instant.setUTCMonth(instant.getUTCMonth() + months);
  return instant.toISOString().slice(0, 7);
}
