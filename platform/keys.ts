import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RandomBytes } from '../shared/ids.ts';
import { type PublicJwk, publicJwk } from '../shared/scheme-wire.ts';
import { writeFileDurably } from './files.ts';

/** An Ed25519 key that signs; `kid` is its RFC 7638 thumbprint. */
export type SigningKey = {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly sign: (data: Uint8Array) => Uint8Array;
  /** The key with its secret `d`, as JSON text, to be kept where only its owner reads. */
  readonly secretText: () => string;
};

/** An Ed25519 key of somebody else. `verify` answers false for whatever isn't its signature. */
export type VerifyingKey = {
  readonly kid: string;
  readonly verify: (data: Uint8Array, signature: Uint8Array) => boolean;
};

const secretJwk = z.strictObject({ ...publicJwk.shape, d: publicJwk.shape.x });

/** PKCS #8 of an Ed25519 secret is this prefix and the 32 bytes themselves (RFC 8410 §7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A new key out of 32 random bytes: of the machine in the shop, of a seed in a simulation. */
export function makeSigningKey(random: RandomBytes): SigningKey {
  return signingKeyOf(random(32));
}

/** Reads what `secretText` wrote. Throws where that isn't an Ed25519 key whose two halves belong together. */
export function signingKeyFromText(text: string): SigningKey {
  const jwk = secretJwk.parse(JSON.parse(text));
  const key = signingKeyOf(Buffer.from(jwk.d, 'base64url'));
  if (key.publicJwk.x !== jwk.x) throw new Error('the key file holds a public half that is not its own');
  return key;
}

export function verifyingKeyOf(jwk: PublicJwk): VerifyingKey {
  const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: 'jwk' });
  return { kid: thumbprintOf(jwk), verify: (data, signature) => verify(null, data, key, signature) };
}

/** RFC 7638: SHA-256 over the required fields in alphabetical order without spaces, base64url. */
export function thumbprintOf(jwk: PublicJwk): string {
  const required = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  return createHash('sha256').update(required).digest('base64url');
}

/** The key in `path`, or null where there is no such file. Throws for a file that holds no key. */
export function loadSigningKey(path: string): SigningKey | null {
  const text = readIfThere(path);
  return text === null ? null : signingKeyFromText(text);
}

/** Keeps the key in a file of its user alone (0600), durably: a key in use is never lost to a power cut. */
export function saveSigningKey(path: string, key: SigningKey): void {
  writeFileDurably(path, key.secretText(), 0o600);
  chmodSync(path, 0o600);
}

/** The key in `path`; made and saved there the first time. */
export function loadOrMakeSigningKey(path: string, random: RandomBytes): SigningKey {
  const found = loadSigningKey(path);
  if (found) return found;
  const made = makeSigningKey(random);
  saveSigningKey(path, made);
  return made;
}

function signingKeyOf(secret: Uint8Array): SigningKey {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, secret]), format: 'der', type: 'pkcs8' });
  const jwk = publicJwkOf(key);
  return {
    kid: thumbprintOf(jwk),
    publicJwk: jwk,
    sign: (data) => sign(null, data, key),
    secretText: () => JSON.stringify({ ...jwk, d: Buffer.from(secret).toString('base64url') }),
  };
}

function publicJwkOf(key: KeyObject): PublicJwk {
  return publicJwk.parse(createPublicKey(key).export({ format: 'jwk' }));
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
