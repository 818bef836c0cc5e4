import { type CashFlow, yearlyRate } from '../apr.ts';
import type { Day } from '../time.ts';
import programmes from './programmes.json' with { type: 'json' };
import { type Judged, personAboveReturns } from './scorecard.ts';
import type { Takings, TakingsMonth } from './takings.ts';

/** What a share of takings takes: every day a share of what wallet and vouchers bring, until all is back. */
export type ShareRepayment = {
  readonly kind: 'share';
  readonly sharePercent: number;
  /** So many days it takes if trade goes on as it did. */
  readonly days: number;
  /** The least that is to come back in so many days. */
  readonly floorMinor: number;
  readonly floorDays: number;
  readonly skipDays: number;
};

export type InstalmentRepayment = {
  readonly kind: 'instalments';
  readonly months: number;
  readonly monthlyMinor: number;
  /** The yearly rate after the interest subsidy that is paid as long as the loan is in standing. */
  readonly aprAfterSubsidyPercent: number | null;
};

/** Amounts in minor units of the takings' currency; `aprPercent` null: there is no such rate. */
export type Offer = {
  readonly programme: string;
  readonly receivedMinor: number;
  readonly totalRepayableMinor: number;
  readonly feeMinor: number;
  readonly aprPercent: number | null;
  /** A person looks at it before it may be accepted. */
  readonly needsPerson: boolean;
  readonly repay: ShareRepayment | InstalmentRepayment;
};

/**
 * The offers that the published programmes make to a firm that has no loan yet. None where they would
 * take more of a month than the guards allow.
 */
export function offersFor(takings: Takings, judged: Judged, currency: string): readonly Offer[] {
  if (takings.months.length === 0) return [];
  const returns = takings.facts.returns ?? 0;
  const month: Month = {
    all: usual(takings.months.map(netOf)),
    seen: usual(takings.months.map(seenOf)),
    weakest: Math.min(...takings.months.slice(-3).map((each) => each.gross - each.refunds)),
    asOf: takings.asOf,
    needsPerson: judged.score === null || judged.band === 'E' || returns > personAboveReturns,
  };
  const share = shareOffer(month, judged);
  const instalments =
    currency === programmes.currency && judged.score !== null
      ? programmes.instalments.map((terms) => instalmentOffer(month, terms))
      : [];
  return [share, ...instalments].filter((offer) => offer !== null);
}

type Month = {
  /** A usual month's net takings, and those that the scheme has seen; whole minor units. */
  readonly all: number;
  readonly seen: number;
  readonly weakest: number;
  readonly asOf: Day;
  readonly needsPerson: boolean;
};

/** The smaller of mean and median, in whole minor units; never below 0. */
function usual(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const median = ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.max(0, Math.floor(Math.min(mean, median)));
}

/** Vouchers above their share are left out; cash that no signed closing has counted is taken at half. */
function netOf(month: TakingsMonth): number {
  const voucherTooMuch = Math.max(0, month.voucher - programmes.voucherShare * month.gross);
  const unproved = month.cash * (1 - programmes.cashWithoutClosing);
  return month.gross - month.refunds - voucherTooMuch - unproved;
}

function seenOf(month: TakingsMonth): number {
  const voucherTooMuch = Math.max(0, month.voucher - programmes.voucherShare * month.gross);
  return month.seen - month.seenRefunds - voucherTooMuch;
}

/** What a month may bear of all debt: a part of a usual one, and of the weakest of the last three. */
function mostMonthly({ all, weakest }: Month): number {
  return Math.floor(Math.min(programmes.mostDebtOfMonth * all, programmes.mostBurden * Math.max(0, weakest)));
}

function shareOffer(month: Month, judged: Judged): Offer | null {
  const terms = programmes.share;
  const { months, feeAYear } = terms.byBand[judged.band ?? 'E'];
  const monthly = Math.floor((month.seen * terms.sharePercent) / 100);
  // Where the share takes more of a month than the guards allow, less is lent: a weak month never brings an offer.
  const base = Math.min(month.seen, (mostMonthly(month) * 100) / terms.sharePercent);
  const received = roundedDown(Math.min(months, terms.firstLoanMonths) * base);
  if (received <= 0 || monthly <= 0) return null;
  const planned = Math.ceil((received * 30) / monthly);
  const fee = Math.round((received * feeAYear * planned) / 365);
  const total = received + fee;
  const days = Math.ceil((total * 30) / monthly);
  if (days > terms.mostDays) return null;
  const back = Array.from({ length: days }, (_, index): CashFlow => {
    const until = (day: number): number => Math.min(total, Math.floor((monthly * day) / 30));
    const paid = index + 1 === days ? total : until(index + 1);
    return { day: index + 1, minor: until(index) - paid };
  });
  return {
    programme: terms.programme,
    receivedMinor: received,
    totalRepayableMinor: total,
    feeMinor: fee,
    aprPercent: percentOf([{ day: 0, minor: received }, ...back]),
    needsPerson: month.needsPerson,
    repay: {
      kind: 'share',
      sharePercent: terms.sharePercent,
      days,
      floorMinor: Math.floor(((monthly * terms.floor.days) / 30) * terms.floor.ofExpected),
      floorDays: terms.floor.days,
      skipDays: terms.skipDays,
    },
  };
}

type Terms = (typeof programmes.instalments)[number];

function instalmentOffer(month: Month, terms: Terms): Offer | null {
  const rate = terms.rateAYear / 12;
  const factor = rate / (1 - (1 + rate) ** -terms.months);
  const received = roundedDown(Math.min(terms.mostMinor, mostMonthly(month) / factor));
  if (received <= 0) return null;
  const { monthly, rows } = scheduleOf(received, rate, terms.months, factor);
  const total = rows.reduce((sum, row) => sum + row.paid, 0);
  const days = rows.map((_, index) => daysBetween(month.asOf, monthsAfter(month.asOf, index + 1)));
  const plain = rows.map((row, index): CashFlow => ({ day: days[index] ?? 0, minor: -row.paid }));
  const subsidy = subsidyOf(rows).map((minor, index): CashFlow => ({ day: days[index] ?? 0, minor }));
  return {
    programme: terms.programme,
    receivedMinor: received,
    totalRepayableMinor: total,
    feeMinor: total - received,
    aprPercent: percentOf([{ day: 0, minor: received }, ...plain]),
    needsPerson: month.needsPerson,
    repay: {
      kind: 'instalments',
      months: terms.months,
      monthlyMinor: monthly,
      aprAfterSubsidyPercent: percentOf([{ day: 0, minor: received }, ...plain, ...subsidy]),
    },
  };
}

type Row = { readonly open: number; readonly paid: number };

/** Equal instalments; the last one is what is left. */
function scheduleOf(received: number, rate: number, months: number, factor: number) {
  const monthly = Math.round(received * factor);
  const rows: Row[] = [];
  let open = received;
  for (let month = 1; month <= months; month += 1) {
    const interest = Math.round(open * rate);
    const paid = month === months ? open + interest : monthly;
    rows.push({ open, paid });
    open += interest - paid;
  }
  return { monthly, rows };
}

/** Points a year on what was open in each month, credited with every third instalment. */
function subsidyOf(rows: readonly Row[]): number[] {
  const aMonth = programmes.subsidyPointsAYear / 100 / 12;
  return rows.map((_, index) => {
    if (index % 3 !== 2) return 0;
    return Math.round(rows.slice(index - 2, index + 1).reduce((sum, { open }) => sum + open * aMonth, 0));
  });
}

/** Two digits that count: nobody is offered 9,173.42. */
function roundedDown(minor: number): number {
  const whole = Math.floor(minor);
  if (whole < 100) return Math.max(0, whole);
  const unit = 10 ** (String(whole).length - 2);
  return Math.floor(whole / unit) * unit;
}

function percentOf(flows: readonly CashFlow[]): number | null {
  const found = yearlyRate(flows);
  return found && percentOfRate(found.rate);
}

/** Four decimals, half up; what binary fractions leave under a half (…4999999999) is a half. */
export function percentOfRate(rate: number): number {
  return Math.floor(rate * 1_000_000 + 0.5 + 1e-7) / 10_000;
}

/** The same day so many months on, or the last of that month. */
function monthsAfter(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
