/**
 * UTF-8 without TextEncoder, which the language library of `shared` does not have. A lone surrogate
 * counts and encodes as U+FFFD (3 bytes), as every encoder writes it.
 */

/** Bytes that `text` takes in UTF-8. Stops counting once `atMost` is passed. */
export function utf8Length(text: string, atMost = Number.POSITIVE_INFINITY): number {
  let bytes = 0;
  for (let index = 0; index < text.length && bytes <= atMost; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (isPair(text, index)) {
      bytes += 4;
      index += 1;
    } else bytes += 3;
  }
  return bytes;
}

/** True where a text takes more than `most` bytes in UTF-8; a short one is not counted, as no place takes more than three. */
export function isLongerThan(text: string, most: number): boolean {
  return text.length > most || (text.length * 3 > most && utf8Length(text, most) > most);
}

/** The byte offset in UTF-8 of every UTF-16 place of a text, and of its end; the second place of a pair is -1. */
export function utf8Offsets(text: string): number[] {
  const offsets: number[] = [];
  let bytes = 0;
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    const pairs = isPair(text, place);
    offsets.push(bytes);
    if (pairs) {
      offsets.push(-1);
      place += 1;
    }
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : pairs ? 4 : 3;
  }
  offsets.push(bytes);
  return offsets;
}

/** The UTF-8 byte offset of a UTF-16 index, which must not stand inside a surrogate pair. */
export function byteOffset(text: string, index: number): number {
  return utf8Length(text.slice(0, index));
}

export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const given = text.codePointAt(place) ?? 0;
    if (given >= 0x1_0000) place += 1;
    addBytes(bytes, isSurrogate(given) ? 0xfffd : given);
  }
  return bytes;
}

function addBytes(bytes: number[], point: number): void {
  if (point < 0x80) bytes.push(point);
  else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point));
  else if (point < 0x1_0000) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point));
  else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point));
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** Strict decoding (RFC 3629): null for overlong forms, surrogates, and sequences cut short. */
export function utf8Text(bytes: ArrayLike<number>): string | null {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] ?? 0;
    const length = sequenceLength(first);
    if (length === 0 || index + length > bytes.length) return null;
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let next = index + 1; next < index + length; next += 1) {
      const byte = bytes[next] ?? 0;
      if ((byte & 0xc0) !== 0x80) return null;
      point = (point << 6) | (byte & 0x3f);
    }
    if (!isShortestForm(point, length)) return null;
    text += String.fromCodePoint(point);
    index += length;
  }
  return text;
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

function isShortestForm(point: number, length: number): boolean {
  if (isSurrogate(point) || point > 0x10_ffff) return false;
  return length < 3 || point >= (length === 3 ? 0x800 : 0x1_0000);
}

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff;
}

function isPair(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  const next = text.charCodeAt(index + 1);
  return unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
}
