import { decodeBase64 } from './base64.ts';
import { type BerObject, readBer } from './ber.ts';
import { elements, textOf } from './emv-cpm-elements.ts';
import { hexOf } from './hex.ts';
import type { CpmApplication, CpmCard, CpmFields } from './inspection.ts';
import { bad, type Reading, type Refusal, read } from './reading.ts';
import { utf8Length } from './utf8.ts';

/** Twice what every reader must take (EMVCo QRCPS-CPM v1.1 §4.1). */
const mostBytes = 1024;

/**
 * Reads an EMV consumer-presented code: base64 of BER-TLV with the payload format indicator `85`,
 * one or two application templates `61`, at most one common template `62` (EMVCo QRCPS-CPM v1.1 §3.1).
 * Offsets are in the text for its size and base64, else in the decoded bytes.
 */
export function readCpm(text: string): Reading<CpmFields> {
  if (utf8Length(text, mostBytes) > mostBytes) return bad('too-long', mostBytes);
  const bytes = decodeBase64(text);
  if (!bytes.ok) return bytes;
  const root = readBer(bytes.value);
  if (!root.ok) return root;
  return rootProblem(root.value, bytes.value.length) ?? readTemplates(root.value);
}

function rootProblem(root: readonly BerObject[], endAt: number): Refusal | null {
  const [format, ...rest] = root;
  if (format?.tag !== '85' || textOf(format) !== 'CPV01') return bad('bad-indicator', format?.valueAt ?? 0);
  return orderProblem(rest) ?? countProblem(root, endAt);
}

/** 61 first, then 62, then anything else. */
function orderProblem(objects: readonly BerObject[]): Refusal | null {
  let reached = 0;
  for (const { tag, at } of objects) {
    const rank = tag === '61' ? 0 : tag === '62' ? 1 : 2;
    if (rank < reached) return bad('wrong-order', at);
    reached = rank;
  }
  return null;
}

function countProblem(root: readonly BerObject[], endAt: number): Refusal | null {
  const counts = new Map<string, number>();
  for (const { tag, at } of root) {
    const count = (counts.get(tag) ?? 0) + 1;
    if (count > (tag === '61' ? 2 : 1)) return bad('duplicate-field', at);
    counts.set(tag, count);
  }
  return counts.has('61') ? null : bad('missing-field', endAt);
}

function readTemplates(root: readonly BerObject[]): Reading<CpmFields> {
  const applications = root.filter(({ tag }) => tag === '61');
  const common = root.find(({ tag }) => tag === '62');
  const templates = common ? [...applications, common] : applications;
  for (const template of templates) {
    const problem = templateProblem(template);
    if (problem) return problem;
  }
  const problem = common ? sharedProblem(applications, common) : null;
  if (problem) return problem;
  const usable = applications.filter((template) => hasUsableAid(template));
  const lacking = usable.length === 0 ? aidProblem(applications) : cardProblem(usable, common);
  return lacking ?? read(fieldsOf(root, usable, common));
}

/** A tag twice first, then lengths, then characters, then values. An AID's length only drops its template. */
function templateProblem(template: BerObject): Refusal | null {
  const { children } = template;
  return duplicateProblem(children) ?? elementProblem(children) ?? transparentProblem(children);
}

function duplicateProblem(objects: readonly BerObject[]): Refusal | null {
  const seen = new Set<string>();
  for (const { tag, at } of objects) {
    if (seen.has(tag)) return bad('duplicate-field', at);
    seen.add(tag);
  }
  return null;
}

function transparentProblem(objects: readonly BerObject[]): Refusal | null {
  for (const { tag, children } of objects) {
    const problem = tag === '63' || tag === '64' ? duplicateProblem(children) : null;
    if (problem) return problem;
  }
  return null;
}

/** All lengths are judged before any character, all characters before any value. */
function elementProblem(objects: readonly BerObject[]): Refusal | null {
  for (const { tag, value, at } of objects)
    if (elements[tag]?.fits?.(value.length) === false) return bad('bad-length', at);
  for (const object of objects)
    if (elements[object.tag]?.charset?.test(textOf(object)) === false) return bad('bad-charset', object.at);
  for (const { tag, value, at } of objects)
    if (elements[tag]?.pattern?.test(hexOf(value)) === false) return bad('bad-value', at);
  return null;
}

function sharedProblem(applications: readonly BerObject[], common: BerObject): Refusal | null {
  const tags = new Set(applications.flatMap(({ children }) => children.map(({ tag }) => tag)));
  const second = common.children.find(({ tag }) => tags.has(tag));
  return second ? bad('duplicate-field', second.at) : null;
}

function aidOf(template: BerObject): BerObject | undefined {
  return template.children.find(({ tag }) => tag === '4F');
}

function hasUsableAid(template: BerObject): boolean {
  const length = aidOf(template)?.value.length ?? 0;
  return length >= 5 && length <= 16;
}

/** No template is left: what is wrong with the first (§5.1.4). */
function aidProblem([first]: readonly BerObject[]): Refusal {
  const aid = first ? aidOf(first) : undefined;
  return aid ? bad('bad-length', aid.at) : bad('missing-field', first?.end ?? 0);
}

/** Every application needs a card number, its own or the common one. */
function cardProblem(applications: readonly BerObject[], common: BerObject | undefined): Refusal | null {
  const hasCard = (template: BerObject | undefined) =>
    template?.children.some(({ tag }) => tag === '57' || tag === '5A') === true;
  const lacking = hasCard(common) ? undefined : applications.find((template) => !hasCard(template));
  return lacking ? bad('missing-field', lacking.end) : null;
}

function fieldsOf(
  root: readonly BerObject[],
  applications: readonly BerObject[],
  common: BerObject | undefined,
): CpmFields {
  const other = root.filter(({ tag }) => !['85', '61', '62'].includes(tag));
  return {
    format: 'CPV01',
    applications: applications.map(applicationOf),
    ...(common ? { common: cardOf(common, '64') } : {}),
    ...(other.length === 0 ? {} : { other: hexByTag(other) }),
  };
}

function applicationOf(template: BerObject): CpmApplication {
  return { aid: hexOf(aidOf(template)?.value ?? []), ...cardOf(template, '63') };
}

function cardOf(template: BerObject, transparentTag: '63' | '64'): CpmCard {
  const card: { -readonly [K in keyof CpmCard]: CpmCard[K] } = {};
  const others: BerObject[] = [];
  for (const object of template.children) {
    const element = elements[object.tag];
    if (element) Object.assign(card, element.fields(object));
    else if (object.tag === transparentTag) card.transparent = hexByTag(object.children);
    else if (object.tag !== '4F' || transparentTag === '64') others.push(object);
  }
  if (others.length > 0) card.other = hexByTag(others);
  return card;
}

function hexByTag(objects: readonly BerObject[]): Record<string, string> {
  const hex: Record<string, string> = {};
  for (const { tag, value } of objects) hex[tag] = hexOf(value);
  return hex;
}
