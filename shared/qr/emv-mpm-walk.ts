import { bad, type Reading, type Refusal, read } from './reading.ts';
import { utf8Offsets } from './utf8.ts';

/**
 * A merchant-presented text that is walked by its UTF-16 places. `offsets` is the byte offset of each
 * place and of the end; null where bytes and places are the same, as in nearly every code.
 */
export type MpmSource = {
  readonly text: string;
  readonly offsets: readonly number[] | null;
  /** False where a character takes two places, and counting characters is counting by hand. */
  readonly isFlat: boolean;
  /**
   * Where the first of C0, DEL, C1, the replacement character and halves of a pair (which encode as
   * it) stands; -1: nowhere.
   */
  readonly controlAt: number;
};

export type LengthUnit = 'characters' | 'bytes';

/** One data object. Places, not bytes: what stands where in bytes is worked out for a refusal only. */
export type MpmObject = {
  /** 0 to 99, the id as a number. */
  readonly id: number;
  /** As written, 1 to 99. */
  readonly length: number;
  /** Where its id stands, and where what follows it. */
  readonly place: number;
  readonly to: number;
  readonly value: string;
  /** What was found inside, once it was asked for: by rules and by fields, but walked once. */
  inner: Reading<readonly MpmObject[]> | null;
};

/** An id as it is written, two digits. */
export const idTexts: readonly string[] = Array.from({ length: 100 }, (_, id) => String(id).padStart(2, '0'));

export function mpmSource(text: string): MpmSource {
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit >= 0x20 && unit < 0x7f) continue;
    const offsets = utf8Offsets(text);
    const isAscii = offsets.at(-1) === text.length;
    return {
      text,
      offsets: isAscii ? null : offsets,
      isFlat: !/[\ud800-\udfff]/.test(text),
      controlAt: controlPlace(text, place),
    };
  }
  return { text, offsets: null, isFlat: true, controlAt: -1 };
}

function controlPlace(text: string, from: number): number {
  for (let place = from; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit >= 0x20 && unit < 0x7f) continue;
    if (unit < 0xa0 || unit === 0xfffd) return place;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    if ((text.codePointAt(place) ?? 0) < 0x1_0000) return place;
    place += 1;
  }
  return -1;
}

/** The byte offset of a place. */
export function offsetOf(source: MpmSource, place: number): number {
  return source.offsets === null ? place : (source.offsets[place] ?? 0);
}

/** The byte offset of an object's length, of its value, and of what follows it. */
export function lengthOffset(source: MpmSource, object: MpmObject): number {
  return offsetOf(source, object.place + 2);
}
export function valueOffset(source: MpmSource, object: MpmObject): number {
  return offsetOf(source, object.place + 4);
}
export function endOffset(source: MpmSource, object: MpmObject): number {
  return offsetOf(source, object.to);
}

export function endOf(source: MpmSource): number {
  return offsetOf(source, source.text.length);
}

/** The object with an id among a few; undefined: there is none. */
export function withId(objects: readonly MpmObject[], id: number): MpmObject | undefined {
  for (const object of objects) if (object.id === id) return object;
  return undefined;
}

/** The place `count` characters on; past the end where there are not so many. */
export function placeAfter(source: MpmSource, from: number, count: number): number {
  if (source.isFlat) return from + count;
  let place = from;
  for (let left = count; left > 0; left -= 1) {
    // Half of a pair alone is a character of one place, though never one that is taken.
    place += (source.text.codePointAt(place) ?? 0) >= 0x1_0000 ? 2 : 1;
  }
  return place;
}

const crcId = 63;

/**
 * Walks the whole text in order up to and with 63, which must stand last with 4 characters; 00 must
 * stand first where there is one (EMVCo QRCPS-MPM v1.1 §3.2, §4.6.1, §4.7.3).
 */
export function walkRoot(source: MpmSource, unit: LengthUnit): Reading<MpmObject[]> {
  const walked = walk(source, unit, 0, source.text.length, crcId);
  if (!walked.ok) return walked;
  const objects = walked.value;
  const last = objects.at(-1);
  const crc = last?.id === crcId ? last : undefined;
  if (crc && crc.length !== 4) return bad('bad-length', lengthOffset(source, crc));
  if (crc && crc.to < source.text.length) return bad('wrong-order', endOffset(source, crc));
  if (objects[0]?.id !== 0 && withId(objects, 0)) return bad('wrong-order', 0);
  return crc ? walked : bad('missing-crc', endOf(source));
}

/** The objects inside a template; the first problem where it does not walk. */
export function innerOf(
  source: MpmSource,
  unit: LengthUnit,
  template: MpmObject,
): Reading<readonly MpmObject[]> {
  template.inner ??= walk(source, unit, template.place + 4, template.to, -1);
  return template.inner;
}

/** What a template's object 00 holds, though what follows it may not walk. */
export function guidWithin(source: MpmSource, unit: LengthUnit, template: MpmObject): string | undefined {
  const walked = walk(source, unit, template.place + 4, template.to, 0);
  return walked.ok ? withId(walked.value, 0)?.value : undefined;
}

function walk(
  source: MpmSource,
  unit: LengthUnit,
  from: number,
  to: number,
  stopAfter: number,
): Reading<MpmObject[]> {
  const { text } = source;
  const objects: MpmObject[] = [];
  for (let place = from; place < to; ) {
    const id = to - place < 4 ? -1 : twoDigits(text, place);
    const length = id < 0 ? -1 : twoDigits(text, place + 2);
    const end = length < 1 ? -1 : endPlace(source, unit, place + 4, length);
    if (end < 0 || end > to) return objectProblem(source, place, to);
    if (withId(objects, id)) return bad('duplicate-field', offsetOf(source, place));
    objects.push({ id, length, place, to: end, value: text.slice(place + 4, end), inner: null });
    if (id === stopAfter) break;
    place = end;
  }
  return read(objects);
}

/** The number that two digits write; -1 where they are none. */
function twoDigits(text: string, place: number): number {
  const tens = text.charCodeAt(place) - 48;
  const ones = text.charCodeAt(place + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Why no object stands at a place: what the level still holds of two digits for the id and two for the length. */
function objectProblem(source: MpmSource, place: number, levelEnd: number): Refusal {
  const { text } = source;
  const given = text.slice(place, Math.min(place + 4, levelEnd));
  if (/^\d?[^\d]/.test(given)) return bad('not-tlv', offsetOf(source, place));
  if (/\D|00$/.test(given.slice(2))) return bad('bad-length', offsetOf(source, place + 2));
  return bad('truncated', offsetOf(source, place));
}

/** Where a value ends; -1 where the counted bytes end past the text or inside a character. */
function endPlace(source: MpmSource, unit: LengthUnit, from: number, length: number): number {
  if (unit === 'characters') return placeAfter(source, from, length);
  if (source.offsets === null) return from + length;
  return source.offsets.indexOf((source.offsets[from] ?? 0) + length, from);
}
