import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { type Product, unit } from '../../shared/product.ts';

/** Columns of `data/practice-shop/products.csv`; its README says what is real and what was made up. */
const practiceRow = z.strictObject({
  barcode: z.string(),
  name_zh: z.string().min(1),
  name_en: z.string().min(1),
  category: z.string().min(1),
  price_minor: z.string().regex(/^[1-9]\d*$/),
  tax_class: z.enum(['standard', 'reduced', 'zero']),
  unit,
  scale_item: z.string(),
});

const productsFile = fileURLToPath(new URL('../../data/practice-shop/products.csv', import.meta.url));

/** The currency in which the practice shop's made-up prices are. */
export const practiceCurrency = 'CNY';

/** What stands on the practice shop's shelves, with ids of its own. Throws where the shipped file is broken. */
export function practiceProducts(newId: () => string): Product[] {
  const rows: unknown = parse(readFileSync(productsFile, 'utf8'), { columns: true });
  return z
    .array(practiceRow)
    .parse(rows)
    .map((row) => ({
      id: newId(),
      names: { 'zh-CN': row.name_zh, en: row.name_en },
      barcodes: row.barcode === '' ? [] : [row.barcode],
      scaleItem: row.scale_item === '' ? null : row.scale_item,
      category: row.category,
      taxClass: row.tax_class,
      unit: row.unit,
      price: { minor: row.price_minor, currency: practiceCurrency },
      retired: false,
    }));
}
