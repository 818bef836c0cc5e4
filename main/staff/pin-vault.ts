import { createHmac, randomFillSync, scrypt, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileDurably } from '../../platform/files.ts';

/** scrypt's cost, kept beside each secret so that it can be raised. [OWASP Password Storage] */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;

/** 128 · N · r bytes are needed, and a little more. */
const maxMemory = 160 * 1024 * 1024;

const secretOfPin = z.strictObject({
  salt: z.string(),
  hash: z.string(),
  N: z.int(),
  r: z.int(),
  p: z.int(),
});

const vaultFile = z.strictObject({ v: z.literal(1), pins: z.record(z.uuid(), secretOfPin) });

type Secrets = z.infer<typeof vaultFile>['pins'];
type Cost = Pick<z.infer<typeof secretOfPin>, 'N' | 'r' | 'p'>;

/**
 * The PINs' secrets, beside the books and never in them: 10,000 PINs fall within the hour to whoever has
 * the hash, and the journal is copied, exported and handed to auditors. The books name each by its id.
 */
export type PinVault = {
  /** Keeps a PIN under a new id, durably; those that `inUse` does not name are dropped. */
  readonly keep: (pinId: string, personId: string, pin: string, inUse: readonly string[]) => Promise<void>;
  /** Whether it is the PIN of that id. Takes the same time where there is no such id. */
  readonly matches: (pinId: string | null, personId: string, pin: string) => Promise<boolean>;
};

export type PinVaultParts = {
  readonly path: string;
  /** A secret of the machine's keystore: without it the file alone tells nothing about a PIN. */
  readonly pepper: () => Uint8Array;
};

export function openPinVault(parts: PinVaultParts): PinVault {
  return {
    keep: async (pinId, personId, pin, inUse) => {
      const salt = randomFillSync(Buffer.alloc(16));
      const hash = await derived(peppered(parts.pepper(), pinId, personId, pin), salt, cost);
      const known = Object.entries(read(parts.path)).filter(([id]) => inUse.includes(id));
      const secret = { salt: salt.toString('base64'), hash: hash.toString('base64'), ...cost };
      const file = { v: 1, pins: { ...Object.fromEntries(known), [pinId]: secret } };
      writeFileDurably(parts.path, JSON.stringify(file), 0o600);
    },
    matches: async (pinId, personId, pin) => {
      const secret = pinId === null ? undefined : read(parts.path)[pinId];
      const { salt, N, r, p } = secret ?? { salt: '', ...cost };
      const bytes = peppered(parts.pepper(), pinId ?? '', personId, pin);
      const hash = await derived(bytes, Buffer.from(salt, 'base64'), { N, r, p });
      const kept = Buffer.from(secret?.hash ?? '', 'base64');
      return kept.length === hash.length && timingSafeEqual(kept, hash);
    },
  };
}

/** A secret fits one person and one setting of their PIN: copied to another entry it fits nothing. */
function peppered(pepper: Uint8Array, pinId: string, personId: string, pin: string): Buffer {
  return createHmac('sha256', pepper)
    .update(JSON.stringify([pinId, personId, pin]))
    .digest();
}

function derived(bytes: Buffer, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(bytes, salt, 32, { N, r, p, maxmem: maxMemory }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}

function read(path: string): Secrets {
  return existsSync(path) ? vaultFile.parse(JSON.parse(readFileSync(path, 'utf8'))).pins : {};
}
