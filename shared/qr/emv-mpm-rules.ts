import { type LengthUnit, type MpmObject, type MpmSource, walkTemplate } from './emv-mpm-walk.ts';
import { currencyOf, isCountry } from './iso-codes.ts';
import { bad, type Reading, type Refusal } from './reading.ts';
import { byteOffset } from './utf8.ts';

export type MpmContext = {
  readonly source: MpmSource;
  readonly unit: LengthUnit;
  readonly root: ReadonlyMap<string, MpmObject>;
  /** The root's objects by id. */
  readonly ascending: readonly MpmObject[];
  /** What was walked inside of templates so far: asked for by rules and by fields, walked once. */
  readonly inner: Map<string, Reading<readonly MpmObject[]>>;
};

/** The objects inside a template; the first problem where it does not walk. */
export function innerOf(context: MpmContext, template: MpmObject): Reading<readonly MpmObject[]> {
  const known = context.inner.get(template.id);
  if (known) return known;
  const walked = walkTemplate(context.source, context.unit, template);
  context.inner.set(template.id, walked);
  return walked;
}

/** Judges one root object (not 00, 01, 63): length, characters, the walk of a template, then its value. */
export function objectProblem(context: MpmContext, object: MpmObject): Refusal | null {
  return (
    lengthProblem(object) ??
    charsetProblem(object) ??
    templateProblem(context, object) ??
    valueProblem(context, object)
  );
}

type Length = { readonly fixed: number } | { readonly most: number };

const rootLengths: Readonly<Record<string, Length>> = {
  '52': { fixed: 4 },
  '53': { fixed: 3 },
  '54': { most: 13 },
  '55': { fixed: 2 },
  '56': { most: 13 },
  '57': { most: 5 },
  '58': { fixed: 2 },
  '59': { most: 25 },
  '60': { most: 15 },
  '61': { most: 10 },
};

function lengthProblem(object: MpmObject, limits = rootLengths): Refusal | null {
  const limit = limits[object.id];
  if (limit === undefined) return null;
  const fits = 'fixed' in limit ? object.length === limit.fixed : object.length <= limit.most;
  return fits ? null : bad('bad-length', object.lengthAt);
}

/** ASCII 20–7E; controls are refused in the whole text before, so only what lies above is looked for. */
function asciiProblem(object: MpmObject): Refusal | null {
  const strange = /[^\u0020-\u007e]/.exec(object.value);
  return strange ? bad('bad-charset', object.valueAt + byteOffset(object.value, strange.index)) : null;
}

function charsetProblem(object: MpmObject): Refusal | null {
  const { id } = object;
  const isAscii = id <= '25' || (id >= '52' && id <= '58') || id === '61';
  return isAscii ? asciiProblem(object) : null;
}

export function isAccountTemplate(id: string): boolean {
  return id >= '26' && id <= '51';
}

function templateProblem(context: MpmContext, object: MpmObject): Refusal | null {
  const isTemplate = isAccountTemplate(object.id) || object.id === '62' || object.id === '64';
  if (!isTemplate) return null;
  const walked = innerOf(context, object);
  if (!walked.ok) return walked;
  if (object.id === '62') return additionalProblem(walked.value);
  return object.id === '64' ? languageProblem(walked.value, object) : accountProblem(walked.value, object);
}

type Inner = readonly MpmObject[];

function withId(objects: Inner, id: string): MpmObject | undefined {
  return objects.find((object) => object.id === id);
}

const guidLength = { '00': { most: 32 } };

function accountProblem(sub: Inner, template: MpmObject): Refusal | null {
  const guid = withId(sub, '00');
  if (!guid) return bad('missing-field', template.endAt);
  return lengthProblem(guid, guidLength) ?? asciiProblem(guid);
}

/** 62-09: which of address, mobile number and e-mail the customer is asked for; each once (§4.8.1.2). */
const consumerData = /^(?!.*(.).*\1)[AME]+$/;

const additionalLengths: Readonly<Record<string, Length>> = {
  '01': { most: 25 },
  '02': { most: 25 },
  '03': { most: 25 },
  '04': { most: 25 },
  '05': { most: 25 },
  '06': { most: 25 },
  '07': { most: 25 },
  '08': { most: 25 },
  '09': { most: 3 },
  '10': { most: 20 },
  '11': { most: 3 },
};

function additionalProblem(sub: Inner): Refusal | null {
  for (const object of inOrder(sub)) {
    const problem = lengthProblem(object, additionalLengths);
    if (problem) return problem;
    if (object.id === '09' && !consumerData.test(object.value)) return bad('bad-value', object.valueAt);
  }
  return null;
}

function languageProblem(sub: Inner, template: MpmObject): Refusal | null {
  const preference = withId(sub, '00');
  const name = withId(sub, '01');
  const city = withId(sub, '02');
  if (!preference || !name) return bad('missing-field', template.endAt);
  if (!/^[A-Za-z]{2}$/.test(preference.value)) return bad('bad-value', preference.valueAt);
  return (
    lengthProblem(name, { '01': { most: 25 } }) ?? (city ? lengthProblem(city, { '02': { most: 15 } }) : null)
  );
}

/** By id. Most codes are written in order already. */
export function inOrder(objects: Inner): Inner {
  for (let index = 1; index < objects.length; index += 1) {
    if ((objects[index]?.id ?? '') < (objects[index - 1]?.id ?? ''))
      return [...objects].sort((left, right) => (left.id < right.id ? -1 : 1));
  }
  return objects;
}

function valueProblem({ root }: MpmContext, object: MpmObject): Refusal | null {
  const { id, value, valueAt } = object;
  switch (id) {
    case '52':
      return /^\d{4}$/.test(value) ? null : bad('bad-mcc', valueAt);
    case '53':
      return currencyOf(value) ? null : bad('bad-currency', valueAt);
    case '54':
      return isAmount(root, value) ? null : bad('bad-amount', valueAt);
    case '55':
      return value === '01' || value === '02' || value === '03' ? null : bad('bad-tip', valueAt);
    case '56':
      return root.get('55')?.value === '02' && isAmount(root, value) ? null : bad('bad-tip', valueAt);
    case '57':
      return root.get('55')?.value === '03' && isPercentage(value) ? null : bad('bad-tip', valueAt);
    case '58':
      return isCountry(value) ? null : bad('bad-country', valueAt);
    default:
      return null;
  }
}

function isAmount(root: MpmContext['root'], value: string): boolean {
  return amountMinorOf(value, currencyOf(root.get('53')?.value ?? '')?.exponent ?? 0) !== null;
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
  const match = /^(\d+)(?:\.(\d*))?$/.exec(value);
  if (!match || !/[1-9]/.test(value)) return null;
  const [, whole = '', decimals = ''] = match;
  const kept = decimals.slice(0, exponent).padEnd(exponent, '0');
  return /[1-9]/.test(decimals.slice(exponent)) ? null : Number(whole + kept);
}
