import { decodeBase64 } from './base64.ts';
import { type BerObject, hexIn, readBer, sizeOf, textIn } from './ber.ts';
import { type CardDraft, elements } from './emv-cpm-elements.ts';
import type { CpmApplication, CpmFields } from './inspection.ts';
import { bad, type Reading, type Refusal, read } from './reading.ts';
import { isLongerThan } from './utf8.ts';

/** Twice what every reader must take (EMVCo QRCPS-CPM v1.1 §4.1). */
const mostBytes = 1024;

/**
 * Reads an EMV consumer-presented code: base64 of BER-TLV with the payload format indicator `85`,
 * one or two application templates `61`, at most one common template `62` (EMVCo QRCPS-CPM v1.1 §3.1).
 * Offsets are in the text for its size and base64, else in the decoded bytes.
 */
export function readCpm(text: string): Reading<CpmFields> {
  if (isLongerThan(text, mostBytes)) return bad('too-long', mostBytes);
  const bytes = decodeBase64(text);
  if (!bytes.ok) return bytes;
  const root = readBer(bytes.value);
  if (!root.ok) return root;
  return rootProblem(root.value, bytes.value.length) ?? readTemplates(root.value);
}

function rootProblem(root: readonly BerObject[], endAt: number): Refusal | null {
  const [format] = root;
  if (format?.tag !== '85' || textIn(format) !== 'CPV01') return bad('bad-indicator', format?.valueAt ?? 0);
  return orderProblem(root) ?? countProblem(root, endAt);
}

/** After the format 61 first, then 62, then anything else. */
function orderProblem(root: readonly BerObject[]): Refusal | null {
  let reached = 0;
  for (const { tag, at } of root) {
    if (at === root[0]?.at) continue;
    const rank = tag === '61' ? 0 : tag === '62' ? 1 : 2;
    if (rank < reached) return bad('wrong-order', at);
    reached = rank;
  }
  return null;
}

function countProblem(root: readonly BerObject[], endAt: number): Refusal | null {
  let applications = 0;
  for (const [place, { tag, at }] of root.entries()) {
    if (tag === '61') applications += 1;
    const isOneTooMany = tag === '61' ? applications > 2 : hasTag(root, tag, place);
    if (isOneTooMany) return bad('duplicate-field', at);
  }
  return applications > 0 ? null : bad('missing-field', endAt);
}

/** True where a tag stands among the first of some objects. */
function hasTag(objects: readonly BerObject[], tag: string, before = objects.length): boolean {
  for (let place = 0; place < before; place += 1) if (objects[place]?.tag === tag) return true;
  return false;
}

function withTag(objects: readonly BerObject[], tag: string): BerObject | undefined {
  for (const object of objects) if (object.tag === tag) return object;
  return undefined;
}

function readTemplates(root: readonly BerObject[]): Reading<CpmFields> {
  const applications = root.filter(({ tag }) => tag === '61');
  const common = withTag(root, '62');
  for (const { tag, children } of root) {
    const problem = tag === '61' || tag === '62' ? templateProblem(children) : null;
    if (problem) return problem;
  }
  const problem = common ? sharedProblem(applications, common) : null;
  if (problem) return problem;
  const usable = applications.every(hasUsableAid) ? applications : applications.filter(hasUsableAid);
  const lacking = usable.length === 0 ? aidProblem(applications) : cardProblem(usable, common);
  return lacking ?? read(fieldsOf(root, usable, common));
}

/** A tag twice first, then lengths, then characters, then values. An AID's length only drops its template. */
function templateProblem(children: readonly BerObject[]): Refusal | null {
  return duplicateProblem(children) ?? elementProblem(children) ?? transparentProblem(children);
}

function duplicateProblem(objects: readonly BerObject[]): Refusal | null {
  for (let place = 1; place < objects.length; place += 1) {
    const object = objects[place];
    if (object && hasTag(objects, object.tag, place)) return bad('duplicate-field', object.at);
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
  let strange = -1;
  let wrong = -1;
  for (const object of objects) {
    const element = elements.get(object.tag);
    if (element === undefined) continue;
    const size = sizeOf(object);
    if (size < (element.least ?? 0) || size > (element.most ?? size) || (element.isEven && size % 2 !== 0))
      return bad('bad-length', object.at);
    if (strange < 0 && element.takes && !takesAll(object, element.takes)) strange = object.at;
    if (wrong < 0 && element.pattern?.test(hexIn(object)) === false) wrong = object.at;
  }
  if (strange >= 0) return bad('bad-charset', strange);
  return wrong >= 0 ? bad('bad-value', wrong) : null;
}

function takesAll({ bytes, valueAt, end }: BerObject, takes: (byte: number) => boolean): boolean {
  for (let place = valueAt; place < end; place += 1) if (!takes(bytes[place] ?? 0)) return false;
  return true;
}

function sharedProblem(applications: readonly BerObject[], common: BerObject): Refusal | null {
  for (const { tag, at } of common.children)
    for (const { children } of applications) if (hasTag(children, tag)) return bad('duplicate-field', at);
  return null;
}

function hasUsableAid({ children }: BerObject): boolean {
  const aid = withTag(children, '4F');
  return aid !== undefined && sizeOf(aid) >= 5 && sizeOf(aid) <= 16;
}

/** No template is left: what is wrong with the first (§5.1.4). */
function aidProblem([first]: readonly BerObject[]): Refusal {
  const aid = first && withTag(first.children, '4F');
  return aid ? bad('bad-length', aid.at) : bad('missing-field', first?.end ?? 0);
}

/** Every application needs a card number, its own or the common one. */
function cardProblem(applications: readonly BerObject[], common: BerObject | undefined): Refusal | null {
  if (common && hasCard(common)) return null;
  for (const template of applications) if (!hasCard(template)) return bad('missing-field', template.end);
  return null;
}

function hasCard({ children }: BerObject): boolean {
  return hasTag(children, '57') || hasTag(children, '5A');
}

function fieldsOf(
  root: readonly BerObject[],
  applications: readonly BerObject[],
  common: BerObject | undefined,
): CpmFields {
  const fields: { -readonly [K in keyof CpmFields]: CpmFields[K] } = {
    format: 'CPV01',
    applications: applications.map(applicationOf),
  };
  if (common) {
    const card: CardDraft = {};
    addCard(card, common, '64');
    fields.common = card;
  }
  const other = root.filter(({ tag }) => tag !== '85' && tag !== '61' && tag !== '62');
  if (other.length > 0) fields.other = hexByTag(other);
  return fields;
}

function applicationOf(template: BerObject): CpmApplication {
  const aid = withTag(template.children, '4F');
  const application: CardDraft & { readonly aid: string } = { aid: aid ? hexIn(aid) : '' };
  addCard(application, template, '63');
  return application;
}

/** Adds to a card what its template says of it. */
function addCard(card: CardDraft, template: BerObject, transparentTag: '63' | '64'): void {
  let others: BerObject[] | undefined;
  for (const object of template.children) {
    const element = elements.get(object.tag);
    if (element) element.addTo(card, object);
    else if (object.tag === transparentTag) card.transparent = hexByTag(object.children);
    else if (object.tag !== '4F' || transparentTag === '64') {
      others ??= [];
      others.push(object);
    }
  }
  if (others) card.other = hexByTag(others);
}

function hexByTag(objects: readonly BerObject[]): Record<string, string> {
  const hex: Record<string, string> = {};
  for (const object of objects) hex[object.tag] = hexIn(object);
  return hex;
}
