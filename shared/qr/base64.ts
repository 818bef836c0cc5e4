import { bad, type Reading, read } from './reading.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** What a character stands for, by its code; -1: nothing. */
const sixBits = Int8Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)));

/**
 * Strict base64 (RFC 4648 §4; §3.5 for the spare bits). Padding may be left out, but may not be
 * wrong. Refuses with `bad-base64` at a character's offset in `text`.
 */
export function decodeBase64(text: string): Reading<number[]> {
  const end = endOfData(text);
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (let place = 0; place < end; place += 1) {
    const six = sixBits[text.charCodeAt(place)] ?? -1;
    if (six < 0) return bad('bad-base64', place);
    held = ((held << 6) | six) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  const isPadded = end < text.length;
  if (end % 4 === 1 || (isPadded && text.length !== Math.ceil(end / 4) * 4)) return bad('bad-base64', end);
  const hasSpareBits = (held & ((1 << bits) - 1)) !== 0;
  return hasSpareBits ? bad('bad-base64', end - 1) : read(bytes);
}

/** Up to three `=` at the end are padding; a fourth is a strange character. */
function endOfData(text: string): number {
  let end = text.length;
  while (end > 0 && text.length - end < 3 && text.charCodeAt(end - 1) === 0x3d) end -= 1;
  return end;
}

/** Base64 with padding. */
export function encodeBase64(bytes: readonly number[]): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const characters = [18, 12, 6, 0].map((shift) => alphabet.charAt((group >> shift) & 0x3f)).join('');
    text += characters.slice(0, Math.min(bytes.length - index, 3) + 1).padEnd(4, '=');
  }
  return text;
}
