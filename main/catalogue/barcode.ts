import { hasMod10 } from '../../shared/qr/check-digits.ts';

export type BarcodeFault = 'bad-barcode' | 'bad-check-digit';

/** Lengths whose last digit is a check digit: EAN-8, UPC-A, EAN-13, GTIN-14 (GS1 §3.3.2). */
const checkedLengths: readonly number[] = [8, 12, 13, 14];

/**
 * What is wrong with a barcode that is to be sold under; null: nothing. Four to seven digits are a shop's
 * own short numbers and have no check digit; 9 to 11 are a longer code with digits lost.
 */
export function barcodeFault(barcode: string): BarcodeFault | null {
  if (!/^\d{4,14}$/.test(barcode)) return 'bad-barcode';
  if (barcode.length < 8) return null;
  if (!checkedLengths.includes(barcode.length)) return 'bad-barcode';
  return hasMod10(barcode) ? null : 'bad-check-digit';
}
