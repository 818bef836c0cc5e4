import { bad, type Reading, read } from './reading.ts';
import { utf8Length } from './utf8.ts';

/** A merchant-presented text cut into characters (code points), with the byte offset of each and of the end. */
export type MpmSource = { readonly characters: readonly string[]; readonly offsets: readonly number[] };

export type LengthUnit = 'characters' | 'bytes';

/** One data object: `at`, `lengthAt`, `valueAt` and `endAt` are byte offsets; `from` and `to` are characters of its value. */
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
  const characters = [...text];
  const offsets = [0];
  let bytes = 0;
  for (const character of characters) {
    bytes += utf8Length(character);
    offsets.push(bytes);
  }
  return { characters, offsets };
}

export function endOf(source: MpmSource): number {
  return source.offsets.at(-1) ?? 0;
}

/**
 * Walks the whole text in order up to and with 63, which must stand last with 4 characters; 00 must
 * stand first where there is one (EMVCo QRCPS-MPM v1.1 §3.2, §4.6.1, §4.7.3).
 */
export function walkRoot(source: MpmSource, unit: LengthUnit): Reading<MpmObject[]> {
  const walked = walk(source, unit, 0, source.characters.length, '63');
  if (!walked.ok) return walked;
  const objects = walked.value;
  const last = objects.at(-1);
  if (last?.id === '63' && last.length !== 4) return bad('bad-length', last.lengthAt);
  if (last?.id === '63' && last.to < source.characters.length) return bad('wrong-order', last.endAt);
  if (objects.findIndex((object) => object.id === '00') > 0) return bad('wrong-order', 0);
  return last?.id === '63' ? walked : bad('missing-crc', endOf(source));
}

/** Walks the objects inside a template. */
export function walkTemplate(source: MpmSource, unit: LengthUnit, template: MpmObject): Reading<MpmObject[]> {
  return walk(source, unit, template.from, template.to);
}

function walk(
  source: MpmSource,
  unit: LengthUnit,
  from: number,
  to: number,
  stopAfter?: string,
): Reading<MpmObject[]> {
  const objects: MpmObject[] = [];
  const seen = new Set<string>();
  for (let index = from; index < to; ) {
    const object = objectAt(source, unit, index, to);
    if (!object.ok) return object;
    if (seen.has(object.value.id)) return bad('duplicate-field', object.value.at);
    seen.add(object.value.id);
    objects.push(object.value);
    if (object.value.id === stopAfter) break;
    index = object.value.to;
  }
  return read(objects);
}

function objectAt(source: MpmSource, unit: LengthUnit, index: number, levelEnd: number): Reading<MpmObject> {
  const head = source.characters.slice(index, Math.min(index + 4, levelEnd));
  const offset = (character: number) => source.offsets[character] ?? endOf(source);
  const id = head.slice(0, 2).join('');
  const digits = head.slice(2).join('');
  if (!/^\d+$/.test(id)) return bad('not-tlv', offset(index));
  if (/\D/.test(digits) || digits === '00') return bad('bad-length', offset(index + 2));
  const length = Number(digits);
  const from = index + 4;
  const to = head.length < 4 ? -1 : endIndex(source, unit, from, length);
  if (to < 0 || to > levelEnd) return bad('truncated', offset(index));
  return read({
    id,
    length,
    value: source.characters.slice(from, to).join(''),
    at: offset(index),
    lengthAt: offset(index + 2),
    valueAt: offset(from),
    endAt: offset(to),
    from,
    to,
  });
}

/** The character index where a value ends; -1 where the counted bytes end past the text or inside a character. */
function endIndex(source: MpmSource, unit: LengthUnit, from: number, length: number): number {
  if (unit === 'characters') return from + length;
  return source.offsets.indexOf((source.offsets[from] ?? 0) + length, from);
}
