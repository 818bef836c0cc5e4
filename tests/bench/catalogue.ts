import { initialsOf } from '../../main/catalogue/pinyin.ts';
import { productByGtin } from '../../main/catalogue/records.ts';
import type { Till } from '../../main/till.ts';
import type { Product } from '../../shared/product.ts';
import { type Figure, figure, percentile, timed } from './figure.ts';

const lookups = 5000;
const barcodeLimitMs = 0.1;
const searchLimitMs = 5;

/** Lookup by barcode and search as typed, over all the goods of the till, against the stated limits. */
export function catalogueFigures(till: Till, products: readonly Product[]): Figure[] {
  const { db } = till.counter;
  // Read the goods in first: in the shop that happens in idle moments after the start.
  while (!till.search.readSome());
  const byBarcode = samples(products, lookups, (product) => {
    if (!productByGtin(db, product.barcodes[0] ?? ''))
      throw new Error('a product was not found by its barcode');
  });
  const queries: readonly (readonly [string, (product: Product) => string])[] = [
    ['Chinese', (product) => (product.names['zh-CN'] ?? '').slice(0, 2)],
    ['pinyin initials', (product) => initialsOf(product.names['zh-CN'] ?? '').slice(0, 3)],
    ['English', (product) => (product.names.en ?? '').slice(0, 4)],
    ['part of the barcode', (product) => (product.barcodes[0] ?? '').slice(5, 10)],
  ];
  return [
    figure(
      `product by barcode, ${products.length} products, p99`,
      percentile(byBarcode, 0.99),
      barcodeLimitMs,
      1,
    ),
    ...queries.map(([name, query]) => {
      const times = samples(products, 1000, (product) => till.search.find(query(product), 20));
      return figure(
        `search as typed, ${name}, ${products.length} products, p99`,
        percentile(times, 0.99),
        searchLimitMs,
        1,
      );
    }),
  ];
}

function samples(products: readonly Product[], count: number, work: (product: Product) => void): number[] {
  const times: number[] = [];
  for (let index = 0; index < count + 100; index += 1) {
    const product = products[(index * 7919) % products.length];
    if (!product) continue;
    const took = timed(() => work(product));
    if (index >= 100) times.push(took);
  }
  return times;
}
