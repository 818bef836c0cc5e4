import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a whole file so that a power cut leaves either the old one or the new one: side file, sync,
 * rename, sync of the folder, since a rename is only as durable as the folder that holds it.
 */
export function writeFileDurably(path: string, content: string | Uint8Array, mode = 0o644): void {
  const side = `${path}.new`;
  const file = openSync(side, 'w', mode);
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(side, path);
  syncFolder(dirname(path));
}

/** Makes renames and new files in a folder durable. Windows can't open folders and doesn't need it. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
