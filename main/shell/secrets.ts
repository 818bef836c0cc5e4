import { safeStorage } from 'electron';

/**
 * Wraps and unwraps key bytes with the system's keystore. Answers null where there is none, or where
 * the bytes are not this keystore's: the core then keeps the key in a 0600 file and warns, or refuses.
 */
export function keystore(work: 'wrap' | 'unwrap', bytes: Uint8Array): Uint8Array | null {
  if (!isProtecting()) return null;
  try {
    if (work === 'wrap') return safeStorage.encryptString(Buffer.from(bytes).toString('base64'));
    return Buffer.from(safeStorage.decryptString(Buffer.from(bytes)), 'base64');
  } catch {
    return null;
  }
}

/** On Linux `basic_text` is a fixed password known to everyone: as good as none (Electron, safeStorage). */
function isProtecting(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
