import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type InnerList,
  type Item,
  isInnerList,
  parseDictionary,
  serializeInnerList,
  serializeItem,
} from 'structured-headers';

/** Header fields by lower-case name; several lines of one field in a list. */
export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A request as both ends see it: `authority` is what stands in Host; `path` and `query` are the two
 * parts of the request target as sent, `query` without its question mark ('' where there is none).
 */
export type HttpRequest = {
  readonly method: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeaderFields;
  readonly body: Uint8Array;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: HeaderFields;
  readonly body: Uint8Array;
};

/** A component identifier: name and parameters, as RFC 9421 §2 writes them. */
export type Component = readonly [name: string, parameters: Readonly<Record<string, string | true>>];

/** Splits a request target (`/a/b?c=d`) where RFC 9421 wants it split. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  return { path: path === '' ? '/' : path, query: mark < 0 ? '' : target.slice(mark + 1) };
}

/** One field's value: lines joined, outer spaces gone (RFC 9421 §2.1). Null where the field is absent. */
export function fieldValue(headers: HeaderFields, name: string): string | null {
  const value = headers[name];
  if (value === undefined) return null;
  return (typeof value === 'string' ? [value] : value).map((line) => line.trim()).join(', ');
}

/** A signature of one label: its covered components with parameters, and its bytes. */
export type LabelledSignature = { readonly input: InnerList; readonly bytes: Uint8Array };

/**
 * The signature under `label` in `signature-input` and `signature`. 'absent' where a message has
 * neither; 'malformed' where they don't parse or don't belong together.
 */
export function signatureOf(
  headers: HeaderFields,
  label: string,
): LabelledSignature | 'absent' | 'malformed' {
  const inputText = fieldValue(headers, 'signature-input');
  const signatureText = fieldValue(headers, 'signature');
  if (inputText === null && signatureText === null) return 'absent';
  try {
    const input = parseDictionary(inputText ?? '').get(label);
    const bytes = parseDictionary(signatureText ?? '').get(label)?.[0];
    if (!input && !bytes) return 'absent';
    if (!input || !isInnerList(input) || !(bytes instanceof ArrayBuffer)) return 'malformed';
    return { input, bytes: new Uint8Array(bytes) };
  } catch {
    return 'malformed';
  }
}

export function componentsAndParameters(
  components: readonly Component[],
  parameters: Readonly<Record<string, string | number>>,
): InnerList {
  const items = components.map(([name, own]): Item => [name, new Map(Object.entries(own))]);
  return [items, new Map(Object.entries(parameters))];
}

/**
 * The text that is signed (RFC 9421 §2.5), as bytes. `answer` is null for a request's own signature.
 * Null where a covered component can't be had from the messages or stands there twice.
 */
export function signatureBase(
  input: InnerList,
  request: HttpRequest,
  answer: HttpAnswer | null,
): Uint8Array | null {
  const lines = new Map<string, string>();
  for (const item of input[0]) {
    const identifier = serializeItem(item);
    const value = componentValue(item, request, answer);
    if (value === null || lines.has(identifier)) return null;
    lines.set(identifier, value);
  }
  const text = [...lines].map(([identifier, value]) => `${identifier}: ${value}\n`).join('');
  return Buffer.from(`${text}"@signature-params": ${serializeInnerList(input)}`, 'utf8');
}

/** `sha-256=:…:` over the bytes that go over the wire (RFC 9530). */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** True where the field names the SHA-256 of exactly these bytes; absent or another algorithm is false. */
export function digestMatches(headers: HeaderFields, body: Uint8Array): boolean {
  const text = fieldValue(headers, 'content-digest');
  if (text === null) return false;
  try {
    const claimed = parseDictionary(text).get('sha-256')?.[0];
    const actual = createHash('sha256').update(body).digest();
    return (
      claimed instanceof ArrayBuffer &&
      claimed.byteLength === 32 &&
      timingSafeEqual(actual, new Uint8Array(claimed))
    );
  } catch {
    return false;
  }
}

function componentValue(item: Item, request: HttpRequest, answer: HttpAnswer | null): string | null {
  const [name, parameters] = item;
  if (typeof name !== 'string') return null;
  const rest = new Map(parameters);
  const ofRequest = rest.delete('req');
  if (ofRequest && !answer) return null;
  const key = rest.get('key');
  rest.delete('key');
  if (rest.size > 0) return null;
  const source = answer && !ofRequest ? answer : request;
  if (typeof key === 'string') return memberValue(source.headers, name, key);
  if (key !== undefined) return null;
  return name.startsWith('@') ? derivedValue(name, source) : fieldValue(source.headers, name);
}

/** Derived components of the profile (RFC 9421 §2.2); any other name is refused. */
function derivedValue(name: string, source: HttpRequest | HttpAnswer): string | null {
  if ('status' in source) return name === '@status' ? String(source.status) : null;
  switch (name) {
    case '@method':
      return source.method.toUpperCase();
    case '@authority':
      return source.authority.toLowerCase();
    case '@path':
      return source.path === '' ? '/' : source.path;
    case '@query':
      // Absent and empty are the same: a lone question mark (§2.2.7).
      return `?${source.query}`;
    default:
      return null;
  }
}

/** One member of a dictionary field, serialized strictly (RFC 9421 §2.1.2). */
function memberValue(headers: HeaderFields, name: string, key: string): string | null {
  const text = fieldValue(headers, name);
  if (text === null) return null;
  try {
    const member = parseDictionary(text).get(key);
    if (!member) return null;
    return isInnerList(member) ? serializeInnerList(member) : serializeItem(member);
  } catch {
    return null;
  }
}
