import { crc16 } from './check-digits.ts';
import { mpmFields, schemeOfAccounts } from './emv-mpm-fields.ts';
import { ascending, type MpmContext, objectProblem } from './emv-mpm-rules.ts';
import { isShortForm } from './emv-mpm-schemes.ts';
import {
  endOf,
  type LengthUnit,
  type MpmObject,
  type MpmSource,
  mpmSource,
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
  const offset = source.offsets[mostCharacters];
  if (source.characters.length > mostCharacters) return bad('too-long', offset ?? 0);
  const control = source.characters.findIndex(isControl);
  if (control >= 0) return bad('bad-charset', source.offsets[control] ?? 0);
  const walked = walkInUnits(source);
  if (!walked.ok) return walked;
  const problem = contentProblem(walked.value);
  return problem ?? read(mpmFields(walked.value));
}

/** C0, DEL, C1, the replacement character and halves of a pair (which encode as it). */
function isControl(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return true;
  return point === 0xfffd || (point >= 0xd800 && point <= 0xdfff);
}

/**
 * The standard counts characters, some issuers count bytes. Bytes are believed only where counting
 * characters fails and where, counted in bytes, structure and check sum are both right.
 */
function walkInUnits(source: MpmSource): Reading<MpmContext> {
  const inCharacters = walkRoot(source, 'characters');
  if (inCharacters.ok) return checked(source, 'characters', inCharacters.value);
  const isAscii = endOf(source) === source.characters.length;
  const inBytes = isAscii ? inCharacters : walkRoot(source, 'bytes');
  if (!inBytes.ok) return inCharacters;
  const context = checked(source, 'bytes', inBytes.value);
  return context.ok ? context : inCharacters;
}

function checked(source: MpmSource, unit: LengthUnit, objects: readonly MpmObject[]): Reading<MpmContext> {
  const root = new Map(objects.map((object) => [object.id, object]));
  const crc = root.get('63');
  if (!crc) return bad('missing-crc', endOf(source));
  const covered = source.characters.slice(0, crc.from).join('');
  if (crc.value.toUpperCase() !== crc16(covered)) return bad('bad-crc', crc.valueAt);
  return read({ source, unit, root });
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
  for (const object of ascending(root)) {
    const isJudgedBefore = ['00', '01', '63'].includes(object.id);
    const problem = isJudgedBefore ? null : objectProblem(context, object);
    if (problem) return problem;
  }
  return null;
}

function isFieldMissing(context: MpmContext): boolean {
  const { root } = context;
  const hasAccount = [...root.keys()].some((id) => id >= '02' && id <= '51');
  const wanted = ['00', '53', '58'];
  if (!isShortForm(schemeOfAccounts(context))) wanted.push('52', '59', '60');
  const tip = root.get('55')?.value;
  if (tip === '02') wanted.push('56');
  if (tip === '03') wanted.push('57');
  return !hasAccount || wanted.some((id) => !root.has(id));
}
