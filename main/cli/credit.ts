import { offersFor } from '../../shared/credit/offers.ts';
import { cardMonths, cardVersion, judge } from '../../shared/credit/scorecard.ts';
import { type Takings, type TakingsProblem, takingsOf } from '../../shared/credit/takings.ts';
import { answer, type Command, CommandError, dayFlag, flagsOf, required } from './command.ts';
import { readTakings } from './takings-file.ts';

/**
 * `credit --takings FILE.csv [--as-of DATE] [--currency CNY]`: what the published card makes of a file of
 * takings, and what the published programmes offer on it. A file that says nothing of takings is answered
 * with `{"problem":{"code"}}` and exit code 1.
 */
export const credit: Command = async (words) => {
  const flags = flagsOf(words, ['takings', 'as-of', 'currency']);
  const asOf = flags['as-of'] === undefined ? null : dayFlag(flags['as-of'], 'as-of');
  const file = readTakings(required(flags.takings, 'takings'), currencyFlag(flags.currency));
  const takings = takingsOf(file.rows, cardMonths, asOf);
  if ('problem' in takings) {
    answer({ problem: { code: takings.problem }, rows: file.counts });
    process.stderr.write(`till: ${reasons[takings.problem]}\n`);
    return 1;
  }
  const judged = judge(takings.facts);
  answer({
    facts: shown({ ...takings.facts, ...unscored(takings) }),
    card: cardVersion,
    score: judged.score,
    band: judged.band,
    points: judged.points.map((line) => ({ ...line, value: rounded(line.value) })),
    reasons: judged.reasons,
    toNextBand: judged.toNextBand.map((change) => ({ ...change, now: rounded(change.now) })),
    offers: offersFor(takings, judged, file.currency),
    asOf: takings.asOf,
    currency: file.currency,
    rows: file.counts,
  });
  return 0;
};

const reasons: Readonly<Record<TakingsProblem, string>> = {
  'no-rows': 'the file holds no takings that can be read',
  'one-day': 'the takings are all of one day: nothing can be said of a shop from one day',
  'no-takings': 'the file holds no sale and no voucher',
  'rows-after-as-of': 'the file holds takings after the day that it is to be judged by',
};

function currencyFlag(value: string | undefined): string | null {
  if (value === undefined || /^[A-Z]{3}$/.test(value)) return value ?? null;
  throw new CommandError(`--currency takes three capital letters, not ${value}`);
}

/** What is worth knowing and adds no point. */
function unscored({ months }: Takings): Readonly<Record<string, number | null>> {
  const gross = months.map((month) => month.gross);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const all = sum(gross);
  return {
    walletShare: all > 0 ? sum(months.map((month) => month.seen)) / all : null,
    meanMonthMinor: months.length > 0 ? Math.round(all / months.length) : null,
    bestMonthMinor: months.length > 0 ? Math.round(Math.max(...gross)) : null,
    worstMonthMinor: months.length > 0 ? Math.round(Math.min(...gross)) : null,
  };
}

function shown(facts: Readonly<Record<string, number | null>>): Readonly<Record<string, number | null>> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, rounded(value)]));
}

/** Four decimals; null for what has no number, such as a share of nothing. */
function rounded(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value * 10_000) / 10_000;
}
