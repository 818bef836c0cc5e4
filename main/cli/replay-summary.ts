import { saleById, tendersOf } from '../receipt/records.ts';
import type { Till } from '../till.ts';
import { minorNumber } from './command.ts';
import { idOfInvoice, type ReadInvoices } from './replay-baskets.ts';
import type { ReplayDone } from './replay-run.ts';

export type ReplaySummary = {
  readonly baskets: number;
  readonly sales: number;
  readonly refunds: number;
  readonly refusedBaskets: number;
  readonly refusedRows: Readonly<Record<string, number>>;
  /** By tender: sales less refunds. */
  readonly totalsMinor: Readonly<Record<string, number>>;
  readonly unresolved: number;
  /** Milliseconds from ringing up to booked, of what this run booked; null where it booked nothing. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
};

/** What the books say of these invoices, whichever run rang them up. */
export function summaryOf(till: Till, read: ReadInvoices, done: ReplayDone): ReplaySummary {
  const { db } = till.counter;
  const totals: Record<string, bigint> = {};
  const counts = { sale: 0, refund: 0 };
  for (const { no } of read.invoices) {
    const document = saleById(db, idOfInvoice(no));
    if (!document) continue;
    counts[document.kind] += 1;
    for (const { kind, amountMinor } of tendersOf(db, document.id))
      totals[kind] = (totals[kind] ?? 0n) + (document.kind === 'sale' ? amountMinor : -amountMinor);
  }
  const times = [...done.bookedInMs].sort((a, b) => a - b);
  return {
    baskets: read.invoices.length,
    sales: counts.sale,
    refunds: counts.refund,
    refusedBaskets: read.invoices.filter(({ rows }) => rows.length === 0).length,
    refusedRows: read.refusedRows,
    totalsMinor: Object.fromEntries(
      Object.entries(totals).map(([kind, minor]) => [kind, minorNumber(minor)]),
    ),
    unresolved: till.collecting.unresolved().length + done.waiting,
    p50Ms: percentile(times, 50),
    p99Ms: percentile(times, 99),
  };
}

/** Nearest rank: the smallest figure that so many per cent do not pass. */
function percentile(sorted: readonly number[], percent: number): number | null {
  const at = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
  return at === undefined ? null : Math.round(at * 1000) / 1000;
}
