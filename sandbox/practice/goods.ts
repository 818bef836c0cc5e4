import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { formatMoney } from '../../shared/money.ts';
import { mod10Digit } from '../../shared/qr/check-digits.ts';
import { practiceGoodsCsv } from '../files.ts';

/** Of each category this many stand on the sheet: two pages of paper, something of everything. */
const perCategory = 3;

/** Goods by weight get a label as the shop's scale would print it: 0.850 kg. */
const labelGrams = '00850';

const row = z.object({
  barcode: z.string(),
  name_zh: z.string(),
  name_en: z.string(),
  category: z.string(),
  price_minor: z.string().regex(/^\d{1,15}$/),
  scale_item: z.string().optional(),
});

export type SheetItem = {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Written out, in yuan: the prices of the practice shop are in fen. */
  readonly price: string;
};

/** What the practice sheet shows: a few goods of each category, with a code that scans. */
export function sheetItems(): SheetItem[] {
  const rows = practiceRows();
  const counts = new Map<string, number>();
  const items: SheetItem[] = [];
  for (const goods of rows) {
    const code = codeOf(goods);
    const count = counts.get(goods.category) ?? 0;
    if (code === null || count >= perCategory) continue;
    counts.set(goods.category, count + 1);
    const price = formatMoney({ minor: BigInt(goods.price_minor), currency: 'CNY' }, { symbol: true });
    items.push({ code, nameZh: goods.name_zh, nameEn: goods.name_en, price });
  }
  return items;
}

/** The goods that have a GTIN of their own, as 14 digits, with their category. */
export function practiceGtins(): { readonly gtin: string; readonly category: string }[] {
  return practiceRows()
    .filter(({ barcode }) => barcode !== '')
    .map(({ barcode, category }) => ({ gtin: barcode.padStart(14, '0'), category }));
}

function practiceRows(): z.output<typeof row>[] {
  const csv = practiceGoodsCsv();
  if (csv === null) return [];
  return z.array(row).parse(parse(csv, { columns: true, bom: true, skip_empty_lines: true }));
}

function codeOf(goods: z.output<typeof row>): string | null {
  if (goods.barcode !== '') return goods.barcode;
  if (!goods.scale_item || !/^\d{5}$/.test(goods.scale_item)) return null;
  const label = `20${goods.scale_item}${labelGrams}`;
  return label + mod10Digit(label);
}
