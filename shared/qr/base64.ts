import { bad, type Reading, read } from './reading.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** What a character stands for, by its code. */
const sixBits = Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)));

/**
 * Strict base64 (RFC 4648 §4; §3.5 for the spare bits). Padding may be left out, but may not be
 * wrong. Refuses with `bad-base64` at a character's offset in `text`.
 */
export function decodeBase64(text: string): Reading<number[]> {
  const data = text.replace(/={1,3}$/, '');
  const strange = /[^A-Za-z0-9+/]/.exec(data);
  if (strange) return bad('bad-base64', strange.index);
  const isPadded = data.length < text.length;
  const fullLength = Math.ceil(data.length / 4) * 4;
  if (data.length % 4 === 1 || (isPadded && text.length !== fullLength)) {
    return bad('bad-base64', data.length);
  }
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (let index = 0; index < data.length; index += 1) {
    held = ((held << 6) | (sixBits[data.charCodeAt(index)] ?? 0)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  const hasSpareBits = (held & ((1 << bits) - 1)) !== 0;
  return hasSpareBits ? bad('bad-base64', data.length - 1) : read(bytes);
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
