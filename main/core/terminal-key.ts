import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably } from '../../platform/files.ts';
import { makeSigningKey, type SigningKey, signingKeyFromText } from '../../platform/keys.ts';
import { StoreError } from '../store/database.ts';
import type { Keystore } from './shell-line.ts';

/**
 * The terminal's key out of `DIR/keys/terminal.wrapped`, made and wrapped there the first time. Null
 * where the key lies in the open or the system has no keystore: `openTill` then keeps it in a file of
 * its user alone and the screens warn. A key that is there is never replaced by another: what the
 * keystore can't open any more (another desktop, another user) is said, and nothing is touched.
 */
export async function terminalKey(dataDir: string, keystore: Keystore): Promise<SigningKey | null> {
  const folder = join(dataDir, 'keys');
  const wrapped = join(folder, 'terminal.wrapped');
  if (existsSync(wrapped)) return unwrapped(readFileSync(wrapped), keystore);
  if (existsSync(join(folder, 'terminal.json'))) return null;
  const key = makeSigningKey((length) => randomBytes(length));
  const bytes = await keystore.wrap(Buffer.from(key.secretText(), 'utf8'));
  if (bytes === null) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileDurably(wrapped, bytes, 0o600);
  return key;
}

/**
 * What PINs are mixed with, out of `DIR/keys/pepper.wrapped`, made and wrapped there the first time. Null
 * where it lies in the open, as with the terminal's key.
 */
export async function pinPepper(dataDir: string, keystore: Keystore): Promise<Uint8Array | null> {
  const path = join(dataDir, 'keys', 'pepper');
  if (existsSync(`${path}.wrapped`)) return opened(readFileSync(`${path}.wrapped`), keystore);
  if (existsSync(path)) return null;
  const pepper = randomBytes(32);
  const bytes = await keystore.wrap(pepper);
  if (bytes === null) return null;
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  writeFileDurably(`${path}.wrapped`, bytes, 0o600);
  return pepper;
}

async function unwrapped(wrapped: Uint8Array, keystore: Keystore): Promise<SigningKey> {
  return signingKeyFromText(Buffer.from(await opened(wrapped, keystore)).toString('utf8'));
}

async function opened(wrapped: Uint8Array, keystore: Keystore): Promise<Uint8Array> {
  const bytes = await keystore.unwrap(wrapped);
  if (bytes === null)
    throw new StoreError(
      'store-missing',
      "this system's keystore can't open the till's key: start it as the user and on the desktop that made it",
    );
  return bytes;
}
