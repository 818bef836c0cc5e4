import { describe, expect, it } from 'vitest';
import { asNumber } from '../../renderer/parts/amount-entry.tsx';
import { draftOf, toSave } from '../../renderer/screens/goods/product-draft.ts';

describe('an amount as it is typed', () => {
  it('keeps digits and one point, and drops everything else', () => {
    expect(asNumber('12.5', 2)).toBe('12.5');
    expect(asNumber('¥1,234.50', 2)).toBe('1234.50');
    expect(asNumber('1.2.3', 2)).toBe('1.23');
    expect(asNumber('-5', 2)).toBe('5');
  });

  it('never has more decimals than the currency or the scale', () => {
    expect(asNumber('1.239', 2)).toBe('1.23');
    expect(asNumber('500.5', 0)).toBe('500');
    expect(asNumber('0.5355', 3)).toBe('0.535');
  });

  it('takes the full-width figures of a Chinese input method', () => {
    expect(asNumber('１２。５', 2)).toBe('12.5');
  });

  it('leaves a scan out of the amount it could pass for', () => {
    expect(asNumber('6901234567892', 2)).toHaveLength(12);
  });
});

describe('the form of a product', () => {
  const apples = {
    id: '01890a5d-ac96-7000-8000-000000000001',
    names: { 'zh-CN': '苹果' },
    barcodes: [],
    scaleItem: '00012',
    category: 'by-weight',
    taxClass: 'reduced',
    unit: 'kg',
    price: { minor: '1280', currency: 'CNY' },
    retired: false,
  } as const;

  it('saves unchanged what it was opened with', () => {
    expect(toSave(draftOf({ ...apples, barcodes: [] }, '', 'standard'))).toEqual({
      names: { 'zh-CN': '苹果', en: '' },
      barcodes: [],
      scaleItem: '00012',
      category: 'by-weight',
      taxClass: 'reduced',
      unit: 'kg',
      price: '12.80',
      retired: false,
    });
  });

  it('starts a new product with the code that nobody knew', () => {
    const draft = { ...draftOf(null, '6901234567892', 'standard'), nameZh: ' 汽水 ', price: '3' };
    expect(toSave(draft)).toMatchObject({
      names: { 'zh-CN': '汽水', en: '' },
      barcodes: ['6901234567892'],
      price: '3',
    });
  });

  it('takes several barcodes, each once, whatever stands between them', () => {
    const draft = { ...draftOf(null, '', 'standard'), barcodes: '6901234567892，6901234567892 20123456' };
    expect(toSave(draft).barcodes).toEqual(['6901234567892', '20123456']);
  });
});
