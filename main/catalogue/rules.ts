import type { AskInput } from '../../shared/contract.ts';
import { parseAmount, toWire } from '../../shared/money.ts';
import type { Names, Product } from '../../shared/product.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { barcodeFault } from './barcode.ts';
import { plainText } from './plain-text.ts';

export type ProductInput = Omit<AskInput<'goods.save'>, 'scanId'>;

/** What the shop knows when a product is saved. */
export type ShopGoods = {
  readonly currency: string;
  /** Classes that have a rate today. */
  readonly taxClasses: readonly string[];
  readonly productById: (id: string) => Product | null;
  readonly productByGtin: (barcode: string) => Product | null;
  readonly productByScaleItem: (scaleItem: string) => Product | null;
  readonly newId: () => string;
};

/**
 * The product that an owner's form makes, or why it can't be: `name-missing`, `bad-barcode`,
 * `duplicate-barcode` (`{barcode, name}` of who has it), `bad-amount`, `unknown-product`, or `field-invalid`
 * with the field's name.
 */
export function decideSave(input: ProductInput, goods: ShopGoods): Result<Product> {
  if (input.id !== null && !goods.productById(input.id)) return refused('unknown-product');
  const names = namesOf(input.names['zh-CN'], input.names.en);
  if (!names) return refused('name-missing');
  const barcodes = decideBarcodes(input, goods);
  if (!barcodes.ok) return barcodes;
  const scaleItem = decideScaleItem(input, goods);
  if (!scaleItem.ok) return scaleItem;
  if (!goods.taxClasses.includes(input.taxClass)) return refused('field-invalid', { field: 'taxClass' });
  const price = parseAmount(input.price, goods.currency);
  if (!price || price.minor === 0n) return refused('bad-amount', { field: 'price' });
  return done({
    id: input.id ?? goods.newId(),
    names,
    barcodes: barcodes.value,
    scaleItem: scaleItem.value,
    category: plainText(input.category),
    taxClass: input.taxClass,
    unit: input.unit,
    price: toWire(price),
    retired: input.retired,
  });
}

/** Null where neither language has a name. */
export function namesOf(zh: string, en: string): Names | null {
  const [plainZh, plainEn] = [plainText(zh), plainText(en)];
  if (plainZh === '' && plainEn === '') return null;
  return { ...(plainZh === '' ? {} : { 'zh-CN': plainZh }), ...(plainEn === '' ? {} : { en: plainEn }) };
}

/** A retired product holds no barcode, so it is in nobody's way. */
function decideBarcodes(input: ProductInput, goods: ShopGoods): Result<string[]> {
  const barcodes = [...new Set(input.barcodes.map((barcode) => barcode.trim()).filter(Boolean))];
  for (const barcode of barcodes) {
    if (barcodeFault(barcode)) return refused('bad-barcode', { barcode });
    const owner = input.retired ? null : goods.productByGtin(barcode);
    if (owner && owner.id !== input.id)
      return refused('duplicate-barcode', { barcode, name: anyName(owner) });
  }
  return done(barcodes);
}

function decideScaleItem(input: ProductInput, goods: ShopGoods): Result<string | null> {
  const scaleItem = input.scaleItem?.trim() ?? '';
  if (scaleItem === '') return done(null);
  if (!/^\d{5}$/.test(scaleItem)) return refused('field-invalid', { field: 'scaleItem' });
  const owner = input.retired ? null : goods.productByScaleItem(scaleItem);
  if (owner && owner.id !== input.id)
    return refused('duplicate-barcode', { barcode: scaleItem, name: anyName(owner) });
  return done(scaleItem);
}

function anyName(product: Product): string {
  return product.names['zh-CN'] ?? product.names.en ?? '';
}
