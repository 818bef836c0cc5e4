import { bad, type Reading, read } from './reading.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/**
 * Base45 (RFC 9285). `at` is the byte offset of `text` in the scanned text. Refuses with `bad-base45`
 * at a character outside the alphabet, or at the start of a group that is too great or one character short.
 */
export function decodeBase45(text: string, at: number): Reading<number[]> {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 3) {
    const digits = [...text.slice(index, index + 3)].map((character) => alphabet.indexOf(character));
    const strange = digits.indexOf(-1);
    if (strange >= 0) return bad('bad-base45', at + index + strange);
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (digits.length < 2 || value > (digits.length === 3 ? 0xffff : 0xff))
      return bad('bad-base45', at + index);
    if (digits.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return read(bytes);
}

/** Base45 (RFC 9285) of any bytes. */
export function encodeBase45(bytes: readonly number[]): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    const isPair = index + 1 < bytes.length;
    let value = isPair ? (bytes[index] ?? 0) * 256 + (bytes[index + 1] ?? 0) : (bytes[index] ?? 0);
    for (let digit = 0; digit < (isPair ? 3 : 2); digit += 1) {
      text += alphabet.charAt(value % 45);
      value = Math.floor(value / 45);
    }
  }
  return text;
}
