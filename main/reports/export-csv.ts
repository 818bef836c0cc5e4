import { fromWire, toDecimal } from '../../shared/money.ts';
import type { Database } from '../store/database.ts';
import { entriesOf } from './export-entries.ts';

const columns = [
  'day',
  'occurred_at',
  'epoch',
  'seq',
  'kind',
  'receipt',
  'code',
  'account',
  'amount',
  'currency',
  'reason',
];

/** The books as RFC 4180 lines, one a posting: debits above zero, credits below. */
export function* csvOf(db: Database): Generator<string> {
  yield row(columns);
  for (const entry of entriesOf(db)) {
    for (const { account, amount } of entry.postings) {
      yield row([
        entry.day,
        entry.occurredAt,
        entry.epoch,
        entry.seq,
        entry.kind,
        entry.receipt,
        entry.code,
        account,
        { ours: toDecimal(fromWire(amount)) },
        amount.currency,
        entry.reason,
      ]);
    }
  }
}

/** `ours` is a figure of the books: it stays a number, its minus sign and all. */
type Cell = string | number | null | { readonly ours: string };

function row(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return cell.toString();
  if (typeof cell === 'object') return cell.ours;
  const text = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet would take for a formula, full-width forms too (OWASP ASVS 5.0, 1.2.10). */
const formulaStart = /^[=+\-@\t\r\0\uFF1D\uFF0B\uFF0D\uFF20]/;
