import { bad, type Reading, read } from './reading.ts';
import { byteOffset, utf8Bytes, utf8Text } from './utf8.ts';

/**
 * Percent-decodes a part of a web address (RFC 3986 §2.1); `+` stays `+`. `at` is the byte offset of
 * `raw` in the scanned text. Refuses with `bad-url`: at the `%` that two hex digits don't follow, at
 * the start of the value where the bytes are no UTF-8. Half of a surrogate pair is U+FFFD, as its bytes are.
 */
export function percentDecoded(raw: string, at: number): Reading<string> {
  const broken = /%(?![0-9A-Fa-f]{2})/.exec(raw);
  if (broken) return bad('bad-url', at + byteOffset(raw, broken.index));
  if (!/[%\u0080-\uffff]/.test(raw)) return read(raw);
  const bytes: number[] = [];
  for (const piece of raw.split(/(%[0-9A-Fa-f]{2})/)) {
    if (piece.startsWith('%')) bytes.push(Number.parseInt(piece.slice(1), 16));
    else bytes.push(...utf8Bytes(piece));
  }
  const text = utf8Text(bytes);
  return text === null ? bad('bad-url', at) : read(text);
}
