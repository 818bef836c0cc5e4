import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basketById } from '../../main/checkout/records.ts';
import { addition } from '../../main/checkout/rules.ts';
import { recordSale } from '../../main/flow/settle.ts';
import type { Till } from '../../main/till.ts';
import { changed, emptyBasket } from '../../shared/basket.ts';
import type { Product } from '../../shared/product.ts';
import { openPracticeTill, type PracticeTill } from '../practice-till.ts';

/** A practice shop in a folder of its own, with its scheme in this process. */
export async function benchShop(): Promise<PracticeTill & { readonly remove: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countertop-bench-'));
  const shop = await openPracticeTill({ dataDir });
  return {
    ...shop,
    remove: async () => {
      await shop.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Sales in one transaction while the books are filled; the measured ones are one each. */
const salesACommit = 500;

/** Fills the books with cash sales of five lines over `days` days, through the same recorder as the counter. */
export function fillBooks(till: Till, products: readonly Product[], sales: number, days: number): void {
  const { counter } = till;
  const { currency } = counter.terminal();
  const now = counter.clock.now();
  for (let done = 0; done < sales; done += salesACommit) {
    counter.journal.commit((record) => {
      for (let index = done; index < Math.min(done + salesACommit, sales); index += 1) {
        const basketId = counter.newId();
        const soldAt = new Date(now - (days - Math.floor((index * days) / sales)) * 86_400_000).toISOString();
        record('basket-opened', { basketId, currency, soldAt });
        let basket = emptyBasket(basketId, currency);
        const changes = fiveOf(products, index).map((product) => {
          const change = addition(basket, product, counter.newId());
          basket = changed(basket, change);
          return change;
        });
        record('basket-changed', { basketId, changes });
        const total = till.baskets.totals(basket).total;
        const amount = { minor: total.minor.toString(), currency };
        const tender = {
          no: 1,
          kind: 'cash' as const,
          how: null,
          amount,
          tendered: amount,
          change: { minor: '0', currency },
        };
        recordSale(counter, record, basketById(counter.db, basketId), [
          { ...tender, paymentId: null, schemeRef: null },
        ]);
      }
    });
  }
  counter.db.checkpoint();
}

export function fiveOf(products: readonly Product[], index: number): Product[] {
  return [0, 1, 2, 3, 4].flatMap((step) => products[(index * 7 + step * 13) % products.length] ?? []);
}

const syllables = [
  '清',
  '香',
  '红',
  '烧',
  '牛',
  '肉',
  '面',
  '纯',
  '奶',
  '苏',
  '打',
  '饼',
  '干',
  '大',
  '白',
  '兔',
  '山',
  '泉',
  '水',
  '茶',
  '米',
  '酱',
  '油',
  '盐',
];
const words = [
  'milk',
  'tea',
  'noodle',
  'biscuit',
  'water',
  'rice',
  'sauce',
  'candy',
  'soap',
  'juice',
  'cola',
  'bread',
];

/** `count` goods with Chinese and English names and right EAN-13 codes. */
export function manyProducts(count: number, newId: () => string): Product[] {
  const pick = <T>(list: readonly T[]): T =>
    list[(randomBytes(2).readUInt16BE() + list.length) % list.length] ?? (list[0] as T);
  return Array.from({ length: count }, (_, index) => ({
    id: newId(),
    names: {
      'zh-CN': `${pick(syllables)}${pick(syllables)}${pick(syllables)}${pick(syllables)} ${index % 900}ml`,
      en: `${pick(words)} ${pick(words)} ${index}`,
    },
    barcodes: [ean13(`690${index.toString().padStart(9, '0')}`)],
    scaleItem: null,
    category: pick(words),
    taxClass: 'standard',
    unit: 'each' as const,
    price: { minor: ((index % 5000) + 1).toString(), currency: 'CNY' },
    retired: false,
  }));
}

function ean13(twelve: string): string {
  const sum = [...twelve].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3),
    0,
  );
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}
