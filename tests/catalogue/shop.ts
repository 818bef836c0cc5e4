import { readFileSync } from 'node:fs';
import type { ImportShop } from '../../main/catalogue/import.ts';
import {
  catalogueProjectors,
  codelessByName,
  productByGtin,
  productById,
  productByScaleItem,
} from '../../main/catalogue/records.ts';
import type { ShopGoods } from '../../main/catalogue/rules.ts';
import { type Database, emptyTillDatabase } from '../../main/store/database.ts';
import type { JournalEvent } from '../../shared/events.ts';
import { newId } from '../../shared/ids.ts';
import type { Product } from '../../shared/product.ts';
import { mod10Digit } from '../../shared/qr/check-digits.ts';

/** A number line that looks random and is the same in every run (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

let made = 0;

/** A new id in every call, in rising order. */
export function nextId(): string {
  made += 1;
  const random = new Uint8Array(16).fill(made & 0xff);
  return newId(1_700_000_000_000 + made, () => random);
}

export function aProduct(changes: Partial<Product> = {}): Product {
  return {
    id: nextId(),
    names: { 'zh-CN': '可口可乐', en: 'Coca-Cola' },
    barcodes: [],
    scaleItem: null,
    category: 'drinks',
    taxClass: 'standard',
    unit: 'each',
    price: { minor: '300', currency: 'CNY' },
    retired: false,
    ...changes,
  };
}

/** Saves by the room's own projector, as the journal does, without a journal around it. */
export function save(db: Database, products: readonly Product[], seq = 1): void {
  const event = { kind: 'products-imported', occurredAt: '2026-11-23T09:30:00.000Z', data: { products } };
  const link = { epoch: 1, seq, hash: '', prev: '', terminal: 'T1' };
  const project = catalogueProjectors['products-imported'];
  db.transaction(() => project?.(db, event as unknown as JournalEvent<'products-imported'>, link));
}

export function aShop(): Database {
  return emptyTillDatabase();
}

export const taxClasses = [
  { taxClass: 'standard', rateBasisPoints: 1300 },
  { taxClass: 'reduced', rateBasisPoints: 900 },
  { taxClass: 'zero', rateBasisPoints: 0 },
] as const;

export function shopGoods(db: Database): ShopGoods {
  return {
    currency: 'CNY',
    taxClasses: taxClasses.map(({ taxClass }) => taxClass),
    productById: (id) => productById(db, id),
    productByGtin: (barcode) => productByGtin(db, barcode),
    productByScaleItem: (scaleItem) => productByScaleItem(db, scaleItem),
    newId: nextId,
  };
}

export function importShop(db: Database): ImportShop {
  return {
    currency: 'CNY',
    taxClasses,
    productByGtin: (barcode) => productByGtin(db, barcode),
    productByScaleItem: (scaleItem) => productByScaleItem(db, scaleItem),
    productByName: codelessByName(db),
    newId: nextId,
  };
}

/** Real codes whose check digit is wrong, out of Open Food Facts (data/practice-shop/README.md). */
export function badCodes(): string[] {
  const text = readFileSync(new URL('./bad-codes.csv', import.meta.url), 'utf8');
  return text
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.slice(0, line.indexOf(',')));
}

/** An EAN-13 of a range that is given to Chinese firms. */
export function eanOf(number: number): string {
  const digits = `69${number.toString().padStart(10, '0')}`;
  return digits + mod10Digit(digits);
}
