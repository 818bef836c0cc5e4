import {
  endOffset,
  idTexts,
  innerOf,
  type LengthUnit,
  lengthOffset,
  type MpmObject,
  type MpmSource,
  valueOffset,
  withId,
} from './emv-mpm-walk.ts';
import { currencyOf, isCountry } from './iso-codes.ts';
import { bad, type CodeProblemCode, type Refusal } from './reading.ts';
import { byteOffset } from './utf8.ts';

export type MpmContext = {
  readonly source: MpmSource;
  readonly unit: LengthUnit;
  /** The root's objects by id. */
  readonly root: readonly MpmObject[];
};

/** What the root object with an id holds. */
export function valueWithId({ root }: Pick<MpmContext, 'root'>, id: number): string | undefined {
  return withId(root, id)?.value;
}

/** Judges one root object (not 00, 01, 63): length, characters, then the walk of a template or its value. */
export function objectProblem(context: MpmContext, object: MpmObject): Refusal | null {
  const { source } = context;
  return (
    lengthProblem(source, object, rootLengths) ??
    (isAsciiOnly(object.id) ? asciiProblem(source, object) : null) ??
    (isTemplate(object.id) ? templateProblem(context, object) : valueProblem(context, object))
  );
}

/** The lengths that an object may have, by its id; any where none stand. */
type Lengths = readonly (readonly [least: number, most: number] | undefined)[];

const rootLengths = lengthsById({
  '52': [4, 4],
  '53': [3, 3],
  '54': [1, 13],
  '55': [2, 2],
  '56': [1, 13],
  '57': [1, 5],
  '58': [2, 2],
  '59': [1, 25],
  '60': [1, 15],
  '61': [1, 10],
});

function lengthsById(given: Readonly<Record<string, readonly [number, number]>>): Lengths {
  return idTexts.map((id) => given[id]);
}

function lengthProblem(source: MpmSource, object: MpmObject, lengths: Lengths): Refusal | null {
  const limit = lengths[object.id];
  if (limit === undefined || (object.length >= limit[0] && object.length <= limit[1])) return null;
  return bad('bad-length', lengthOffset(source, object));
}

function isAsciiOnly(id: number): boolean {
  return id <= 25 || (id >= 52 && id <= 58) || id === 61;
}

/** ASCII 20–7E; controls are refused in the whole text before, so only what lies above is looked for. */
function asciiProblem(source: MpmSource, object: MpmObject): Refusal | null {
  // Where all of the text is ASCII, none of it can lie above.
  if (source.offsets === null) return null;
  const strange = /[^\u0020-\u007e]/.exec(object.value);
  return strange
    ? bad('bad-charset', valueOffset(source, object) + byteOffset(object.value, strange.index))
    : null;
}

export function isAccountTemplate(id: number): boolean {
  return id >= 26 && id <= 51;
}

function isTemplate(id: number): boolean {
  return isAccountTemplate(id) || id === 62 || id === 64;
}

function templateProblem(context: MpmContext, template: MpmObject): Refusal | null {
  const { source } = context;
  const walked = innerOf(source, context.unit, template);
  if (!walked.ok) return walked;
  if (template.id === 62) return additionalProblem(source, walked.value);
  return template.id === 64
    ? languageProblem(source, walked.value, template)
    : accountProblem(source, walked.value, template);
}

type Inner = readonly MpmObject[];

const guidLengths = lengthsById({ '00': [1, 32] });

function accountProblem(source: MpmSource, sub: Inner, template: MpmObject): Refusal | null {
  const guid = withId(sub, 0);
  if (!guid) return bad('missing-field', endOffset(source, template));
  return lengthProblem(source, guid, guidLengths) ?? asciiProblem(source, guid);
}

/** 62-09: which of address, mobile number and e-mail the customer is asked for; each once (§4.8.1.2). */
const consumerData = /^(?!.*(.).*\1)[AME]+$/;

const additionalLengths = lengthsById({
  '01': [1, 25],
  '02': [1, 25],
  '03': [1, 25],
  '04': [1, 25],
  '05': [1, 25],
  '06': [1, 25],
  '07': [1, 25],
  '08': [1, 25],
  '09': [1, 3],
  '10': [1, 20],
  '11': [1, 3],
});

function additionalProblem(source: MpmSource, sub: Inner): Refusal | null {
  for (const object of inOrder(sub)) {
    const problem = lengthProblem(source, object, additionalLengths);
    if (problem) return problem;
    if (object.id === 9 && !consumerData.test(object.value))
      return bad('bad-value', valueOffset(source, object));
  }
  return null;
}

const languageLengths = lengthsById({ '01': [1, 25], '02': [1, 15] });

function languageProblem(source: MpmSource, sub: Inner, template: MpmObject): Refusal | null {
  const preference = withId(sub, 0);
  const name = withId(sub, 1);
  const city = withId(sub, 2);
  if (!preference || !name) return bad('missing-field', endOffset(source, template));
  if (!/^[A-Za-z]{2}$/.test(preference.value)) return bad('bad-value', valueOffset(source, preference));
  return (
    lengthProblem(source, name, languageLengths) ??
    (city ? lengthProblem(source, city, languageLengths) : null)
  );
}

/** By id. Most codes are written in order already. */
export function inOrder(objects: Inner): Inner {
  let before = -1;
  for (const { id } of objects) {
    if (id < before) return [...objects].sort((left, right) => left.id - right.id);
    before = id;
  }
  return objects;
}

function valueProblem(context: MpmContext, object: MpmObject): Refusal | null {
  const code = valueProblemCode(context, object);
  return code && bad(code, valueOffset(context.source, object));
}

function valueProblemCode(context: MpmContext, { id, value }: MpmObject): CodeProblemCode | null {
  switch (id) {
    case 52:
      return isDigits(value) ? null : 'bad-mcc';
    case 53:
      return currencyOf(value) ? null : 'bad-currency';
    case 54:
      return isAmount(context, value) ? null : 'bad-amount';
    case 55:
      return value === '01' || value === '02' || value === '03' ? null : 'bad-tip';
    case 56:
      return valueWithId(context, 55) === '02' && isAmount(context, value) ? null : 'bad-tip';
    case 57:
      return valueWithId(context, 55) === '03' && isPercentage(value) ? null : 'bad-tip';
    case 58:
      return isCountry(value) ? null : 'bad-country';
    default:
      return null;
  }
}

function isDigits(text: string): boolean {
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit < 48 || unit > 57) return false;
  }
  return true;
}

function isAmount(context: MpmContext, value: string): boolean {
  return amountMinorOf(value, currencyOf(valueWithId(context, 53) ?? '')?.exponent ?? 0) !== null;
}

/** Above 0 up to 99.99, at most two digits on each side of the point (§4.7.8). */
function isPercentage(value: string): boolean {
  return /^\d{1,2}(?:\.\d{0,2})?$/.test(value) && /[1-9]/.test(value);
}

/**
 * An amount of at most 13 characters in minor units; null for zero, for anything but digits with one
 * point after the first, and for decimals that the currency does not have, unless they are zeros.
 */
export function amountMinorOf(value: string, exponent: number): number | null {
  const point = value.indexOf('.');
  const whole = point < 0 ? value.length : point;
  let minor = 0;
  for (let index = 0; index < value.length; index += 1) {
    const digit = value.charCodeAt(index) - 48;
    if (index === point && index > 0) continue;
    if (digit < 0 || digit > 9) return null;
    // At most 16 digits in all: 12 of them and an exponent of 4 are what a double holds exactly.
    if (index <= whole + exponent) minor = minor * 10 + digit;
    else if (digit !== 0) return null;
  }
  for (let decimals = Math.max(0, value.length - whole - 1); decimals < exponent; decimals += 1) minor *= 10;
  return minor === 0 ? null : minor;
}
