import { divideRounded, type MoneyWire, money, toWire } from '../../shared/money.ts';
import type { SettlementAnswer } from '../../shared/scheme-wire.ts';
import type { SettledDay, SettledFigures, SettledMonth, SettlementView } from '../../shared/settlement.ts';
import { terminalIds } from '../onboarding/records.ts';
import { type CaseRecord, closedCases, openCases } from '../settlement/case-records.ts';
import { keptDays, keptFile } from '../settlement/records.ts';
import { type Sums, sumsBetween } from '../settlement/settled-sums.ts';
import type { Database } from '../store/database.ts';
import type { Counter } from './counter.ts';
import type { Settlement } from './settlement.ts';
import { matchedSoFar, unsettledMinor } from './settlement-books.ts';
import { caseView } from './settlement-case-view.ts';

/** How many days are shown where no month was asked for. */
const daysShown = 31;

/** How many of the cases that have ended are shown. */
const endedShown = 20;

export type SettlementAsked = { readonly month?: string | undefined };

/**
 * What the day room shows of the scheme's files: a month with its days, and every case that is open. Without
 * a month the newest that anything was settled in, and the latest days whatever their month: on the first of
 * one the owner looks for yesterday.
 */
export function settlementView(
  counter: Counter,
  settlement: Settlement,
  { month }: SettlementAsked,
): SettlementView {
  const { db } = counter;
  const { currency } = counter.terminal();
  const open = openCases(db);
  const kept = keptDays(db);
  const shown = month === undefined ? kept.slice(-daysShown) : kept.filter((day) => day.startsWith(month));
  const days = [
    ...unkeptDays(counter, settlement, open).filter(
      ({ day }) => month === undefined || day.startsWith(month),
    ),
    ...shown.map((day) => settledDay(day, sumsBetween(db, day, day), open, currency)),
  ];
  return {
    days: days.sort((a, b) => (a.day < b.day ? 1 : -1)),
    month: settledMonth(db, month ?? (kept.at(-1) ?? settlement.today()).slice(0, 7), currency),
    cases: [...open, ...closedCases(db, endedShown)].map((one) => caseView(counter, one)),
    receivable: wire(unsettledMinor(counter), currency),
    asking: settlement.isAsking(),
    silent: settlement.isSilent(),
    heardAt: settlement.heardAt(),
  };
}

function wire(minor: bigint, currency: string): MoneyWire {
  return toWire(money(minor, currency));
}

function figuresOf(sums: Sums, currency: string): SettledFigures {
  const { rows, grossMinor, refundsMinor, adjustmentsMinor, feesMinor } = sums;
  return {
    rows,
    gross: wire(grossMinor, currency),
    refunds: wire(-refundsMinor, currency),
    adjustments: wire(adjustmentsMinor, currency),
    fees: wire(feesMinor, currency),
    net: wire(grossMinor + refundsMinor + adjustmentsMinor - feesMinor, currency),
  };
}

function settledDay(day: string, sums: Sums, open: readonly CaseRecord[], currency: string): SettledDay {
  const differences = open.filter((one) => one.day === day).length;
  const state = differences === 0 ? 'settled' : 'differs';
  return { day, state, matched: sums.matched, differences, ...figuresOf(sums, currency) };
}

/** One scheme day for the report at the command line; null where its file is not kept. */
export function keptDay(db: Database, day: string, currency: string): SettledDay | null {
  return keptFile(db, day) && settledDay(day, sumsBetween(db, day, day), openCases(db), currency);
}

/** All that was settled in a month (`2026-11`), and what the scheme kept of each hundred taken. */
export function settledMonth(db: Database, month: string, currency: string): SettledMonth {
  const sums = sumsBetween(db, `${month}-01`, `${month}-31`);
  return { month, ...figuresOf(sums, currency), feesPer100: per100(sums.feesMinor, sums.walletMinor) };
}

function per100(feesMinor: bigint, walletMinor: bigint): string | null {
  if (walletMinor <= 0n) return null;
  const hundredths = divideRounded(feesMinor * 10_000n, walletMinor);
  const digits = (hundredths < 0n ? -hundredths : hundredths).toString().padStart(3, '0');
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Days that still run, and those whose file does not hold. */
function unkeptDays(counter: Counter, settlement: Settlement, open: readonly CaseRecord[]): SettledDay[] {
  const { currency } = counter.terminal();
  const running = settlement.running().map((file) => runningDay(counter, file));
  const days = new Set(running.map(({ day }) => day));
  const refused = new Set(
    open
      .filter(({ kind, day }) => kind === 'file-refused' && !days.has(day) && !keptFile(counter.db, day))
      .map(({ day }) => day),
  );
  const none = {
    rows: 0,
    grossMinor: 0n,
    walletMinor: 0n,
    refundsMinor: 0n,
    adjustmentsMinor: 0n,
    feesMinor: 0n,
    matched: 0,
  };
  return [
    ...running,
    ...[...refused].map((day) => ({ ...settledDay(day, none, open, currency), state: 'refused' as const })),
  ];
}

function runningDay(counter: Counter, file: SettlementAnswer): SettledDay {
  const { currency } = counter.terminal();
  const own = new Set(terminalIds(counter.db));
  const rows = file.lines
    .filter((line) => own.has(line.terminalId))
    .map((line) => ({
      ...line,
      day: file.date,
      no: line.seq,
      gross: BigInt(line.gross),
      fee: BigInt(line.fee),
    }));
  const sum = (kinds: (kind: string) => boolean): bigint =>
    rows.filter(({ kind }) => kinds(kind)).reduce((total, { gross }) => total + gross, 0n);
  const sums: Sums = {
    rows: rows.length,
    grossMinor: sum((kind) => kind !== 'refund' && kind !== 'adjustment'),
    walletMinor: sum((kind) => kind === 'payment' || kind === 'offline'),
    refundsMinor: sum((kind) => kind === 'refund'),
    adjustmentsMinor: sum((kind) => kind === 'adjustment'),
    feesMinor: rows.reduce((total, { fee }) => total + fee, 0n),
    matched: matchedSoFar(counter, rows).matched.length,
  };
  const figures = figuresOf(sums, currency);
  return { day: file.date, state: 'running', matched: sums.matched, differences: 0, ...figures };
}
