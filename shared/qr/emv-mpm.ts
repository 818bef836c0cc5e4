import { crc16 } from './check-digits.ts';
import { mpmFields, schemeOfAccounts } from './emv-mpm-fields.ts';
import { inOrder, type MpmContext, objectProblem } from './emv-mpm-rules.ts';
import { isShortForm } from './emv-mpm-schemes.ts';
import {
  endOf,
  type LengthUnit,
  type MpmObject,
  type MpmSource,
  mpmSource,
  offsetOf,
  placeAfter,
  walkRoot,
} from './emv-mpm-walk.ts';
import type { MpmFields } from './inspection.ts';
import { bad, type Reading, type Refusal, read } from './reading.ts';

/** EMVCo QRCPS-MPM v1.1 §4.1. */
const mostCharacters = 512;

/**
 * Reads an EMV merchant-presented code (EMVCo QRCPS-MPM v1.1): what a shop shows and a wallet scans.
 * The first problem in a fixed order is answered: size, controls, structure, check sum, indicators,
 * missing fields, then each object by its id.
 */
export function readMpm(text: string): Reading<MpmFields> {
  const source = mpmSource(text);
  const tooFar = placeAfter(source, 0, mostCharacters);
  if (tooFar < text.length) return bad('too-long', offsetOf(source, tooFar));
  const control = controlPlace(text);
  if (control >= 0) return bad('bad-charset', offsetOf(source, control));
  const walked = walkInUnits(source);
  if (!walked.ok) return walked;
  const problem = contentProblem(walked.value);
  return problem ?? read(mpmFields(walked.value));
}

/** Where the first of C0, DEL, C1, the replacement character and halves of a pair (which encode as it) stands; -1: nowhere. */
function controlPlace(text: string): number {
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit >= 0x20 && unit < 0x7f) continue;
    if (unit < 0xa0 || unit === 0xfffd) return place;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    if ((text.codePointAt(place) ?? 0) < 0x1_0000) return place;
    place += 1;
  }
  return -1;
}

/**
 * The standard counts characters, some issuers count bytes. Bytes are believed only where counting
 * characters fails and where, counted in bytes, structure and check sum are both right.
 */
function walkInUnits(source: MpmSource): Reading<MpmContext> {
  const inCharacters = walkRoot(source, 'characters');
  if (inCharacters.ok) return checked(source, 'characters', inCharacters.value);
  const inBytes = source.offsets === null ? inCharacters : walkRoot(source, 'bytes');
  if (!inBytes.ok) return inCharacters;
  const context = checked(source, 'bytes', inBytes.value);
  return context.ok ? context : inCharacters;
}

function checked(source: MpmSource, unit: LengthUnit, objects: readonly MpmObject[]): Reading<MpmContext> {
  const root = new Map(objects.map((object) => [object.id, object]));
  const crc = root.get('63');
  if (!crc) return bad('missing-crc', endOf(source));
  if (crc.value.toUpperCase() !== crc16(source.text.slice(0, crc.from))) return bad('bad-crc', crc.valueAt);
  return read({ source, unit, root, ascending: inOrder(objects), inner: new Map() });
}

function contentProblem(context: MpmContext): Refusal | null {
  const { root, source } = context;
  const format = root.get('00');
  const initiation = root.get('01');
  if (format && format.value !== '01') return bad('bad-indicator', format.valueAt);
  if (initiation && initiation.value !== '11' && initiation.value !== '12') {
    return bad('bad-indicator', initiation.valueAt);
  }
  if (isFieldMissing(context)) return bad('missing-field', endOf(source));
  for (const object of context.ascending) {
    const isJudgedBefore = object.id === '00' || object.id === '01' || object.id === '63';
    const problem = isJudgedBefore ? null : objectProblem(context, object);
    if (problem) return problem;
  }
  return null;
}

const always = ['00', '53', '58'];
const unlessShort = ['52', '59', '60'];

function isFieldMissing(context: MpmContext): boolean {
  const { root, ascending } = context;
  const isMissing = (id: string): boolean => !root.has(id);
  if (!ascending.some(({ id }) => id >= '02' && id <= '51') || always.some(isMissing)) return true;
  if (unlessShort.some(isMissing) && !isShortForm(schemeOfAccounts(context))) return true;
  const tip = root.get('55')?.value;
  return (tip === '02' && isMissing('56')) || (tip === '03' && isMissing('57'));
}
