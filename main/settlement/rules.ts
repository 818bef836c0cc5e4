import type { CaseKind, RowPlace, RowRange, SubjectKind } from '../../shared/settlement.ts';

/**
 * The scheme's rows beside the till's books, decided purely (payments.md §6): one to one by id, else by the
 * scheme's own number; amount and time alone only suggest, so they decide nothing. The window's day room and
 * `till reconcile` stand on the same judgement.
 */

/** One row of a file. Minor units; a refund's gross is below zero, as the file has it. */
export type FileRow = {
  readonly day: string;
  readonly no: number;
  readonly kind: string;
  readonly id: string;
  readonly schemeRef: string;
  readonly gross: bigint;
  readonly fee: bigint;
  readonly currency: string;
};

/** What the till's books say went through, as the file would count it: refunds below zero. */
export type Item = {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly schemeRef: string | null;
  readonly gross: bigint;
  readonly currency: string;
  /** What the scheme said it keeps when it answered; null: it said nothing, or that is not looked up. */
  readonly fee: bigint | null;
  /** Where its money stands until it is settled. */
  readonly account: string;
};

export type Beside = {
  readonly rows: readonly FileRow[];
  readonly items: readonly Item[];
  /** Keys (`itemKey`) of items that rows of earlier files have settled. */
  readonly settled: ReadonlySet<string>;
  /** True for a row that the till will still find in its books by itself. */
  readonly waits: (row: FileRow) => boolean;
};

type RowCase = Extract<
  CaseKind,
  'missing-here' | 'amount-differs' | 'fee-differs' | 'currency-differs' | 'listed-twice'
>;

export type Judged = {
  /** `item` null: rows that undo each other and leave nothing to settle. */
  readonly matched: readonly { readonly row: FileRow; readonly item: Item | null }[];
  readonly differing: readonly {
    readonly row: FileRow;
    readonly item: Item | null;
    readonly kind: RowCase;
  }[];
  readonly waiting: readonly FileRow[];
  /** Items that no row names. */
  readonly unlisted: readonly Item[];
};

export function itemKey(item: Pick<Item, 'kind' | 'id'>): string {
  return `${item.kind} ${item.id}`;
}

/** A pass taken without network is a payment in the books once it is accepted. */
export function kindInBooks(row: Pick<FileRow, 'kind'>): string {
  return row.kind === 'offline' ? 'payment' : row.kind;
}

/** Judges rows and items whatever their order is. */
export function judge(beside: Beside): Judged {
  const found: Draft = { matched: [], differing: [], waiting: [], unlisted: [] };
  const groups = groupsOf(beside);
  for (const { item, rows } of groups.values()) {
    if (item === null) judgeStray(found, rows, beside.waits);
    else judgeItem(found, item, rows, beside.settled.has(itemKey(item)));
  }
  for (const item of beside.items)
    if (!groups.has(itemKey(item)) && !beside.settled.has(itemKey(item))) found.unlisted.push(item);
  return found;
}

type Draft = {
  readonly matched: { row: FileRow; item: Item | null }[];
  readonly differing: { row: FileRow; item: Item | null; kind: RowCase }[];
  readonly waiting: FileRow[];
  readonly unlisted: Item[];
};

type Group = { readonly item: Item | null; readonly rows: FileRow[] };

/** Rows by what they are about: first those that name it by id, then by number whatever is left. */
function groupsOf({ rows, items }: Beside): Map<string, Group> {
  const groups = new Map<string, Group>();
  const byId = new Map(items.map((item) => [itemKey(item), item]));
  const put = (item: Item | null, row: FileRow): void => {
    const key = item === null ? `nothing ${row.id}` : itemKey(item);
    const group = groups.get(key) ?? { item, rows: [] };
    groups.set(key, group);
    group.rows.push(row);
  };
  const left: FileRow[] = [];
  for (const row of [...rows].sort(byPlace)) {
    const item = namedById(byId, row);
    if (item) put(item, row);
    else left.push(row);
  }
  const byRef = new Map<string, Item>();
  for (const item of [...items].sort((a, b) => (a.id < b.id ? 1 : -1)))
    if (item.schemeRef !== null && !groups.has(itemKey(item)))
      byRef.set(`${item.kind} ${item.schemeRef}`, item);
  for (const row of left) put(byRef.get(`${kindInBooks(row)} ${row.schemeRef}`) ?? null, row);
  return groups;
}

function byPlace(a: FileRow, b: FileRow): number {
  if (a.day !== b.day) return a.day < b.day ? -1 : 1;
  return a.no - b.no;
}

/** A correction names what it corrects; only a claim for a lost pass is an adjustment of its own in the books. */
function namedById(byId: ReadonlyMap<string, Item>, row: FileRow): Item | null {
  const kinds = row.kind === 'adjustment' ? corrected : [kindInBooks(row)];
  for (const kind of kinds) {
    const item = byId.get(`${kind} ${row.id}`);
    if (item) return item;
  }
  return null;
}

const corrected: readonly SubjectKind[] = ['adjustment', 'payment', 'voucher', 'refund'];

function judgeItem(found: Draft, item: Item, rows: readonly FileRow[], isSettled: boolean): void {
  const own = rows.filter((row) => kindInBooks(row) === item.kind);
  const corrections = rows.filter((row) => kindInBooks(row) !== item.kind);
  const exact = isSettled ? undefined : own.find((row) => differenceOf(item, row) === null);
  if (exact) found.matched.push({ row: exact, item });
  if (!exact && !isSettled && own.length > 0) {
    const isPutRight = corrections.length > 0 && differenceOf(item, sumOf(rows)) === null;
    if (isPutRight) {
      for (const row of rows) found.matched.push({ row, item });
      return;
    }
    const [first, ...others] = own;
    if (first) found.differing.push({ row: first, item, kind: differenceOf(item, first) ?? 'listed-twice' });
    judgeSurplus(found, item, others, corrections);
    return;
  }
  if (own.length === 0 && !isSettled) found.unlisted.push(item);
  judgeSurplus(
    found,
    item,
    own.filter((row) => row !== exact),
    corrections,
  );
}

/** Rows beyond the one that settles an item: only where they come to nothing together is nothing wrong. */
function judgeSurplus(
  found: Draft,
  item: Item,
  own: readonly FileRow[],
  corrections: readonly FileRow[],
): void {
  const rows = [...own, ...corrections];
  if (undoesItself(rows)) for (const row of rows) found.matched.push({ row, item: null });
  else {
    for (const row of own) found.differing.push({ row, item, kind: 'listed-twice' });
    for (const row of corrections) found.differing.push({ row, item: null, kind: 'missing-here' });
  }
}

function judgeStray(found: Draft, rows: readonly FileRow[], waits: (row: FileRow) => boolean): void {
  const isUndone = undoesItself(rows);
  for (const row of rows) {
    if (isUndone) found.matched.push({ row, item: null });
    else if (waits(row)) found.waiting.push(row);
    else found.differing.push({ row, item: null, kind: 'missing-here' });
  }
}

/** A voucher that was redeemed and cancelled on another day stands there twice, and comes to nothing. */
function undoesItself(rows: readonly FileRow[]): boolean {
  if (rows.length < 2) return false;
  const { gross, fee } = sumOf(rows);
  return gross === 0n && fee === 0n && rows.every(({ currency }) => currency === rows[0]?.currency);
}

type Sum = Pick<FileRow, 'gross' | 'fee' | 'currency'>;

function sumOf(rows: readonly FileRow[]): Sum {
  const currency = rows[0]?.currency ?? '';
  return {
    gross: rows.reduce((sum, row) => sum + row.gross, 0n),
    fee: rows.reduce((sum, row) => sum + row.fee, 0n),
    currency: rows.every((row) => row.currency === currency) ? currency : '',
  };
}

function differenceOf(item: Item, row: Sum): RowCase | null {
  if (row.currency !== item.currency) return 'currency-differs';
  if (row.gross !== item.gross) return 'amount-differs';
  return item.fee !== null && item.fee !== row.fee ? 'fee-differs' : null;
}

export type Counts = {
  readonly matched: number;
  /** The scheme lists them, the till's books don't. */
  readonly missingHere: number;
  /** The till's books have them, the scheme doesn't list them. */
  readonly missingThere: number;
  /** Amount, fee or currency differ, or the scheme lists one twice. */
  readonly amountDiffers: number;
};

export function countsOf(judged: Judged): Counts {
  const missingHere = judged.differing.filter(({ kind }) => kind === 'missing-here').length;
  return {
    matched: judged.matched.length,
    missingHere,
    missingThere: judged.unlisted.length,
    amountDiffers: judged.differing.length - missingHere,
  };
}

/** What is to be settled between two accounts, as the file counts it. */
export type Settled = { readonly account: string; readonly gross: bigint; readonly fee: bigint };

/** What the matched rows settle, summed by account: the sums of a day cost as much as those of one row. */
export function settledSums(matched: Judged['matched']): Settled[] {
  const sums = new Map<string, { gross: bigint; fee: bigint }>();
  for (const { row, item } of matched) {
    if (!item) continue;
    const sum = sums.get(item.account) ?? { gross: 0n, fee: 0n };
    sums.set(item.account, { gross: sum.gross + row.gross, fee: sum.fee + row.fee });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, sum]) => ({ account, ...sum }));
}

/** Neighbours in a file as one range each, so that a day of ten thousand matched rows is one line. */
export function rangesOf(rows: readonly RowPlace[]): RowRange[] {
  const ranges: { day: string; from: number; to: number }[] = [];
  const sorted = [...rows].sort((a, b) => (a.day === b.day ? a.no - b.no : a.day < b.day ? -1 : 1));
  for (const { day, no } of sorted) {
    const last = ranges.at(-1);
    if (last && last.day === day && last.to + 1 === no) last.to = no;
    else ranges.push({ day, from: no, to: no });
  }
  return ranges;
}
