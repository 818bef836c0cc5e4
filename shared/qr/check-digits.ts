import { utf8Bytes } from './utf8.ts';

/** The GS1 mod-10 check digit of the digits before it (GS1 General Specifications §7.9: 3, 1, 3 … from the right). */
export function mod10Digit(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const weight = (digits.length - index) % 2 === 1 ? 3 : 1;
    sum += Number(digits.charAt(index)) * weight;
  }
  return String((10 - (sum % 10)) % 10);
}

/** True where the last digit is the mod-10 check digit of the others. */
export function hasMod10(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && mod10Digit(digits.slice(0, -1)) === digits.slice(-1);
}

/** The Luhn check digit of the digits before it (ISO/IEC 7812-1 annex B). */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(index));
    const doubled = (digits.length - index) % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

export function hasLuhn(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && luhnDigit(digits.slice(0, -1)) === digits.slice(-1);
}

/** The two check digits of mod 97-10 (ISO 7064) over digits and capital letters, A = 10 … Z = 35. */
export function mod97Digits(text: string): string {
  return String(98 - mod97(`${text}00`)).padStart(2, '0');
}

/**
 * True where `check` is what `mod97Digits` gives. 00, 01 and 99 are refused though their remainder
 * can be right: ISO 7064 makes 02 to 98 only, and one code must have one spelling.
 */
export function hasMod97(text: string, check: string): boolean {
  return mod97Digits(text) === check;
}

function mod97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

/** What each byte does to the register, so that eight shifts are one look-up. */
const crcOfByte = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  return crc;
});

/** CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) over UTF-8 bytes, as 4 capital hex digits. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit >= 0x80) return crcHex(utf8Bytes(text.slice(place)).reduce(crcWith, crc));
    crc = crcWith(crc, unit);
  }
  return crcHex(crc);
}

function crcWith(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (crcOfByte[(crc >> 8) ^ byte] ?? 0);
}

function crcHex(crc: number): string {
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
