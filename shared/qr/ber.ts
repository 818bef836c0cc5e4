import { bytesOfHex, hexOf, hexOfOne } from './hex.ts';
import { bad, type Reading, read } from './reading.ts';

/** One BER-TLV object; `at` and `end` are byte offsets of its tag and of what follows it. */
export type BerObject = {
  /** Capital hex, 2 or 4 digits. */
  readonly tag: string;
  readonly at: number;
  readonly valueAt: number;
  readonly end: number;
  /** All of the code: the object's value are those from `valueAt` to before `end`. */
  readonly bytes: readonly number[];
  /** What is inside, where the tag says that it is constructed. */
  readonly children: readonly BerObject[];
};

/**
 * Walks BER-TLV as EMV Book 3 annex B has it: tags of one or two bytes, definite lengths of up to
 * three bytes, zero bytes between objects skipped. Refuses at the tag: `bad-ber` for any other tag or
 * length, `truncated` where an object runs past its level.
 */
export function readBer(bytes: readonly number[], from = 0, to = bytes.length): Reading<BerObject[]> {
  const objects: BerObject[] = [];
  for (let index = from; index < to; ) {
    if (bytes[index] === 0) {
      index += 1;
      continue;
    }
    const object = objectAt(bytes, index, to);
    if (!object.ok) return object;
    objects.push(object.value);
    index = object.value.end;
  }
  return read(objects);
}

function objectAt(bytes: readonly number[], at: number, levelEnd: number): Reading<BerObject> {
  const first = bytes[at] ?? 0;
  const tagLength = (first & 0x1f) === 0x1f ? 2 : 1;
  if (at + tagLength >= levelEnd) return bad('truncated', at);
  if (tagLength === 2 && ((bytes[at + 1] ?? 0) & 0x80) !== 0) return bad('bad-ber', at);
  const lengthAt = at + tagLength;
  const lead = bytes[lengthAt] ?? 0;
  if (lead === 0x80 || lead > 0x82) return bad('bad-ber', at);
  const valueAt = lengthAt + 1 + (lead > 0x80 ? lead - 0x80 : 0);
  if (valueAt > levelEnd) return bad('truncated', at);
  const length = lead < 0x80 ? lead : longLength(bytes, lengthAt + 1, valueAt);
  const end = valueAt + length;
  if (end > levelEnd) return bad('truncated', at);
  const children = (first & 0x20) === 0 ? none : readBer(bytes, valueAt, end);
  if (!children.ok) return children;
  const tag = tagLength === 1 ? hexOfOne(first) : longTag(first, bytes[at + 1] ?? 0);
  return read({ tag, at, valueAt, end, bytes, children: children.value });
}

const none: Reading<BerObject[]> = read([]);

/** The names of tags of two bytes that were seen: at most 32 by 128 of them. */
const longTags = new Map<number, string>();

/** One text a tag, however often it is read, so that it is looked up without being put together. */
function longTag(first: number, second: number): string {
  const number = first * 256 + second;
  const known = longTags.get(number);
  if (known !== undefined) return known;
  const tag = hexOfOne(first) + hexOfOne(second);
  longTags.set(number, tag);
  return tag;
}

/** How many bytes an object's value has. */
export function sizeOf({ valueAt, end }: BerObject): number {
  return end - valueAt;
}

/** An object's value in capital hex digits. */
export function hexIn({ bytes, valueAt, end }: BerObject): string {
  return hexOf(bytes, valueAt, end);
}

/** An object's value as ISO 8859-1 text. */
export function textIn({ bytes, valueAt, end }: BerObject): string {
  return String.fromCharCode(...bytes.slice(valueAt, end));
}

function longLength(bytes: readonly number[], from: number, to: number): number {
  let length = 0;
  for (let index = from; index < to; index += 1) length = length * 256 + (bytes[index] ?? 0);
  return length;
}

/** One object with the shortest length. Throws for a tag that is no hex. */
export function writeBer(tag: string, value: readonly number[]): number[] {
  const tagBytes = bytesOfHex(tag);
  if (tagBytes === null) throw new Error(`not a tag: ${tag}`);
  const { length } = value;
  if (length < 0x80) return [...tagBytes, length, ...value];
  if (length < 0x100) return [...tagBytes, 0x81, length, ...value];
  return [...tagBytes, 0x82, length >> 8, length & 0xff, ...value];
}
