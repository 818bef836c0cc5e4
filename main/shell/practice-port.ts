import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * The loopback port of this folder's sandbox scheme: the one it had before while that is free, so that
 * an open phone page and a printed address stay true over a restart; else a new one, remembered.
 */
export async function practicePort(dataDir: string): Promise<number> {
  const memory = join(dataDir, 'sandbox-port');
  const before = remembered(memory);
  const port = (before !== null && (await freePort(before))) || (await freePort(0));
  if (port === null) throw new Error('no loopback port is free for the practice shop');
  if (port !== before) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(memory, `${port}\n`);
  }
  return port;
}

function remembered(memory: string): number | null {
  try {
    const port = Number.parseInt(readFileSync(memory, 'utf8'), 10);
    return port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}

/** Null when taken. `0` asks the system for any. */
function freePort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : null;
      probe.close(() => resolve(port));
    });
  });
}
