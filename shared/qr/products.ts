import { hasMod10 } from './check-digits.ts';
import type { ProductFields, WeightedProductFields } from './inspection.ts';
import { bad, type Reading, read } from './reading.ts';

export type ProductReading = Reading<
  | { readonly kind: 'product'; readonly fields: ProductFields }
  | { readonly kind: 'weighted-product'; readonly fields: WeightedProductFields }
>;

const formats: Readonly<Record<number, ProductFields['format']>> = {
  8: 'ean-8',
  12: 'upc-a',
  13: 'ean-13',
  14: 'gtin-14',
};

/** Reads what an EAN symbol held: EAN-8 (`]E4`) has 8 digits, the other EAN symbols 12 or 13. */
export function readEanSymbol(text: string, aim: string): ProductReading {
  const strange = /\D/.exec(text);
  if (strange) return bad('bad-charset', strange.index);
  const lengths = aim === ']E4' ? [8] : [12, 13];
  return lengths.includes(text.length) ? readProduct(text) : bad('bad-length', 0);
}

/** Reads 8, 12, 13 or 14 digits. Prefix 20–29 is given to shops for their own weighed goods (GS1 §2.1.11). */
export function readProduct(digits: string): ProductReading {
  const format = formats[digits.length];
  if (format === undefined) return bad('bad-length', 0);
  if (!hasMod10(digits)) return bad('bad-check-digit', digits.length - 1);
  if (format === 'ean-13' && digits.startsWith('2')) {
    const fields = {
      code: digits,
      prefix: digits.slice(0, 2),
      item: digits.slice(2, 7),
      value: digits.slice(7, 12),
    };
    return read({ kind: 'weighted-product', fields });
  }
  return read({ kind: 'product', fields: { format, code: digits, gtin: digits.padStart(14, '0') } });
}
