import { bad, type Reading, read } from './reading.ts';
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
};

export type LengthUnit = 'characters' | 'bytes';

/** One data object: `at`, `lengthAt`, `valueAt` and `endAt` are byte offsets; `from` and `to` are places of its value. */
export type MpmObject = {
  readonly id: string;
  readonly length: number;
  readonly value: string;
  readonly at: number;
  readonly lengthAt: number;
  readonly valueAt: number;
  readonly endAt: number;
  readonly from: number;
  readonly to: number;
};

export function mpmSource(text: string): MpmSource {
  let isAscii = true;
  let isFlat = true;
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit >= 0x80) isAscii = false;
    if (unit >= 0xd800 && unit < 0xe000) isFlat = false;
  }
  return { text, offsets: isAscii ? null : utf8Offsets(text), isFlat };
}

/** The byte offset of a place. */
export function offsetOf(source: MpmSource, place: number): number {
  return source.offsets === null ? place : (source.offsets[place] ?? 0);
}

export function endOf(source: MpmSource): number {
  return offsetOf(source, source.text.length);
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

/**
 * Walks the whole text in order up to and with 63, which must stand last with 4 characters; 00 must
 * stand first where there is one (EMVCo QRCPS-MPM v1.1 §3.2, §4.6.1, §4.7.3).
 */
export function walkRoot(source: MpmSource, unit: LengthUnit): Reading<MpmObject[]> {
  const walked = walk(source, unit, 0, source.text.length, '63');
  if (!walked.ok) return walked;
  const objects = walked.value;
  const last = objects.at(-1);
  if (last?.id === '63' && last.length !== 4) return bad('bad-length', last.lengthAt);
  if (last?.id === '63' && last.to < source.text.length) return bad('wrong-order', last.endAt);
  if (objects.findIndex((object) => object.id === '00') > 0) return bad('wrong-order', 0);
  return last?.id === '63' ? walked : bad('missing-crc', endOf(source));
}

/** Walks the objects inside a template. */
export function walkTemplate(source: MpmSource, unit: LengthUnit, template: MpmObject): Reading<MpmObject[]> {
  return walk(source, unit, template.from, template.to, null);
}

function walk(
  source: MpmSource,
  unit: LengthUnit,
  from: number,
  to: number,
  stopAfter: string | null,
): Reading<MpmObject[]> {
  const objects: MpmObject[] = [];
  for (let place = from; place < to; ) {
    const walked = objectAt(source, unit, place, to);
    if (!walked.ok) return walked;
    const object = walked.value;
    for (const before of objects) if (before.id === object.id) return bad('duplicate-field', object.at);
    objects.push(object);
    if (object.id === stopAfter) break;
    place = object.to;
  }
  return read(objects);
}

function objectAt(source: MpmSource, unit: LengthUnit, place: number, levelEnd: number): Reading<MpmObject> {
  const { text } = source;
  // What the level still holds of two digits for the id and two for the length.
  const given = Math.min(4, levelEnd - place);
  for (let index = 0; index < given; index += 1) {
    if (isDigit(text, place + index)) continue;
    return index < 2
      ? bad('not-tlv', offsetOf(source, place))
      : bad('bad-length', offsetOf(source, place + 2));
  }
  const length = (text.charCodeAt(place + 2) - 48) * 10 + (text.charCodeAt(place + 3) - 48);
  if (given === 4 && length === 0) return bad('bad-length', offsetOf(source, place + 2));
  const from = place + 4;
  const to = given < 4 ? -1 : endPlace(source, unit, from, length);
  if (to < 0 || to > levelEnd) return bad('truncated', offsetOf(source, place));
  return read({
    id: text.slice(place, place + 2),
    length,
    value: text.slice(from, to),
    at: offsetOf(source, place),
    lengthAt: offsetOf(source, place + 2),
    valueAt: offsetOf(source, from),
    endAt: offsetOf(source, to),
    from,
    to,
  });
}

function isDigit(text: string, place: number): boolean {
  const unit = text.charCodeAt(place);
  return unit >= 48 && unit <= 57;
}

/** Where a value ends; -1 where the counted bytes end past the text or inside a character. */
function endPlace(source: MpmSource, unit: LengthUnit, from: number, length: number): number {
  if (unit === 'characters') return placeAfter(source, from, length);
  if (source.offsets === null) return from + length;
  return source.offsets.indexOf((source.offsets[from] ?? 0) + length, from);
}
