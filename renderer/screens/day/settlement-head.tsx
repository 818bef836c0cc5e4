import { useIntl } from 'react-intl';
import type { SettlementView } from '../../../shared/settlement.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useWhen } from '../../parts/when.ts';
import { useWords } from '../../words.ts';

type SettlementHeadProps = {
  readonly settlement: SettlementView;
  readonly onMonth: (month: string) => void;
};

/** The month, a step to each side, and the key that asks the wallet now. */
export function SettlementHead({ settlement, onMonth }: SettlementHeadProps) {
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
