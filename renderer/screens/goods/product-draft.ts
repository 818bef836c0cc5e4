import type { AskInput } from '../../../shared/contract.ts';
import { fromWire, toDecimal } from '../../../shared/money.ts';
import type { Product, Unit } from '../../../shared/product.ts';

/** A product as its form holds it: text that need not be right yet. */
export type ProductDraft = {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly barcodes: string;
  readonly scaleItem: string;
  readonly category: string;
  readonly taxClass: string;
  readonly unit: Unit;
  readonly price: string;
  readonly sold: 'sold' | 'retired';
};

export function draftOf(product: Product | null, barcode: string, taxClass: string): ProductDraft {
  if (product === null) {
    return {
      nameZh: '',
      nameEn: '',
      barcodes: barcode,
      scaleItem: '',
      category: '',
      taxClass,
      unit: 'each',
      price: '',
      sold: 'sold',
    };
  }
  return {
    nameZh: product.names['zh-CN'] ?? '',
    nameEn: product.names.en ?? '',
    barcodes: product.barcodes.join(' '),
    scaleItem: product.scaleItem ?? '',
    category: product.category,
    taxClass: product.taxClass,
    unit: product.unit,
    price: toDecimal(fromWire(product.price)),
    sold: product.retired ? 'retired' : 'sold',
  };
}

/** What the core is asked to save; it alone judges whether it is right. */
export function toSave(draft: ProductDraft): Omit<AskInput<'goods.save'>, 'id' | 'scanId'> {
  const barcodes = draft.barcodes.split(/[\s,，、]+/).filter((code) => code !== '');
  return {
    names: { 'zh-CN': draft.nameZh.trim(), en: draft.nameEn.trim() },
    barcodes: [...new Set(barcodes)],
    scaleItem: draft.unit === 'kg' && draft.scaleItem !== '' ? draft.scaleItem : null,
    category: draft.category.trim(),
    taxClass: draft.taxClass,
    unit: draft.unit,
    price: draft.price,
    retired: draft.sold === 'retired',
  };
}
