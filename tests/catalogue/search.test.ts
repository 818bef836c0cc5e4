import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialsOf } from '../../main/catalogue/pinyin.ts';
import { practiceProducts } from '../../main/catalogue/practice-shop.ts';
import { createGoodsSearch, type GoodsSearch } from '../../main/catalogue/search.ts';
import { folded } from '../../main/catalogue/search-text.ts';
import type { Product } from '../../shared/product.ts';
import { manyGoods } from './many-goods.ts';
import { aProduct, aShop, nextId, save } from './shop.ts';

function searchOver(products: readonly Product[]): GoodsSearch {
  const db = aShop();
  save(db, products);
  return createGoodsSearch(db);
}

function namesFound(search: GoodsSearch, query: string, limit = 20): (string | undefined)[] {
  return search.find(query, limit).map(({ names }) => names['zh-CN'] ?? names.en);
}

describe('somebody types', () => {
  const search = searchOver(practiceProducts(nextId));

  test.each([
    ['可口可乐', '可口可乐'],
    ['乐', '乐事 墨西哥鸡汁番茄味薯片'],
    ['kkkl', '可口可乐'],
    ['nfsq', '农夫山泉 饮用天然水'],
    ['src100', '水溶C100'],
    ['oreo', '奥利奥饼干'],
    ['LAYS', '乐事 墨西哥鸡汁番茄味薯片'],
    ['m&m', "M&M's 巧克力豆"],
    ['mentos fr', '曼妥思 水果糖'],
    ['fr mentos', '曼妥思 水果糖'],
    ['6921168500956', '水溶C100'],
    ['00956', '水溶C100'],
    ['ｃｏｌａ', '可口可乐'],
    ['红富士', '红富士苹果'],
  ])('%s and finds %s', (query, name) => {
    expect(namesFound(search, query)).toContain(name);
  });

  test('what is named so comes before what only holds it', () => {
    expect(namesFound(search, '可口可乐')[0]).toBe('可口可乐');
    expect(namesFound(search, '香蕉')[0]).toBe('香蕉');
  });

  test('the whole barcode gives its product alone', () => {
    expect(namesFound(search, '6901010117440')).toEqual(['健力宝']);
  });

  test.each(['', '   ', '!!', 'zzzz', '不存在的东西', '6999999999999'])('%j finds nothing', (query) => {
    expect(search.find(query, 20)).toEqual([]);
  });

  test('no more is found than was asked for', () => {
    expect(search.find('味', 5)).toHaveLength(5);
  });
});

describe('goods change', () => {
  test('a saved product is found at once under its new name and no more under the old', () => {
    const old = aProduct({ names: { 'zh-CN': '旧名酱油' } });
    const db = aShop();
    save(db, [old]);
    const search = createGoodsSearch(db);
    expect(namesFound(search, '旧名')).toEqual(['旧名酱油']);
    const renamed = { ...old, names: { 'zh-CN': '新名酱油' } };
    save(db, [renamed], 2);
    search.saved([renamed]);
    expect(namesFound(search, '旧名')).toEqual([]);
    expect(namesFound(search, 'xmjy')).toEqual(['新名酱油']);
  });

  test('a retired product is not offered, and is again when it is back', () => {
    const tea = aProduct({ names: { en: 'Green tea' } });
    const db = aShop();
    save(db, [tea]);
    const search = createGoodsSearch(db);
    const retired = { ...tea, retired: true };
    save(db, [retired], 2);
    search.saved([retired]);
    expect(search.find('green', 20)).toEqual([]);
    save(db, [tea], 3);
    search.saved([tea]);
    expect(search.find('green', 20)).toEqual([tea]);
  });

  test('a product saved while the goods are still being read in is there once', () => {
    const many = manyGoods(2500);
    const db = aShop();
    save(db, many);
    const search = createGoodsSearch(db);
    expect(search.readSome()).toBe(false);
    const late = many.at(-1) ?? aProduct();
    search.saved([late]);
    expect(search.find(late.barcodes[0] ?? '', 20).map(({ id }) => id)).toEqual([late.id]);
  });
});

describe('nothing that fits is missed', () => {
  const many = manyGoods(3000);
  const search = searchOver(many);

  /** Reads every product without any index: what "fits" means, said a second time and plainly. */
  function fits(product: Product, term: string): boolean {
    const names = [product.names['zh-CN'], product.names.en].flatMap((name) => (name ? [folded(name)] : []));
    if (/[^a-z0-9]/.test(term)) return names.some((name) => name.includes(term));
    const initials = initialsOf(product.names['zh-CN'] ?? '');
    if (term.length === 1) return initials.startsWith(term) || names.some((name) => name.startsWith(term));
    const isWord = names.some((name) => name.split(' ').some((word) => word.startsWith(term)));
    const isCode = /^\d{3,}$/.test(term) && product.barcodes.some((barcode) => barcode.includes(term));
    return isWord || initials.includes(term) || isCode;
  }

  const piece = fc
    .record({
      of: fc.nat(many.length - 1),
      what: fc.nat(3),
      at: fc.nat(12),
      length: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ of, what, at, length }) => {
      const one = many[of] ?? aProduct();
      const zh = one.names['zh-CN'] ?? '';
      const texts = [zh, one.names.en ?? '', initialsOf(zh), one.barcodes[0] ?? ''];
      return (texts[what] ?? '').slice(at, at + length);
    });

  test('any one or two pieces of names, initials and barcodes', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 2 }), (pieces) => {
        const query = pieces.join(' ');
        const terms = folded(query).split(' ').filter(Boolean);
        const fitting =
          terms.length === 0 ? [] : many.filter((one) => terms.every((term) => fits(one, term)));
        const found = search.find(query, 20);
        const ids = new Set(fitting.map(({ id }) => id));
        expect(found.every(({ id }) => ids.has(id))).toBe(true);
        expect(found.length).toBe(Math.min(20, fitting.length));
      }),
      { numRuns: 300 },
    );
  });
});
