import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileDurably } from '../../platform/files.ts';
import type { FindKey } from '../../platform/http-signatures.ts';
import { thumbprintOf, verifyingKeyOf } from '../../platform/keys.ts';
import { passKeyId, rawKey } from '../../platform/pass-keys.ts';
import {
  clockToleranceS,
  type KeyRole,
  type PublicJwk,
  publicJwk,
  type SchemeKey,
  schemeKey,
  thumbprint,
} from '../../shared/scheme-wire.ts';

/** The root pinned at activation, and the list it signed last. Nothing in it is secret. */
const trustedKeys = z.object({ root: thumbprint, rootKey: publicJwk, keys: z.array(schemeKey) });
export type TrustedKeys = z.infer<typeof trustedKeys>;

/** Where the till keeps them between starts. */
export type KeyStore = {
  readonly load: () => TrustedKeys | null;
  readonly save: (keys: TrustedKeys) => void;
};

/** A file in the till's data folder. One that is damaged counts as absent: activation brings it back. */
export function fileKeyStore(path: string): KeyStore {
  return {
    load: () => {
      try {
        return trustedKeys.parse(JSON.parse(readFileSync(path, 'utf8')));
      } catch {
        return null;
      }
    },
    save: (keys) => writeFileDurably(path, JSON.stringify(keys)),
  };
}

/** For tests, simulation, and a client of one activation. */
export function memoryKeyStore(keys: TrustedKeys | null = null): KeyStore {
  let held = keys;
  return {
    load: () => held,
    save: (next) => {
      held = next;
    },
  };
}

/** True where this key is the one whose thumbprint was pinned. */
export function isPinned(key: PublicJwk | undefined, root: string): key is PublicJwk {
  return key !== undefined && thumbprintOf(key) === root;
}

/**
 * Finds keys that may sign as `role` at a moment of the scheme's time; null asks for no moment: a
 * till whose clock is off by years must still believe the answer that tells it so.
 */
export function findTrusted(trusted: TrustedKeys, role: KeyRole, nowS: number | null): FindKey {
  return (kid) => {
    if (role === 'root') return kid === trusted.root ? verifyingKeyOf(trusted.rootKey) : null;
    const key = trusted.keys.find((one) => one.kid === kid && one.role === role);
    return key && thumbprintOf(key) === kid && isCurrent(key, nowS) ? verifyingKeyOf(key) : null;
  };
}

/**
 * The key that certified a pass, by the first 8 bytes of its SHA-256 in lower hex: its 32 bytes, or null
 * where no key of that role and time is on the list. No moment is asked for with null.
 */
export function findPassKey(
  trusted: TrustedKeys | null,
  keyId: string,
  nowS: number | null,
): readonly number[] | null {
  const found = trusted?.keys.find((key) => key.role === 'pass' && passKeyId(key) === keyId);
  return found && isCurrent(found, nowS) ? rawKey(found) : null;
}

/** Within the same tolerance as signatures: two honest clocks differ by a little. */
function isCurrent(key: SchemeKey, nowS: number | null): boolean {
  return nowS === null || (key.nbf - clockToleranceS <= nowS && nowS < key.exp + clockToleranceS);
}
