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
const crcOfByte = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  return crc;
});

/** The same for a byte that another one follows. */
const crcOfByteBefore = crcOfByte.map((crc) => crcWith(crc, 0));

/** CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) over the UTF-8 bytes of a text up to a place, as 4 capital hex digits. */
export function crc16(text: string, end = text.length): string {
  return crcNumber(text, end).toString(16).toUpperCase().padStart(4, '0');
}

/** True where `hex` (4 digits of either case) is the CRC-16 of the text before `end`. */
export function hasCrc16(text: string, end: number, hex: string): boolean {
  return hex.length === 4 && numberOfHex(hex) === crcNumber(text, end);
}

/** -1 for anything but hex digits. */
function numberOfHex(hex: string): number {
  let number = 0;
  for (let place = 0; place < hex.length; place += 1) {
    const unit = hex.charCodeAt(place);
    // 0–9, or a letter with its case bit set: a–f.
    const digit = unit <= 57 ? unit - 48 : (unit | 0x20) - 87;
    if (digit < 0 || digit > 15 || (digit > 9 && unit <= 57) || (digit < 10 && unit > 57)) return -1;
    number = number * 16 + digit;
  }
  return number;
}

function crcNumber(text: string, end: number): number {
  let crc = 0xffff;
  for (let place = 0; place < end; place += 1) {
    const unit = text.charCodeAt(place);
    const next = place + 1 < end ? text.charCodeAt(place + 1) : 0x80;
    if (unit >= 0x80) return utf8Bytes(text.slice(place, end)).reduce(crcWith, crc);
    if (next >= 0x80) crc = crcWith(crc, unit);
    else {
      // Two at once: neither look-up waits for the other.
      crc = (crcOfByteBefore[(crc >> 8) ^ unit] ?? 0) ^ (crcOfByte[(crc & 0xff) ^ next] ?? 0);
      place += 1;
    }
  }
  return crc;
}

function crcWith(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (crcOfByte[(crc >> 8) ^ byte] ?? 0);
}
