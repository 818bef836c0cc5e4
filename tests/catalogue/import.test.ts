import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideImport, type Import } from '../../main/catalogue/import.ts';
import { readPrice } from '../../main/catalogue/import-price.ts';
import type { Database } from '../../main/store/database.ts';
import { formatMoney, money, toDecimal } from '../../shared/money.ts';
import { aProduct, aShop, badCodes, eanOf, importShop, save } from './shop.ts';

const [ean, other] = [eanOf(1), eanOf(2)];

function imported(csv: string, db: Database = aShop()): Import {
  const decided = decideImport(csv, importShop(db));
  if (!decided.ok) throw new Error(JSON.stringify(decided.problem));
  return decided.value;
}

function reasonOf(row: string, header = 'barcode,name,price,category,tax_class,unit'): string | undefined {
  return imported(`${header}\n${row}\n`).report.refused[0]?.reason;
}

describe('a file of goods', () => {
  test('is read with an English header', () => {
    const { products, report } = imported(
      `barcode,name,price,category,tax_class,unit\n${ean},Green tea,3.50,tea,reduced,each\n`,
    );
    expect(report).toEqual({ rows: 1, added: 1, changed: 0, refused: [], refusedTotal: 0 });
    expect(products[0]).toMatchObject({
      names: { en: 'Green tea' },
      barcodes: [ean],
      category: 'tea',
      taxClass: 'reduced',
      unit: 'each',
      price: { minor: '350', currency: 'CNY' },
    });
  });

  test('is read with a Chinese header, a byte order mark, semicolons and columns in any order', () => {
    const csv = `\uFEFF售价;供应商;商品名称;条码;单位;税率;秤码\r\n￥12,50;甲;红富士苹果;;公斤;9%;00101\r\n`;
    expect(imported(csv).products[0]).toMatchObject({
      names: { 'zh-CN': '红富士苹果' },
      scaleItem: '00101',
      unit: 'kg',
      taxClass: 'reduced',
      price: { minor: '1250', currency: 'CNY' },
    });
  });

  test('changes what the shop has, keeps what it leaves empty, and does not write the same again', () => {
    const db = aShop();
    const cola = aProduct({ barcodes: [ean], taxClass: 'reduced' });
    save(db, [cola, aProduct({ barcodes: [other] })]);
    const { products, report } = imported(
      `barcode,name,price,category\n${ean},,3.20,\n${other},可口可乐,3.00,drinks\n`,
      db,
    );
    expect(report).toMatchObject({ rows: 2, added: 0, changed: 1 });
    expect(products).toEqual([{ ...cola, price: { minor: '320', currency: 'CNY' } }]);
  });

  test('brings a product without code in once, however often it is read', () => {
    const db = aShop();
    const csv = 'name,price\n散装瓜子,15.80\n';
    const first = imported(csv, db);
    save(db, first.products);
    expect(imported(csv, db).report).toMatchObject({ added: 0, changed: 0, refusedTotal: 0 });
  });

  test('names the second row that has a barcode of the first, also in its other spelling', () => {
    const csv = 'barcode,name,price\n036000291452,A,1\n0036000291452,B,2\n';
    expect(imported(csv).report.refused).toEqual([
      { row: 3, reason: 'duplicate-in-file', value: '00036000291452' },
    ]);
  });

  test('loses its formulas and control characters, and keeps Excel’s way of writing a code', () => {
    const row = `"=""${ean}""","=cmd|' /C calc'!A0",1.00`;
    const [product] = imported(`barcode,name,price\n${row}\n`).products;
    expect(product?.barcodes).toEqual([ean]);
    expect(product?.names.en).toBe("cmd|' /C calc'!A0");
  });
});

describe('a row is refused with its reason', () => {
  test.each([
    [`${ean},,1,,,`, 'name-missing'],
    [`${ean},${'x'.repeat(201)},1,,,`, 'name-too-long'],
    [`${ean},${'x'.repeat(33_000)},1,,,`, 'cell-too-long'],
    [`${ean},\uFFFD\uFFFD,1,,,`, 'bad-characters'],
    ['6901234567890,A,1,,,', 'bad-check-digit'],
    ['6.90123E+12,A,1,,,', 'bad-barcode'],
    [`${ean},A,,,,`, 'price-missing'],
    [`${ean},A,free,,,`, 'price-not-a-number'],
    [`${ean},A,0,,,`, 'price-not-positive'],
    [`${ean},A,-3,,,`, 'price-not-positive'],
    [`${ean},A,"1,234",,,`, 'price-not-clear'],
    [`${ean},A,1.234,,,`, 'price-not-clear'],
    [`${ean},A,1.2345,,,`, 'price-too-precise'],
    [`${ean},A,123456789012,,,`, 'price-too-large'],
    [`${ean},A,1,,17%,`, 'unknown-tax-class'],
    [`${ean},A,1,,,斤`, 'unknown-unit'],
  ])('%s', (row, reason) => {
    expect(reasonOf(row)).toBe(reason);
  });

  test('codes of two different products in one row', () => {
    const db = aShop();
    save(db, [aProduct({ barcodes: [ean] }), aProduct({ barcodes: [other] })]);
    const { report } = imported(`barcode,name,price\n${ean} ${other},A,1\n`, db);
    expect(report.refused[0]?.reason).toBe('two-products');
  });

  test('each of the 73 real codes with a wrong check digit', () => {
    const rows = badCodes().map((code) => `${code},A,1`);
    const { report } = imported(`barcode,name,price\n${rows.join('\n')}\n`);
    expect(report).toMatchObject({ added: 0, refusedTotal: 73 });
    expect(new Set(report.refused.map(({ reason }) => reason))).toEqual(new Set(['bad-check-digit']));
  });

  test('and the good rows around it are taken', () => {
    const { report } = imported(`barcode,name,price\n${ean},A,1\nx,B,1\n${other},C,1\n`);
    expect(report).toMatchObject({
      rows: 3,
      added: 2,
      refused: [{ row: 3, reason: 'bad-barcode', value: 'x' }],
    });
  });
});

describe('a whole file is refused', () => {
  test.each([
    ['barcode,name\n1,A\n', 'field-invalid', { field: 'header', missing: 'price' }],
    ['barcode,price\n1,1\n', 'field-invalid', { field: 'header', missing: 'name' }],
    ['', 'field-invalid', { field: 'header', missing: 'price' }],
    ['name,price\n"A,1\n', 'field-invalid', { field: 'csv' }],
    [`name,price\n${'A,1\n'.repeat(200_001)}`, 'import-too-large', {}],
    ['x'.repeat(50_000_001), 'import-too-large', {}],
  ])('%#', (csv, code, detail) => {
    const decided = decideImport(csv, importShop(aShop()));
    expect(decided).toMatchObject({ ok: false, problem: { code } });
    if (!decided.ok) expect(decided.problem.detail).toMatchObject(detail);
  });
});

describe('a price is read to the fen', () => {
  const amount = fc.bigInt({ min: 1n, max: 9_999_999_999_999n });

  test('in every spelling that is clear', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom('CNY', 'JPY', 'KWD'), (minor, currency) => {
        const plain = toDecimal(money(minor, currency));
        const grouped = formatMoney(money(minor, currency));
        const spellings = [plain, `¥${plain}`, `${plain}元`, ` ${plain} `];
        // Three decimals after a single sign could be thousands; with thousands before them they can't.
        if (currency !== 'JPY' && grouped.includes(',')) spellings.push(grouped, mirrored(grouped));
        for (const text of spellings)
          expect(readPrice(text, currency), text).toEqual(tooLong(plain) ?? { minor });
      }),
    );
  });

  test.each([
    ['1,234.50', 'CNY', 123450n],
    ['1.234,56', 'CNY', 123456n],
    ['1,234,567', 'CNY', 123456700n],
    ['12,5', 'CNY', 1250n],
    ['１２．５０', 'CNY', 1250n],
    ['0.500', 'CNY', 50n],
    ['1.234', 'KWD', 1234n],
    ['1,234', 'JPY', 1234n],
  ])('%s in %s', (text, currency, minor) => {
    expect(readPrice(text, currency)).toEqual({ minor });
  });

  test.each(['1,23,4.5', '1..2', '1,234,56', '1.234.56', '1e3', '0x10', '٣', '1 2,3,4', '+5'])(
    'never %s',
    (text) => {
      expect(readPrice(text, 'CNY')).toHaveProperty('fault');
    },
  );

  function mirrored(text: string): string {
    return text.replace(/[.,]/g, (sign) => (sign === '.' ? ',' : '.'));
  }

  function tooLong(plain: string): { fault: string } | null {
    return (plain.split('.')[0] ?? '').length > 11 ? { fault: 'price-too-large' } : null;
  }
});
