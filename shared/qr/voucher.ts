import { hasMod97, mod97Digits } from './check-digits.ts';
import type { VoucherFields } from './inspection.ts';
import { bad, type Reading, read } from './reading.ts';

const prefix = 'CV1';

/**
 * Reads `CV1-PPPP-SSSS-SSSS-SSSS-KK` as scanned or typed: case and dashes are free, I and L read as 1,
 * O as 0 (Crockford base32), since people read these codes out. `text` begins with `CV1-` in any case.
 */
export function readVoucher(text: string): Reading<VoucherFields> {
  let symbols = '';
  let checkAt = 0;
  for (let index = prefix.length + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '-') continue;
    const symbol = crockford(character);
    if (!/^[0-9A-HJKMNP-TV-Z]$/.test(symbol)) return bad('bad-charset', index);
    if (symbols.length === 16) checkAt = index;
    symbols += symbol;
  }
  if (symbols.length !== 18) return bad('bad-length', prefix.length + 1);
  const body = symbols.slice(0, 16);
  if (!hasMod97(prefix + body, symbols.slice(16))) return bad('bad-check-digit', checkAt);
  return read({
    code: voucherCode(body),
    programme: body.slice(0, 4),
    serial: body.slice(4),
  });
}

/** The code of a voucher from its programme (4) and serial (12), Crockford base32. Throws for other input. */
export function writeVoucher(voucher: { readonly programme: string; readonly serial: string }): string {
  const body = voucher.programme + voucher.serial;
  if (voucher.programme.length !== 4 || !/^[0-9A-HJKMNP-TV-Z]{16}$/.test(body)) {
    throw new Error('a voucher has a programme of 4 and a serial of 12 base32 symbols');
  }
  return voucherCode(body);
}

function voucherCode(body: string): string {
  const groups = [0, 4, 8, 12].map((start) => body.slice(start, start + 4));
  return [prefix, ...groups, mod97Digits(prefix + body)].join('-');
}

/** One symbol as Crockford base32 reads it: capital, with the letters that look like digits as digits. */
export function crockford(character: string): string {
  const upper = /[a-z]/.test(character) ? character.toUpperCase() : character;
  if (upper === 'I' || upper === 'L') return '1';
  return upper === 'O' ? '0' : upper;
}
