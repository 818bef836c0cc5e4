import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { bufferPoints, burdenPoints, cardMonths, cardVersion, judge } from '../../shared/credit/scorecard.ts';
import { type TakingsRow, takingsOf } from '../../shared/credit/takings.ts';
import { answer, type Command, CommandError } from './command.ts';

/**
 * `judge DIR`: how well the published card tells bad loans from good ones, on the bank loans of the PKDD'99
 * challenge (`berka_*.csv` in DIR), which may not be shipped. Credits but interest stand for sales. Answers
 * the area under the curve for the card, with the burden of the loan, and with the balance before it.
 */
export const judgeCard: Command = async ([folder, ...rest]) => {
  if (folder === undefined || rest.length > 0) throw new CommandError('judge takes one folder');
  const loans = read(folder, 'berka_preloan_features_682.csv');
  const byAccount = new Map<string, Row[]>();
  for (const move of read(folder, 'berka_trans_before_loan.csv')) {
    const known = byAccount.get(accountOf(move));
    if (known) known.push(move);
    else byAccount.set(accountOf(move), [move]);
  }
  const judged = loans.flatMap((loan) => {
    const moves = byAccount.get(accountOf(loan));
    return moves ? [judgedLoan(loan, moves)] : [];
  });
  if (judged.length === 0) throw new CommandError(`${folder} holds no loan with its account`);
  const auc = (points: (loan: JudgedLoan) => number): number =>
    Math.round(areaUnder(judged, points) * 10_000) / 10_000;
  answer({
    card: cardVersion,
    loans: judged.length,
    bad: judged.filter(({ isBad }) => isBad).length,
    auc: {
      takings: auc(({ takings }) => takings),
      burden: auc(({ takings, burden }) => takings + burden),
      buffer: auc(({ takings, burden, buffer }) => takings + burden + buffer),
    },
  });
  return 0;
};

type Row = Readonly<Record<string, string>>;

type JudgedLoan = {
  readonly isBad: boolean;
  readonly takings: number;
  readonly burden: number;
  readonly buffer: number;
};

function read(folder: string, name: string): Row[] {
  try {
    return parse(readFileSync(join(folder, name)), { columns: true, bom: true });
  } catch (error) {
    throw new CommandError(`${name} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

function accountOf(row: Row): string {
  return row.account_id ?? '';
}

/** Also the few accounts of less than three months, whose lines are added up all the same. */
function judgedLoan(loan: Row, moves: readonly Row[]): JudgedLoan {
  const day = loan.loan_date ?? '';
  const takings = takingsOf(moves.flatMap(saleOf), cardMonths, day);
  if ('problem' in takings) throw new CommandError(`loan ${loan.loan_loan_id}: ${takings.problem}`);
  const weakest = Math.min(...takings.months.slice(-3).map(({ gross, refunds }) => gross - refunds));
  const mean = takings.months.reduce((sum, { gross }) => sum + gross, 0) / takings.months.length;
  return {
    // A and C were paid or are in order, B and D were not.
    isBad: loan.loan_status === 'B' || loan.loan_status === 'D',
    takings: judge(takings.facts).points.reduce((sum, { points }) => sum + points, 0),
    burden: burdenPoints(minorOf(loan.loan_payments), weakest),
    buffer: bufferPoints(lowestBalance(moves, day), mean),
  };
}

function saleOf({ date = '', type, amount, k_symbol = '' }: Row): TakingsRow[] {
  const isSale = type === 'credit' && !k_symbol.includes('interest');
  return isSale ? [{ day: date, minor: minorOf(amount), kind: 'sale', tender: 'wallet' }] : [];
}

/** Of the 90 days before; of an account that stood still, what it stood at. */
function lowestBalance(moves: readonly Row[], day: string): number {
  const from = new Date(Date.parse(day) - 90 * 86_400_000).toISOString().slice(0, 10);
  const recent = moves.filter(({ date = '' }) => date >= from && date < day);
  return Math.min(...(recent.length > 0 ? recent : moves.slice(-1)).map(({ balance }) => minorOf(balance)));
}

function minorOf(text: string | undefined): number {
  return Math.round(Number(text) * 100);
}

/** The chance that a good loan has more points than a bad one; the same points count half. */
function areaUnder(loans: readonly JudgedLoan[], points: (loan: JudgedLoan) => number): number {
  const good = loans.filter(({ isBad }) => !isBad).map(points);
  const bad = loans.filter(({ isBad }) => isBad).map(points);
  let wins = 0;
  for (const low of bad) for (const high of good) wins += high > low ? 1 : high === low ? 0.5 : 0;
  return wins / (good.length * bad.length);
}
