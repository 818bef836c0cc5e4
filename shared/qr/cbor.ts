import { utf8Text } from './utf8.ts';

/** A decoded item. Maps keep entries with text and whole-number keys only: nothing else is a key in COSE or CWT. */
export type CborItem =
  /** Beyond 2^53 no longer exact: whoever uses it asks `Number.isSafeInteger`. */
  | { readonly type: 'integer'; readonly value: number }
  | { readonly type: 'bytes'; readonly value: readonly number[] }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'array'; readonly value: readonly CborItem[] }
  | { readonly type: 'map'; readonly value: ReadonlyMap<number | string, CborItem> }
  | { readonly type: 'tag'; readonly tag: number; readonly value: CborItem }
  | { readonly type: 'simple'; readonly value: boolean | null }
  /** Well-formed, but nothing that a token of ours means anything by: a floating-point number, `undefined`. */
  | { readonly type: 'other' };

type Step<T = CborItem> = { readonly item: T; readonly next: number };

/** Deeper than any token of ours; keeps a hostile text from exhausting the stack. */
const mostLevels = 16;

/**
 * Reads one CBOR item that fills `bytes` and is deterministically encoded (RFC 8949 §4.2.1): shortest
 * lengths and numbers, no indefinite lengths, map keys sorted and not doubled. Null for anything else.
 */
export function readCbor(bytes: readonly number[]): CborItem | null {
  const step = itemAt(bytes, 0, 0);
  return step && step.next === bytes.length ? step.item : null;
}

function itemAt(bytes: readonly number[], at: number, level: number): Step | null {
  const major = (bytes[at] ?? 0) >> 5;
  if (level > mostLevels) return null;
  if (major === 7) return simpleAt(bytes, at) ?? floatAt(bytes, at);
  const head = headAt(bytes, at);
  if (!head) return null;
  const { item: argument, next } = head;
  switch (major) {
    case 0:
      return { item: { type: 'integer', value: argument }, next };
    case 1:
      return { item: { type: 'integer', value: -1 - argument }, next };
    case 2:
    case 3:
      return stringAt(bytes, at, next, argument);
    case 4:
      return arrayAt(bytes, next, argument, level + 1);
    case 5:
      return mapAt(bytes, next, argument, level + 1);
    default: {
      const inner = itemAt(bytes, next, level + 1);
      return inner && { item: { type: 'tag', tag: argument, value: inner.item }, next: inner.next };
    }
  }
}

/** The number in an item's first bytes, in its shortest form. */
function headAt(bytes: readonly number[], at: number): Step<number> | null {
  const first = bytes[at];
  if (first === undefined) return null;
  const small = first & 0x1f;
  if (small < 24) return { item: small, next: at + 1 };
  if (small > 27) return null;
  const length = 2 ** (small - 24);
  const next = at + 1 + length;
  if (next > bytes.length) return null;
  const argument = bytes.slice(at + 1, next).reduce((sum, byte) => sum * 256 + byte, 0);
  const least = length === 1 ? 24 : 256 ** (length / 2);
  return argument < least ? null : { item: argument, next };
}

function stringAt(bytes: readonly number[], at: number, from: number, length: number): Step | null {
  const next = from + length;
  if (next > bytes.length) return null;
  const value = bytes.slice(from, next);
  if ((bytes[at] ?? 0) >> 5 === 2) return { item: { type: 'bytes', value }, next };
  const text = utf8Text(value);
  return text === null ? null : { item: { type: 'text', value: text }, next };
}

function arrayAt(bytes: readonly number[], from: number, length: number, level: number): Step | null {
  const value: CborItem[] = [];
  let next = from;
  while (value.length < length) {
    const step = itemAt(bytes, next, level);
    if (!step) return null;
    value.push(step.item);
    next = step.next;
  }
  return { item: { type: 'array', value }, next };
}

function mapAt(bytes: readonly number[], from: number, size: number, level: number): Step | null {
  const value = new Map<number | string, CborItem>();
  let next = from;
  let previous: readonly number[] = [];
  for (let entries = 0; entries < size; entries += 1) {
    const key = itemAt(bytes, next, level);
    if (!key) return null;
    const encoded = bytes.slice(next, key.next);
    if (!isAfter(encoded, previous)) return null;
    const entry = itemAt(bytes, key.next, level);
    if (!entry) return null;
    if (key.item.type === 'integer' || key.item.type === 'text') value.set(key.item.value, entry.item);
    previous = encoded;
    next = entry.next;
  }
  return { item: { type: 'map', value }, next };
}

/** Bytewise lexicographic order of encoded keys; equal keys are not in order. */
function isAfter(encoded: readonly number[], previous: readonly number[]): boolean {
  const differing = encoded.findIndex((byte, index) => byte !== previous[index]);
  return differing >= 0 && (encoded[differing] ?? 0) > (previous[differing] ?? -1);
}

const simpleValues: ReadonlyMap<number, CborItem> = new Map<number, CborItem>([
  [20, { type: 'simple', value: false }],
  [21, { type: 'simple', value: true }],
  [22, { type: 'simple', value: null }],
]);

const other: CborItem = { type: 'other' };

/** Simple values stand in one byte up to 23, in two from 32 (§3.3). */
function simpleAt(bytes: readonly number[], at: number): Step | null {
  const small = (bytes[at] ?? 0) & 0x1f;
  if (small < 24) return { item: simpleValues.get(small) ?? other, next: at + 1 };
  return small === 24 && (bytes[at + 1] ?? 0) >= 32 ? { item: other, next: at + 2 } : null;
}

/** A floating-point number of 2, 4 or 8 bytes that fits no shorter one (§4.2.1); what is no number stands in 2. */
function floatAt(bytes: readonly number[], at: number): Step | null {
  const length = { 25: 2, 26: 4, 27: 8 }[(bytes[at] ?? 0) & 0x1f] ?? 0;
  const next = at + 1 + length;
  if (length === 0 || next > bytes.length) return null;
  const view = new DataView(Uint8Array.from(bytes.slice(at + 1, next)).buffer);
  const isShortest =
    length === 2 ||
    (length === 4
      ? !fitsHalf(view.getFloat32(0))
      : !Object.is(Math.fround(view.getFloat64(0)), view.getFloat64(0)));
  return isShortest ? { item: other, next } : null;
}

/** True where two bytes hold a number exactly: 11 bits from 2^-24 up to below 2^16, and what is no number. */
function fitsHalf(value: number): boolean {
  if (!Number.isFinite(value) || value === 0) return true;
  let bits = Math.abs(value) * 2 ** 24;
  if (!Number.isInteger(bits) || bits >= 2 ** 40) return false;
  while (bits % 2 === 0) bits /= 2;
  return bits < 2 ** 11;
}
