import { useIntl } from 'react-intl';
import type { SettledDay } from '../../../shared/settlement.ts';
import { Icon } from '../../parts/icon.tsx';
import { moneyWords } from '../../parts/money-text.tsx';
import { Table } from '../../parts/table.tsx';
import { type Say, useWords } from '../../words.ts';

/** Each day of the wallet: whether it matches, and what it came to. */
export function SettledDays({ days }: { readonly days: readonly SettledDay[] }) {
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
