import { describe, expect, test } from 'vitest';
import {
  categories,
  listProducts,
  productByGtin,
  productById,
  productByScaleItem,
  tileProducts,
} from '../../main/catalogue/records.ts';
import { decideSave, type ProductInput } from '../../main/catalogue/rules.ts';
import { aProduct, aShop, badCodes, eanOf, nextId, save, shopGoods } from './shop.ts';

const ean = eanOf(1);

function aForm(changes: Partial<ProductInput> = {}): ProductInput {
  return {
    id: null,
    names: { 'zh-CN': '矿泉水', en: '' },
    barcodes: [ean],
    scaleItem: null,
    category: 'drinks',
    taxClass: 'standard',
    unit: 'each',
    price: '2.50',
    retired: false,
    ...changes,
  };
}

describe('the owner saves a product', () => {
  test('it is there under its code, with its price in fen and only the names it has', () => {
    const db = aShop();
    const decided = decideSave(aForm(), shopGoods(db));
    if (!decided.ok) throw new Error(decided.problem.code);
    save(db, [decided.value]);
    expect(productByGtin(db, ean)).toEqual(decided.value);
    expect(decided.value).toMatchObject({
      names: { 'zh-CN': '矿泉水' },
      price: { minor: '250', currency: 'CNY' },
    });
  });

  test('the 12-digit and the 13-digit spelling of a code are one product', () => {
    const db = aShop();
    save(db, [aProduct({ barcodes: ['036000291452'] })]);
    expect(productByGtin(db, '0036000291452')).not.toBeNull();
    const decided = decideSave(aForm({ barcodes: ['0036000291452'] }), shopGoods(db));
    expect(decided).toMatchObject({ ok: false, problem: { code: 'duplicate-barcode' } });
  });

  test.each([
    [{ names: { 'zh-CN': ' ', en: '\u0000' } }, 'name-missing'],
    [{ barcodes: ['6901234567890'] }, 'bad-barcode'],
    [{ barcodes: ['690123456'] }, 'bad-barcode'],
    [{ barcodes: ['69O1'] }, 'bad-barcode'],
    [{ price: '0' }, 'bad-amount'],
    [{ price: '1.005' }, 'bad-amount'],
    [{ price: '-1' }, 'bad-amount'],
    [{ taxClass: 'luxury' }, 'field-invalid'],
    [{ scaleItem: '12' }, 'field-invalid'],
    [{ id: nextId() }, 'unknown-product'],
  ])('%j is refused as %s', (changes, code) => {
    expect(decideSave(aForm(changes), shopGoods(aShop()))).toMatchObject({ ok: false, problem: { code } });
  });

  test('every real code with a wrong check digit is refused', () => {
    const goods = shopGoods(aShop());
    for (const code of badCodes())
      expect(decideSave(aForm({ barcodes: [code] }), goods), code).toMatchObject({
        ok: false,
        problem: { code: 'bad-barcode' },
      });
  });

  test('another product’s code and scale number are refused, its own are not', () => {
    const db = aShop();
    const water = aProduct({ barcodes: [ean], scaleItem: '00101' });
    save(db, [water]);
    const goods = shopGoods(db);
    expect(decideSave(aForm(), goods)).toMatchObject({ ok: false, problem: { code: 'duplicate-barcode' } });
    expect(decideSave(aForm({ barcodes: [], scaleItem: '00101' }), goods)).toMatchObject({
      ok: false,
      problem: { code: 'duplicate-barcode', detail: { name: '可口可乐' } },
    });
    expect(decideSave(aForm({ id: water.id, scaleItem: '00101' }), goods).ok).toBe(true);
  });

  test('control characters and formulas never reach a name', () => {
    const decided = decideSave(
      aForm({ names: { 'zh-CN': '=1+1 糖\u001b@\u202e', en: '' } }),
      shopGoods(aShop()),
    );
    expect(decided).toMatchObject({ ok: true, value: { names: { 'zh-CN': '1+1 糖@' } } });
  });
});

describe('the goods as they are kept', () => {
  test('a retired product gives up its code and scale number, and stays known to old sales', () => {
    const db = aShop();
    const old = aProduct({ barcodes: [ean], scaleItem: '00101' });
    save(db, [old]);
    save(db, [{ ...old, retired: true }], 2);
    expect([productByGtin(db, ean), productByScaleItem(db, '00101')]).toEqual([null, null]);
    const heir = aProduct({ barcodes: [ean], scaleItem: '00101' });
    save(db, [heir], 3);
    expect(productByGtin(db, ean)?.id).toBe(heir.id);
    expect(productById(db, old.id)?.retired).toBe(true);
  });

  test('each new price is kept with its day, an unchanged one is not written twice', () => {
    const db = aShop();
    const tea = aProduct();
    const dearer = { ...tea, price: { minor: '350', currency: 'CNY' } };
    [tea, { ...tea, category: 'tea' }, dearer].forEach((state, index) => {
      save(db, [state], index + 1);
    });
    const prices = db.all<{ seq: bigint; price: bigint }>(
      'SELECT seq, price FROM product_price ORDER BY seq',
    );
    expect(prices.map(({ seq, price }) => [seq, price])).toEqual([
      [1n, 300n],
      [3n, 350n],
    ]);
  });

  test('a list goes page by page to its end, each product once', () => {
    const db = aShop();
    const goods = Array.from({ length: 25 }, (_, index) =>
      aProduct({ category: index % 2 ? 'tea' : 'drinks' }),
    );
    save(db, goods);
    const seen: string[] = [];
    let page = listProducts(db, { limit: 10 });
    while (page.products.length > 0) {
      seen.push(...page.products.map(({ id }) => id));
      page = listProducts(db, { limit: 10, after: seen.at(-1) });
    }
    expect(seen).toEqual(goods.map(({ id }) => id));
    expect(listProducts(db, { limit: 10, category: 'tea' })).toMatchObject({ total: 12, more: true });
    expect(categories(db)).toEqual([
      { category: 'drinks', count: 13 },
      { category: 'tea', count: 12 },
    ]);
    expect(tileProducts(db, 'tea', 5).every(({ category }) => category === 'tea')).toBe(true);
  });

  test('the tiles begin with what the scale weighs, and show nothing retired', () => {
    const db = aShop();
    const [tea, apples, gone] = [
      aProduct(),
      aProduct({ scaleItem: '00101', unit: 'kg' }),
      aProduct({ retired: true }),
    ];
    save(db, [tea, apples, gone]);
    expect(tileProducts(db, null, 10)).toEqual([apples, tea]);
    expect(tileProducts(db, null, 1)).toEqual([apples]);
  });
});
