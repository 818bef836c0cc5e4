import { createHash } from 'node:crypto';
import type { CheckSignature } from '../shared/qr/verify-pass.ts';
import type { PublicJwk } from '../shared/scheme-wire.ts';
import { verifyingKeyOf } from './keys.ts';

/** The real check for `verifyPass`. False for whatever isn't that key's signature, or no key at all. */
export const checkEd25519: CheckSignature = (key, data, signature) => {
  const x = Buffer.from(key).toString('base64url');
  try {
    return verifyingKeyOf({ kty: 'OKP', crv: 'Ed25519', x }).verify(
      Uint8Array.from(data),
      Uint8Array.from(signature),
    );
  } catch {
    return false;
  }
};

/** The 32 bytes of a public key. */
export function rawKey({ x }: Pick<PublicJwk, 'x'>): number[] {
  return [...Buffer.from(x, 'base64url')];
}

/** How pass certificates name a key: the first 8 bytes of the SHA-256 of its 32 bytes, in lower hex. */
export function passKeyId(key: Pick<PublicJwk, 'x'>): string {
  return createHash('sha256')
    .update(Uint8Array.from(rawKey(key)))
    .digest('hex')
    .slice(0, 16);
}
