import { randomFillSync } from 'node:crypto';
import type { RandomBytes } from '../shared/ids.ts';

/** Drawn at once, since asking the system for 16 bytes costs as much as for four thousand. */
const drawnBytes = 4096;

/** The system's cryptographic random numbers, handed out in pieces; every byte is given once. */
export function systemRandom(): RandomBytes {
  const pool = Buffer.alloc(drawnBytes);
  let used = drawnBytes;
  return (length) => {
    if (length > drawnBytes) throw new Error(`at most ${drawnBytes} random bytes at once`);
    if (used + length > drawnBytes) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = Uint8Array.from(pool.subarray(used, used + length));
    // What was handed out may be a key: it does not stay behind in the pool.
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}
