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
