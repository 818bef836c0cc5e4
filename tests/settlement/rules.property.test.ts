import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countsOf,
  type FileRow,
  type Item,
  itemKey,
  judge,
  kindInBooks,
  rangesOf,
  settledSums,
} from '../../main/settlement/rules.ts';
import { subjectKinds } from '../../shared/settlement.ts';

const day = '2026-11-23';

function itemAt(index: number, kind: Item['kind'], minor: bigint, fee: bigint | null): Item {
  const gross = kind === 'refund' ? -minor : minor;
  const account = kind === 'voucher' ? 'assets:vouchers' : 'assets:wallet';
  return { kind, id: `id-${index}`, schemeRef: `S-${index}`, gross, currency: 'CNY', fee, account };
}

const anyItem = fc.record({
  kind: fc.constantFrom(...subjectKinds),
  minor: fc.bigInt({ min: 1n, max: 1_000_000n }),
  fee: fc.bigInt({ min: 0n, max: 5_000n }),
  /** What the scheme's file makes of it. */
  fate: fc.constantFrom(
    'listed',
    'by-ref',
    'absent',
    'twice',
    'amount',
    'fee',
    'currency',
    'put-right',
    'undone',
    'stranger',
  ),
});

type Planned = { readonly items: Item[]; readonly rows: Omit<FileRow, 'no'>[]; readonly due: Due };
type Due = { matched: number; missingHere: number; missingThere: number; amountDiffers: number };

/** Items, the rows that a scheme would list of them, and what must come of it. */
function planOf(wanted: readonly (typeof anyItem extends fc.Arbitrary<infer T> ? T : never)[]): Planned {
  const items: Item[] = [];
  const rows: Omit<FileRow, 'no'>[] = [];
  const due: Due = { matched: 0, missingHere: 0, missingThere: 0, amountDiffers: 0 };
  for (const [index, { kind, minor, fee, fate }] of wanted.entries()) {
    const item = itemAt(index, kind, minor, fate === 'fee' ? fee : null);
    const row = {
      day,
      kind,
      id: item.id,
      schemeRef: item.schemeRef ?? '',
      gross: item.gross,
      fee,
      currency: 'CNY',
    };
    const correction = { ...row, kind: 'adjustment', schemeRef: `A-${index}`, fee: 0n };
    if (fate !== 'undone' && fate !== 'stranger') items.push(item);
    switch (fate) {
      case 'listed':
        rows.push(row);
        due.matched += 1;
        break;
      case 'by-ref':
        rows.push({ ...row, id: `other-${index}` });
        due.matched += 1;
        break;
      case 'absent':
        due.missingThere += 1;
        break;
      case 'twice':
        rows.push(row, row);
        due.matched += 1;
        due.amountDiffers += 1;
        break;
      case 'amount':
        rows.push({ ...row, gross: row.gross + 1n });
        due.amountDiffers += 1;
        break;
      case 'fee':
        rows.push({ ...row, fee: fee + 1n });
        due.amountDiffers += 1;
        break;
      case 'currency':
        rows.push({ ...row, currency: 'EUR' });
        due.amountDiffers += 1;
        break;
      case 'put-right':
        // A claim's own correction would be a second claim: that one is simply listed.
        if (kind === 'adjustment') rows.push(row);
        else rows.push({ ...row, gross: row.gross + 7n }, { ...correction, gross: -7n });
        due.matched += kind === 'adjustment' ? 1 : 2;
        break;
      case 'undone':
        rows.push({ ...row, fee: 0n }, { ...correction, gross: -row.gross });
        due.matched += 2;
        break;
      case 'stranger':
        rows.push(row);
        due.missingHere += 1;
    }
  }
  return { items, rows, due };
}

const anyDay = fc.array(anyItem, { maxLength: 30 }).chain((wanted) => {
  const plan = planOf(wanted);
  return fc.record({
    plan: fc.constant(plan),
    items: shuffled(plan.items),
    rows: shuffled(plan.rows),
  });
});

function shuffled<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
}

function numbered(rows: readonly Omit<FileRow, 'no'>[]): FileRow[] {
  return rows.map((row, index) => ({ ...row, no: index + 1 }));
}

const nothing = { settled: new Set<string>(), waits: () => false };

describe('the scheme’s rows beside the books', () => {
  it('are told apart as they were made, in whatever order both come', () => {
    fc.assert(
      fc.property(anyDay, ({ plan, items, rows }) => {
        expect(countsOf(judge({ rows: numbered(rows), items, ...nothing }))).toEqual(plan.due);
      }),
      { numRuns: 500 },
    );
  });

  it('are each decided once, and settle an item of the books at most once', () => {
    fc.assert(
      fc.property(anyDay, ({ items, rows }) => {
        const listed = numbered(rows);
        const judged = judge({ rows: listed, items, ...nothing });
        const decided = [
          ...judged.matched.map(({ row }) => row.no),
          ...judged.differing.map(({ row }) => row.no),
        ];
        expect(decided.sort((a, b) => a - b)).toEqual(listed.map(({ no }) => no));
        const settled = judged.matched.filter(({ row, item }) => item && row.kind === item.kind);
        const keys = settled.flatMap(({ item }) => (item ? [itemKey(item)] : []));
        expect(new Set(keys).size).toBe(keys.length);
        for (const item of judged.unlisted) expect(keys).not.toContain(itemKey(item));
      }),
    );
  });

  it('clear exactly what the books have of the items that they settle', () => {
    fc.assert(
      fc.property(anyDay, ({ items, rows }) => {
        const judged = judge({ rows: numbered(rows), items, ...nothing });
        const settled = new Set(judged.matched.flatMap(({ item }) => (item ? [item] : [])));
        for (const { account, gross } of settledSums(judged.matched)) {
          const due = [...settled].filter((item) => item.account === account);
          expect(gross).toBe(due.reduce((sum, item) => sum + item.gross, 0n));
        }
      }),
    );
  });

  it('come to the same whether the file comes in one piece or row by row', () => {
    fc.assert(
      fc.property(anyDay, ({ items, rows }) => {
        const listed = numbered(rows).filter(({ kind }) => kind !== 'adjustment');
        const books = items.filter(({ kind }) => kind !== 'adjustment');
        const whole = judge({ rows: listed, items: books, ...nothing });
        const settled = new Set<string>();
        let matched = 0;
        for (const row of listed) {
          const step = judge({ rows: [row], items: books, settled, waits: () => false });
          for (const { item } of step.matched) if (item) settled.add(itemKey(item));
          matched += step.matched.length;
        }
        expect(matched).toBe(whole.matched.length);
      }),
    );
  });
});

describe('a row that names nothing in the books', () => {
  const row = { day, no: 1, kind: 'payment', id: 'x', schemeRef: 'S', gross: 5n, fee: 0n, currency: 'CNY' };

  it('waits where the till is still asking about it', () => {
    const judged = judge({ rows: [row], items: [], settled: new Set(), waits: ({ id }) => id === 'x' });
    expect(judged).toMatchObject({ matched: [], differing: [], waiting: [row] });
  });

  it('is not found by its amount and time alone', () => {
    const item = { ...itemAt(1, 'payment', 5n, null), schemeRef: null };
    expect(countsOf(judge({ rows: [row], items: [item], ...nothing }))).toEqual({
      matched: 0,
      missingHere: 1,
      missingThere: 1,
      amountDiffers: 0,
    });
  });

  it('of another kind is not the payment of that number', () => {
    const item = { ...itemAt(1, 'payment', 5n, null), id: 'x' };
    const judged = judge({ rows: [{ ...row, kind: 'refund', gross: -5n }], items: [item], ...nothing });
    expect(countsOf(judged)).toMatchObject({ matched: 0, missingHere: 1, missingThere: 1 });
  });

  it('is a payment where a pass was taken without network', () => {
    expect(kindInBooks({ kind: 'offline' })).toBe('payment');
  });
});

it('neighbours are one range, and a gap begins the next', () => {
  const at = (no: number, on = day) => ({ day: on, no });
  expect(rangesOf([at(3), at(1), at(2), at(7), at(1, '2026-11-24')])).toEqual([
    { day, from: 1, to: 3 },
    { day, from: 7, to: 7 },
    { day: '2026-11-24', from: 1, to: 1 },
  ]);
});
