import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { allProjectors } from '../../main/flow/projectors.ts';
import { databaseFile } from '../../main/store/database.ts';
import type { Verdict } from '../../main/store/verdict.ts';
import { verifyBooks } from '../../main/store/verify.ts';
import { numbersHold } from '../../main/store/verify-numbers.ts';
import { sumsHold } from '../../main/store/verify-sums.ts';
import { contentOf, type Mutation, mutateRow, seededRoll } from './mutations.ts';
import { openShopBooks, tradeADay } from './shop-books.ts';

const folder = mkdtempSync(join(tmpdir(), 'till-mutations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = join(folder, databaseFile);
const copy = join(folder, 'copy.db');

const books = openShopBooks(folder);
tradeADay(books, 7);
books.db.checkpoint();
books.db.close();

function verdictOf(path: string): Verdict {
  return verifyBooks({ db: { path }, projectors: allProjectors, auditors: [sumsHold, numbersHold] });
}

function freshCopy(): void {
  for (const end of ['-wal', '-shm']) rmSync(copy + end, { force: true });
  copyFileSync(whole, copy);
}

describe('a changed byte', () => {
  it('in any value of any table is found, and its table and row are named', () => {
    const roll = seededRoll(20261123);
    const tables = new Set<string>();
    for (let done = 0; done < 250; ) {
      freshCopy();
      const mutation = mutateRow(copy, roll);
      if (!mutation) continue;
      done += 1;
      tables.add(mutation.table);
      expectNamed(mutation, verdictOf(copy));
    }
    expect(tables.size).toBeGreaterThan(15);
  });

  it('anywhere in the file is found whenever it changes what the file says', () => {
    const roll = seededRoll(7);
    const before = contentOf(whole);
    const bytes = readFileSync(whole);
    // Many a byte lies in the empty part of a page and says nothing: those don't count.
    for (let changed = 0; changed < 210; ) {
      freshCopy();
      const at = roll(bytes.length);
      const mutated = Buffer.from(bytes);
      mutated[at] = (mutated[at] ?? 0) ^ (1 << roll(8));
      writeFileSync(copy, mutated);
      const tables = tablesThatDiffer(before, copy);
      if (tables.length === 0) continue;
      changed += 1;
      const { ok, firstBad } = verdictOf(copy);
      expect({ at, ok }).toEqual({ at, ok: false });
      expect(tables).toContain(firstBad?.table);
    }
  });
});

function expectNamed(mutation: Mutation, { ok, firstBad }: Verdict): void {
  const { table, key, wasKey } = mutation;
  expect({ mutation, ok, table: firstBad?.table }).toEqual({ mutation, ok: false, table });
  if (table === 'journal') {
    if (!wasKey)
      expect([firstBad?.epoch, firstBad?.seq].map(String)).toEqual([key.epoch, key.seq].map(String));
  } else if (!wasKey) {
    const named = Object.entries(key).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? JSON.stringify(value) : value}`,
    );
    expect(firstBad?.why).toContain(`row ${named.join(' ')}:`);
  } else expect(firstBad?.why).toMatch(/^row /);
}

function tablesThatDiffer(before: ReadonlyMap<string, string | null>, path: string): string[] {
  try {
    const now = contentOf(path);
    return [...before.keys()].filter((table) => now.get(table) !== before.get(table));
  } catch {
    return [...before.keys()];
  }
}
