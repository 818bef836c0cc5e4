import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import {
  type TakingsKind,
  type TakingsRow,
  type TakingsTender,
  takingsKinds,
  takingsTenders,
} from '../../shared/credit/takings.ts';
import { exponentOf } from '../../shared/money.ts';
import { CommandError, isDay } from './command.ts';

/** Why a row was not taken. */
type Fault = 'bad-date' | 'bad-amount' | 'bad-tender' | 'other-currency';

export type TakingsFile = {
  readonly rows: readonly TakingsRow[];
  readonly currency: string;
  /** `ignored`: of kinds that say nothing of takings. */
  readonly counts: {
    readonly used: number;
    readonly ignored: number;
    readonly refused: Readonly<Partial<Record<Fault, number>>>;
  };
};

/**
 * Reads `date,amount,kind` rows with optional columns `tender` and `currency`, in any order; rows in any
 * order. Amounts are decimals of one currency: `wanted`, else the first row's, else CNY. Throws for a
 * file that can't be read or lacks a column.
 */
export function readTakings(path: string, wanted: string | null): TakingsFile {
  const [header = [], ...records] = recordsOf(path);
  const places = placesOf(header, path);
  const cell = (record: readonly string[], name: Column): string => (record[places[name]] ?? '').trim();
  const currency = wanted ?? (records.map((record) => cell(record, 'currency')).find(Boolean) || 'CNY');
  const rows: TakingsRow[] = [];
  const refused: Partial<Record<Fault, number>> = {};
  let ignored = 0;
  for (const record of records) {
    const kind = cell(record, 'kind');
    if (!isKind(kind)) {
      ignored += 1;
      continue;
    }
    const row = rowOf(kind, (name) => cell(record, name), currency);
    if (typeof row === 'string') refused[row] = (refused[row] ?? 0) + 1;
    else rows.push(row);
  }
  return { rows, currency, counts: { used: rows.length, ignored, refused } };
}

const columns = ['date', 'amount', 'kind', 'tender', 'currency'] as const;
type Column = (typeof columns)[number];

function recordsOf(path: string): string[][] {
  try {
    return parse(readFileSync(path), { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) throw new CommandError(`${path} is no CSV: ${error.message}`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CommandError(`${path} can't be read: ${code}`);
  }
}

function placesOf(header: readonly string[], path: string): Readonly<Record<Column, number>> {
  const names = header.map((name) => name.trim().toLowerCase());
  const places = Object.fromEntries(columns.map((name) => [name, names.indexOf(name)]));
  const missing = columns.slice(0, 3).find((name) => places[name] === -1);
  // An empty file has no rows, and is answered as one.
  if (missing !== undefined && header.length > 0) throw new CommandError(`${path} has no column ${missing}`);
  return places as Readonly<Record<Column, number>>;
}

function rowOf(kind: TakingsKind, cell: (name: Column) => string, currency: string): TakingsRow | Fault {
  const day = cell('date');
  const minor = minorOf(cell('amount'), exponentOf(currency));
  const tender = cell('tender') || 'wallet';
  const own = cell('currency') || currency;
  if (!isDay(day)) return 'bad-date';
  if (own !== currency) return 'other-currency';
  if (minor === null) return 'bad-amount';
  return isTender(tender) ? { day, minor, kind, tender } : 'bad-tender';
}

/** Above 0, no more decimals than the currency has unless they are zeros, and exact as a number. */
function minorOf(text: string, exponent: number): number | null {
  const [, whole, decimals = ''] = /^(\d{1,13})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined || /[1-9]/.test(decimals.slice(exponent))) return null;
  const minor = Number(whole + decimals.slice(0, exponent).padEnd(exponent, '0'));
  return minor > 0 && Number.isSafeInteger(minor) ? minor : null;
}

function isKind(kind: string): kind is TakingsKind {
  return takingsKinds.some((known) => known === kind);
}

function isTender(tender: string): tender is TakingsTender {
  return takingsTenders.some((known) => known === tender);
}
