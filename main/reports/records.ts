import type { EventData, EventEnvelope, SaleTender } from '../../shared/events.ts';
import { type ForeignWallet, foreignWalletOf, type TenderKind } from '../../shared/payment.ts';
import { localOf } from '../../shared/time.ts';
import type { Database } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';

/**
 * The figures of a day, each a running count and amount: `item` is what it is told apart by.
 * Refunds stand under their own figures, so that a day's sales are never rewritten by its returns.
 */
export type Figure =
  | 'sales'
  | 'discount'
  | 'refunds'
  | 'tender'
  | 'tender-refunded'
  | 'tax-amount'
  | 'tax'
  | 'tax-amount-refunded'
  | 'tax-refunded'
  | 'hour'
  | 'category'
  | 'category-refunded';

/** Adds to what the figures of a day come to. */
function addFigures(
  db: Database,
  day: string,
  figures: readonly (readonly [figure: Figure, item: string, count: bigint, amount: bigint])[],
): void {
  db.insert(
    'INSERT INTO day_figure (day, figure, item, count, amount)',
    figures.map((parts) => [day, ...parts]),
    'ON CONFLICT (day, figure, item) DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount',
  );
}

type Sums = Map<string, { readonly figure: Figure; readonly item: string; count: bigint; amount: bigint }>;

/** Sums a document's own parts first, so that a figure is written once however many lines it has. */
function add(sums: Sums, figure: Figure, item: string, count: bigint, amount: string | bigint): void {
  const key = `${figure}/${item}`;
  const known = sums.get(key) ?? { figure, item, count: 0n, amount: 0n };
  sums.set(key, { figure, item, count: known.count + count, amount: known.amount + BigInt(amount) });
}

function countDocument(
  db: Database,
  event: EventEnvelope,
  data: Pick<EventData<'refund-settled'>, 'businessDay' | 'taxes' | 'total'> & {
    readonly tenders: readonly Pick<SaleTender, 'kind' | 'how' | 'amount'>[];
    readonly lines: readonly { readonly category: string; readonly amount: { readonly minor: string } }[];
  },
  kind: 'sale' | 'refund',
  discount: string,
): void {
  const sums: Sums = new Map();
  const isSale = kind === 'sale';
  add(sums, isSale ? 'sales' : 'refunds', '', 1n, data.total.minor);
  if (discount !== '0') add(sums, 'discount', '', 1n, discount);
  for (const tender of data.tenders)
    add(
      sums,
      isSale ? 'tender' : 'tender-refunded',
      tenderItem(tender.kind, foreignWalletOf(tender)),
      1n,
      tender.amount.minor,
    );
  for (const tax of data.taxes) {
    const item = `${tax.taxClass}:${tax.rateBasisPoints}`;
    add(sums, isSale ? 'tax-amount' : 'tax-amount-refunded', item, 1n, tax.amount.minor);
    add(sums, isSale ? 'tax' : 'tax-refunded', item, 1n, tax.tax.minor);
  }
  for (const line of data.lines)
    add(sums, isSale ? 'category' : 'category-refunded', line.category, 1n, line.amount.minor);
  if (isSale)
    add(
      sums,
      'hour',
      localOf(event.occurredAt, event.zone).hour.toString().padStart(2, '0'),
      1n,
      data.total.minor,
    );
  addFigures(
    db,
    data.businessDay,
    [...sums.values()].map((sum) => [sum.figure, sum.item, sum.count, sum.amount]),
  );
}

/** A foreign wallet is told apart from the scheme's. */
export function tenderItem(kind: TenderKind, wallet: ForeignWallet | null): string {
  return wallet === null ? kind : `${kind}:${wallet}`;
}

export const reportsProjectors: Projectors = {
  'sale-settled': (db, event) => countDocument(db, event, event.data, 'sale', event.data.discount.minor),
  'refund-settled': (db, event) => countDocument(db, event, event.data, 'refund', '0'),
  'tender-corrected': (db, event) => {
    const { day } = localOf(event.occurredAt, event.zone);
    const amount = BigInt(event.data.amount.minor);
    addFigures(db, day, [
      ['tender', event.data.from, -1n, -amount],
      ['tender', event.data.to, 1n, amount],
    ]);
  },
  'refund-paid-out': (db, event) => {
    const { day } = localOf(event.occurredAt, event.zone);
    const amount = BigInt(event.data.amount.minor);
    addFigures(db, day, [
      ['tender-refunded', tenderItem('wallet', event.data.wallet ?? null), 0n, -amount],
      ['tender-refunded', 'cash', 0n, amount],
    ]);
  },
};

export type FigureRow = {
  readonly figure: Figure;
  readonly item: string;
  readonly count: number;
  readonly minor: bigint;
};

export function figuresOf(db: Database, day: string): FigureRow[] {
  return db
    .all<{ figure: Figure; item: string; count: bigint; amount: bigint }>(
      'SELECT figure, item, count, amount FROM day_figure WHERE day = ? ORDER BY figure, item',
      day,
    )
    .map((row) => ({ figure: row.figure, item: row.item, count: Number(row.count), minor: row.amount }));
}
