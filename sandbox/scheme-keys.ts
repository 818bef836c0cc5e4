import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadOrMakeSigningKey, type SigningKey } from '../platform/keys.ts';
import type { RandomBytes } from '../shared/ids.ts';
import type { KeyRole, SchemeKey } from '../shared/scheme-wire.ts';

const roles = ['root', 'answer', 'pass', 'settlement'] as const satisfies readonly KeyRole[];

export type SchemeKeys = {
  /** The practice wallets' own key: passes are signed by it, and its certificate by the `pass` key. */
  readonly wallet: SigningKey;
  readonly of: (role: KeyRole) => SigningKey;
  readonly list: () => readonly SchemeKey[];
};

/** Ten years, in seconds: practice keys outlive every practice shop. */
const lifeS = 10 * 365 * 86_400;

/** The scheme's keys in `folder`, made there the first time; `madeAtMs` is when that was. */
export function openSchemeKeys(folder: string, random: RandomBytes, madeAtMs: number): SchemeKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys: Record<KeyRole, SigningKey> = {
    root: loadOrMakeSigningKey(join(folder, 'root.json'), random),
    answer: loadOrMakeSigningKey(join(folder, 'answer.json'), random),
    settlement: loadOrMakeSigningKey(join(folder, 'settlement.json'), random),
    pass: loadOrMakeSigningKey(join(folder, 'pass.json'), random),
  };
  const nbf = Math.floor(madeAtMs / 1000);
  return {
    wallet: loadOrMakeSigningKey(join(folder, 'wallet.json'), random),
    of: (role) => keys[role],
    list: () =>
      roles.map((role) => ({ ...keys[role].publicJwk, kid: keys[role].kid, role, nbf, exp: nbf + lifeS })),
  };
}
