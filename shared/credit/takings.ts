import type { Day } from '../time.ts';

/** What a row of takings is: money that came in, money that went back, and what only passes through. */
export const takingsKinds = ['sale', 'voucher', 'refund', 'void', 'tip', 'tax'] as const;
export type TakingsKind = (typeof takingsKinds)[number];

export const takingsTenders = ['wallet', 'voucher', 'cash', 'elsewhere'] as const;
export type TakingsTender = (typeof takingsTenders)[number];

/** `minor` > 0, in minor units of one currency. */
export type TakingsRow = {
  readonly day: Day;
  readonly minor: number;
  readonly kind: TakingsKind;
  readonly tender: TakingsTender;
};

/** A calendar month as 30 days long, in minor units: sums × 30 ÷ its days. Refunds hold voided sales too. */
export type TakingsMonth = {
  readonly month: string;
  readonly gross: number;
  readonly refunds: number;
  /** Of `gross`: what vouchers paid, and what came in cash. */
  readonly voucher: number;
  readonly cash: number;
  /** What the scheme has seen: wallet and voucher, and what went back that way. */
  readonly seen: number;
  readonly seenRefunds: number;
};

/** The lines of the points card. null: there is nothing that it could be a share of. */
export type TakingsFacts = {
  readonly steady: number | null;
  readonly weak: number | null;
  /** null: fewer than six months. Infinity: nothing in the three before. */
  readonly dir: number | null;
  readonly tenure: number;
  readonly gap: number | null;
  readonly returns: number | null;
};

export type Takings = {
  readonly asOf: Day;
  readonly facts: TakingsFacts;
  /** The newest complete months, at most as many as asked for, oldest first. */
  readonly months: readonly TakingsMonth[];
};

export type TakingsProblem = 'no-rows' | 'one-day' | 'no-takings' | 'rows-after-as-of';

/**
 * Takings facts as of a day (default: the day after the last row), from rows in any order. A month counts
 * that is over before the month of `asOf`; the first, where it was begun late, only if it is the only one.
 */
export function takingsOf(
  rows: readonly TakingsRow[],
  most: number,
  asOf: Day | null = null,
): Takings | { readonly problem: TakingsProblem } {
  const days = [...new Set(rows.map(({ day }) => day))].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return { problem: 'no-rows' };
  if (first === last) return { problem: 'one-day' };
  if (!rows.some(isGross)) return { problem: 'no-takings' };
  const until = asOf ?? dayAfter(last);
  if (last > until) return { problem: 'rows-after-as-of' };
  const complete = completeMonths(first, until);
  const months = monthly(rows, complete.slice(-most));
  return { asOf: until, months, facts: factsOf(rows, months, complete.length, until) };
}

function isGross({ kind }: TakingsRow): boolean {
  return kind === 'sale' || kind === 'voucher';
}

function isReturn({ kind }: TakingsRow): boolean {
  return kind === 'refund' || kind === 'void';
}

function completeMonths(first: Day, asOf: Day): string[] {
  const months: string[] = [];
  for (let month = first.slice(0, 7); month < asOf.slice(0, 7); month = monthAfter(month)) months.push(month);
  const isLate = first.slice(8) !== '01' && months.length > 1;
  return isLate ? months.slice(1) : months;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${text(year + 1, 4)}-01` : `${text(year, 4)}-${text(number + 1, 2)}`;
}

function text(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

type Sums = { -readonly [K in keyof Omit<TakingsMonth, 'month'>]: number };

/** Whole minor units are added up first, so that no order of the rows changes a bit of it. */
function monthly(rows: readonly TakingsRow[], wanted: readonly string[]): TakingsMonth[] {
  const sums = new Map<string, Sums>(
    wanted.map((month) => [month, { gross: 0, refunds: 0, voucher: 0, cash: 0, seen: 0, seenRefunds: 0 }]),
  );
  for (const row of rows) {
    const sum = sums.get(row.day.slice(0, 7));
    if (sum) add(sum, row);
  }
  return [...sums].map(([month, sum]) => {
    const scale = 30 / daysIn(month);
    const scaled = Object.entries(sum).map(([name, minor]) => [name, minor * scale]);
    return { month, ...(Object.fromEntries(scaled) as Sums) };
  });
}

function add(sum: Sums, row: TakingsRow): void {
  const isVoucher = row.kind === 'voucher' || row.tender === 'voucher';
  const isSeen = isVoucher || row.tender === 'wallet';
  if (isReturn(row)) {
    sum.refunds += row.minor;
    if (isSeen) sum.seenRefunds += row.minor;
  } else if (isGross(row)) {
    sum.gross += row.minor;
    if (isVoucher) sum.voucher += row.minor;
    else if (row.tender === 'cash') sum.cash += row.minor;
    if (isSeen) sum.seen += row.minor;
  }
}

function factsOf(
  rows: readonly TakingsRow[],
  months: readonly TakingsMonth[],
  tenure: number,
  asOf: Day,
): TakingsFacts {
  const gross = months.map((month) => month.gross);
  const mean = meanOf(gross);
  const refunds = months.map((month) => month.refunds);
  const share = (value: number): number | null => (mean > 0 ? exact(value / mean) : null);
  return {
    steady: share(Math.sqrt(meanOf(gross.map((each) => (each - mean) ** 2)))),
    weak: share(Math.min(...gross.slice(-3))),
    dir: mean > 0 ? direction(gross) : null,
    tenure,
    gap: months[0] ? gapIn(rows, `${months[0].month}-01`, asOf) : null,
    returns: share(meanOf(refunds)),
  };
}

/** The last three months against the three before. */
function direction(gross: readonly number[]): number | null {
  if (gross.length < 6) return null;
  const before = meanOf(gross.slice(0, 3));
  return before === 0 ? Number.POSITIVE_INFINITY : exact(meanOf(gross.slice(3)) / before);
}

/** So many days the longest break was longer than the usual one, from a day on; until `asOf` counts as one, too. */
function gapIn(rows: readonly TakingsRow[], from: Day, asOf: Day): number {
  const selling = [...new Set(rows.filter(isGross).map(({ day }) => day))]
    .filter((day) => day >= from)
    .sort();
  const numbers = selling.map(dayNumber);
  const gaps = numbers.slice(1).map((day, place) => day - (numbers[place] ?? day));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(0.75 * (gaps.length - 1))] ?? 1;
  const toEnd = dayNumber(asOf) - (numbers.at(-1) ?? dayNumber(from));
  return Math.max(0, toEnd, ...gaps) - usual;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Without what binary fractions leave at the end, so that another unit of money falls into the same bin. */
function exact(ratio: number): number {
  return Math.round(ratio * 1e9) / 1e9;
}

function daysIn(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

function dayNumber(day: Day): number {
  return Date.parse(day) / 86_400_000;
}

function dayAfter(day: Day): Day {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
