import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Signatures of the kind that open payment gateways call RSA2: SHA-256 with RSA, PKCS #1 v1.5, base64.
 * A request is signed over its parameters, an answer over one member of its JSON exactly as it is written.
 */

/** Keys as those gateways hand them out: PEM, or the bare base64 between PEM's two lines. Throws for anything else. */
export function rsaPrivateKey(text: string): KeyObject {
  return rsaOnly(createPrivateKey(pem(text, 'PRIVATE KEY')));
}

export function rsaPublicKey(text: string): KeyObject {
  return rsaOnly(createPublicKey(pem(text, 'PUBLIC KEY')));
}

function pem(text: string, label: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----')) return trimmed;
  return `-----BEGIN ${label}-----\n${trimmed.replace(/\s+/g, '')}\n-----END ${label}-----\n`;
}

function rsaOnly(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new Error('this is no RSA key');
  return key;
}

export function signRsa2(key: KeyObject, text: string): string {
  return sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');
}

/** False for whatever isn't its signature, base64 that is none included. */
export function isRsa2(key: KeyObject, text: string, signature: string): boolean {
  return verify('sha256', Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
}

/** What a request is signed over: every parameter but `sign` that says something, by name, `name=value` with `&`. */
export function textOfParameters(parameters: Readonly<Record<string, string>>): string {
  return Object.keys(parameters)
    .filter((name) => name !== 'sign' && parameters[name] !== '')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
}

/**
 * The members of a JSON object, each as it is written, since that is what an answer is signed over. Null
 * where the text is no JSON object, or names a member twice: then nobody can say which one was signed.
 */
export function membersAsWritten(text: string): ReadonlyMap<string, string> | null {
  if (!isJsonObject(text)) return null;
  const members = new Map<string, string>();
  const walk = { text, at: skipSpace(text, text.indexOf('{') + 1) };
  while (text[walk.at] === '"') {
    const name: unknown = JSON.parse(takeValue(walk));
    walk.at = skipSpace(text, skipSpace(text, walk.at) + 1);
    const value = takeValue(walk);
    if (typeof name !== 'string' || members.has(name)) return null;
    members.set(name, value);
    walk.at = skipSpace(text, walk.at);
    if (text[walk.at] === ',') walk.at = skipSpace(text, walk.at + 1);
  }
  return members;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** The text is known to be JSON, so only its nesting and its strings have to be followed. */
function takeValue(walk: { readonly text: string; at: number }): string {
  const from = walk.at;
  let depth = 0;
  for (;;) {
    const character = walk.text[walk.at] ?? '';
    if (character === '"') walk.at = endOfString(walk.text, walk.at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth < 0 || (depth === 0 && character === ',')) return walk.text.slice(from, walk.at).trimEnd();
    walk.at += 1;
    if (depth === 0 && (character === '"' || character === '}' || character === ']'))
      return walk.text.slice(from, walk.at);
  }
}

/** Where the string that begins at `from` has its closing quote. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
