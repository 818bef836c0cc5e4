import { expect, test } from 'vitest';
import { initialsOf } from '../../main/catalogue/pinyin.ts';
import { practiceProducts } from '../../main/catalogue/practice-shop.ts';
import { productByGtin } from '../../main/catalogue/records.ts';
import { product } from '../../shared/product.ts';
import { readProduct } from '../../shared/qr/products.ts';
import { aShop, badCodes, nextId, save } from './shop.ts';

const goods = practiceProducts(nextId);

test('the practice shop carries at least 300 products that the journal takes as they are', () => {
  expect(goods.filter(({ barcodes }) => barcodes.length > 0).length).toBeGreaterThanOrEqual(300);
  for (const one of goods) expect(product.safeParse(one).success, JSON.stringify(one.names)).toBe(true);
});

test('every product of the practice shop is found by scanning its code', () => {
  const db = aShop();
  save(db, goods);
  for (const { id, barcodes } of goods) {
    for (const barcode of barcodes) {
      const reading = readProduct(barcode);
      expect(reading, barcode).toMatchObject({ ok: true, value: { kind: 'product' } });
      expect(productByGtin(db, barcode)?.id).toBe(id);
    }
  }
});

test('goods by weight have an item number of the scale and no barcode', () => {
  const weighed = goods.filter(({ unit }) => unit === 'kg');
  expect(weighed.length).toBeGreaterThanOrEqual(6);
  expect(new Set(weighed.map(({ scaleItem }) => scaleItem)).size).toBe(weighed.length);
  for (const { barcodes, scaleItem } of weighed) expect([barcodes.length, scaleItem?.length]).toEqual([0, 5]);
});

test('none of the 73 codes with a wrong check digit is a product', () => {
  const codes = badCodes();
  expect(codes).toHaveLength(73);
  const db = aShop();
  save(db, goods);
  for (const code of codes) {
    expect(readProduct(code), code).toMatchObject({ ok: false });
    expect(productByGtin(db, code)).toBeNull();
  }
});

test('initials read as they were read when the books were written', () => {
  const readings = {
    可口可乐: 'kkkl',
    重庆小面: 'cqxm',
    长城干红: 'ccgh',
    水溶C100: 'src100',
    'AD钙奶 220毫升': 'adgn220hs',
    银行: 'yh',
    'Coca-Cola': '',
  };
  for (const [name, initials] of Object.entries(readings)) expect(initialsOf(name), name).toBe(initials);
});
