import { hasMod10 } from './check-digits.ts';
import { identifierAt, identifierOf, valueProblem } from './gs1-values.ts';
import type { Gs1Fields } from './inspection.ts';
import { percentDecoded } from './percent.ts';
import { bad, type Reading, type Refusal, read } from './reading.ts';
import { byteOffset, utf8Length } from './utf8.ts';

/** FNC1 as scanners send it inside a symbol (GS1 §7.8.3): ends a value of variable length. */
const separator = '\u001d';

const linkStart = /^https?:\/\/[^/?#]+(?:\/[^?#]*?)?\/(?=01\/\d{8})/i;

export function isDigitalLink(text: string): boolean {
  return linkStart.test(text);
}

export function looksLikeElementString(text: string): boolean {
  return text.startsWith(separator) || /^\(\d{2,4}\)/.test(text) || startsWithGtin(text);
}

/** `01` and 14 digits with the right check digit. */
export function startsWithGtin(text: string): boolean {
  return /^01\d{14}/.test(text) && hasMod10(text.slice(2, 16));
}

/** Reads what a GS1 symbol holds: a string of application identifiers, plain or with brackets. */
export function readElementString(text: string): Reading<Gs1Fields> {
  return /^\(\d{2,4}\)/.test(text) ? readBracketed(text) : readPlain(text);
}

type Values = Map<string, string>;

function fieldsOf(syntax: Gs1Fields['syntax'], values: Values): Reading<Gs1Fields> {
  return read({ syntax, ais: Object.fromEntries(values) });
}

function readPlain(text: string): Reading<Gs1Fields> {
  const values: Values = new Map();
  let index = text.startsWith(separator) ? 1 : 0;
  while (index < text.length) {
    const at = byteOffset(text, index);
    const found = identifierAt(text, index);
    if (!found) return bad('unknown-ai', at);
    if (values.has(found.ai)) return bad('duplicate-field', at);
    const start = index + found.ai.length;
    const closing = text.indexOf(separator, start);
    const limit = closing < 0 ? text.length : closing;
    const { fixed } = found.identifier;
    const end = fixed === undefined ? limit : Math.min(start + fixed, limit);
    if (fixed !== undefined && end - start < fixed && closing < 0) return bad('truncated', at);
    const value = text.slice(start, end);
    const problem = valueProblem(found.identifier, value, (position) => byteOffset(text, start + position));
    if (problem) return problem;
    values.set(found.ai, value);
    index = text.startsWith(separator, end) ? end + 1 : end;
  }
  return values.size === 0 ? bad('unknown-ai', utf8Length(text)) : fieldsOf('element-string', values);
}

/** Brackets are allowed inside values, so a value ends where the next identifier in brackets stands. */
function readBracketed(text: string): Reading<Gs1Fields> {
  const values: Values = new Map();
  const marks = [...text.matchAll(/\((\d{2,4})\)/g)];
  for (const [order, mark] of marks.entries()) {
    const ai = mark[1] ?? '';
    const at = byteOffset(text, mark.index + 1);
    const identifier = identifierOf(ai);
    if (!identifier) return bad('unknown-ai', at);
    if (values.has(ai)) return bad('duplicate-field', at);
    const start = mark.index + mark[0].length;
    const value = text.slice(start, marks[order + 1]?.index ?? text.length);
    const problem = valueProblem(identifier, value, (position) => byteOffset(text, start + position));
    if (problem) return problem;
    values.set(ai, value);
  }
  return fieldsOf('bracketed', values);
}

/**
 * Reads a GS1 Digital Link: pairs of identifier and value in the path from the first `01` on, then
 * those keys of the query that are identifiers. A short GTIN is filled up to 14 digits.
 */
export function readDigitalLink(text: string): Reading<Gs1Fields> {
  const values: Values = new Map();
  const start = linkStart.exec(text)?.[0].length ?? 0;
  const [beforeFragment = ''] = text.split('#', 1);
  const [path = '', ...queries] = beforeFragment.slice(start).split('?');
  const problem =
    readPath(values, path, byteOffset(text, start)) ??
    readQuery(values, queries.join('?'), byteOffset(text, start + path.length + 1));
  return problem ?? fieldsOf('digital-link', values);
}

function readPath(values: Values, path: string, pathAt: number): Refusal | null {
  let at = pathAt;
  const segments = path.replace(/\/$/, '').split('/');
  for (let order = 0; order < segments.length; order += 2) {
    const ai = segments[order] ?? '';
    const raw = segments[order + 1];
    if (!identifierOf(ai)) return bad('unknown-ai', at);
    if (raw === undefined) return bad('truncated', at);
    const problem = addPair(values, ai, raw, at, at + ai.length + 1);
    if (problem) return problem;
    at += ai.length + 1 + utf8Length(raw) + 1;
  }
  return null;
}

function readQuery(values: Values, query: string, queryAt: number): Refusal | null {
  let at = queryAt;
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair : pair.slice(0, equals);
    const raw = equals < 0 ? '' : pair.slice(equals + 1);
    const valueAt = at + utf8Length(pair) - utf8Length(raw);
    const problem = identifierOf(key) ? addPair(values, key, raw, at, valueAt) : null;
    if (problem) return problem;
    at += utf8Length(pair) + 1;
  }
  return null;
}

function addPair(values: Values, ai: string, raw: string, keyAt: number, at: number): Refusal | null {
  const identifier = identifierOf(ai);
  if (!identifier) return bad('unknown-ai', keyAt);
  if (values.has(ai)) return bad('duplicate-field', keyAt);
  const decoded = percentDecoded(raw, at);
  if (!decoded.ok) return decoded;
  const isShortGtin = ai === '01' && [8, 12, 13].includes(decoded.value.length);
  const value = isShortGtin ? decoded.value.padStart(14, '0') : decoded.value;
  const padding = value.length - decoded.value.length;
  const problem = valueProblem(identifier, value, (index) => at + rawOffset(raw, index - padding));
  if (problem) return problem;
  values.set(ai, value);
  return null;
}

/** Bytes of `raw` before its n-th decoded character; an escaped character takes three for each byte. */
function rawOffset(raw: string, index: number): number {
  let rawIndex = 0;
  for (let passed = 0; passed < index && rawIndex < raw.length; passed += 1) {
    const escaped = /^(?:%[0-7][0-9A-Fa-f]|%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+)/.exec(
      raw.slice(rawIndex),
    );
    rawIndex += escaped ? escaped[0].length : 1;
  }
  return byteOffset(raw, rawIndex);
}
