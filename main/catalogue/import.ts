import type { z } from 'zod';
import type { importReport } from '../../shared/contract.ts';
import type { Product } from '../../shared/product.ts';
import { done, type Result } from '../../shared/result.ts';
import { decideRow, type ImportShop } from './import-row.ts';
import { type Column, type ImportTable, readTable } from './import-table.ts';

export type { ImportShop } from './import-row.ts';

export type ImportReport = z.infer<typeof importReport>;

export type Import = {
  /** New and changed products only: what was the same is not written again. */
  readonly products: readonly Product[];
  readonly report: ImportReport;
};

/** Rows that are told one by one; of the rest only the number. */
const toldRefusals = 1000;

/** Decides a whole file; changes nothing, so it is the preview as well. Refuses as `readTable` does. */
export function decideImport(csv: string, shop: ImportShop): Result<Import> {
  const table = readTable(csv);
  return table.ok ? done(decideTable(table.value, shop)) : table;
}

function decideTable({ places, rows }: ImportTable, shop: ImportShop): Import {
  const taken = new Set<string>();
  const products: Product[] = [];
  const refused: ImportReport['refused'] = [];
  const counts = { added: 0, changed: 0, refusedTotal: 0 };
  const refuse = (row: number, reason: string, value: string): void => {
    counts.refusedTotal += 1;
    if (refused.length < toldRefusals) refused.push({ row, reason, value });
  };
  for (const [index, cells] of rows.entries()) {
    // As a spreadsheet counts: the header is row 1.
    const row = index + 2;
    const cell = (column: Column): string => cells[places.get(column) ?? -1] ?? '';
    const outcome = decideRow(cell, cells, shop);
    if (outcome.is === 'refused') {
      refuse(row, outcome.reason, outcome.value);
      continue;
    }
    const again = outcome.keys.find((key) => taken.has(key));
    if (again !== undefined) {
      refuse(row, 'duplicate-in-file', again.slice(again.indexOf(' ') + 1));
      continue;
    }
    for (const key of outcome.keys) taken.add(key);
    if (outcome.is === 'same') continue;
    counts[outcome.is] += 1;
    products.push(outcome.product);
  }
  return { products, report: { rows: rows.length, ...counts, refused } };
}
