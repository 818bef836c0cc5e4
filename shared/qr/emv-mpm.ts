import { hasCrc16 } from './check-digits.ts';
import { mpmFields, schemeOfAccounts } from './emv-mpm-fields.ts';
import { inOrder, type MpmContext, objectProblem, valueWithId } from './emv-mpm-rules.ts';
import { isShortForm } from './emv-mpm-schemes.ts';
import {
  endOf,
  type LengthUnit,
  type MpmObject,
  type MpmSource,
  mpmSource,
  offsetOf,
  placeAfter,
  valueOffset,
  walkRoot,
  withId,
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
  if (source.controlAt >= 0) return bad('bad-charset', offsetOf(source, source.controlAt));
  const walked = walkInUnits(source);
  if (!walked.ok) return walked;
  const problem = contentProblem(walked.value);
  return problem ?? read(mpmFields(walked.value));
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
  const crc = withId(objects, 63);
  if (!crc) return bad('missing-crc', endOf(source));
  if (!hasCrc16(source.text, crc.place + 4, crc.value)) return bad('bad-crc', valueOffset(source, crc));
  return read({ source, unit, root: inOrder(objects) });
}

function contentProblem(context: MpmContext): Refusal | null {
  const { root, source } = context;
  const format = withId(root, 0);
  const initiation = withId(root, 1);
  if (format && format.value !== '01') return bad('bad-indicator', valueOffset(source, format));
  if (initiation && initiation.value !== '11' && initiation.value !== '12') {
    return bad('bad-indicator', valueOffset(source, initiation));
  }
  if (isFieldMissing(context)) return bad('missing-field', endOf(source));
  for (const object of root) {
    const isJudgedBefore = object.id < 2 || object.id === 63;
    const problem = isJudgedBefore ? null : objectProblem(context, object);
    if (problem) return problem;
  }
  return null;
}

const always = [0, 53, 58];
const unlessShort = [52, 59, 60];

function isFieldMissing(context: MpmContext): boolean {
  const { root } = context;
  if (!root.some(isAccount) || !hasAll(root, always)) return true;
  if (!hasAll(root, unlessShort) && !isShortForm(schemeOfAccounts(context))) return true;
  const tip = valueWithId(context, 55);
  return (tip === '02' && !withId(root, 56)) || (tip === '03' && !withId(root, 57));
}

function isAccount({ id }: MpmObject): boolean {
  return id >= 2 && id <= 51;
}

function hasAll(root: readonly MpmObject[], ids: readonly number[]): boolean {
  for (const id of ids) if (!withId(root, id)) return false;
  return true;
}
