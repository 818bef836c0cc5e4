import { type ChildProcess, spawn } from 'node:child_process';

/** A display for windows: the one that is there, or a virtual one that `stop` ends. */
export type Display = { readonly name: string; readonly stop: () => void };

/** The size on which the register and the pay screen need no scrolling (look.md 12). */
const screen = '1280x800x24';

/** True where a window can be shown. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Starts Xvfb on a free display number. Throws one line when it is not installed. */
export function startVirtualDisplay(): Promise<Display> {
  return new Promise((resolve, reject) => {
    // Xvfb writes the number that it found to the descriptor named by -displayfd.
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const stop = () => void server.kill();
    server.once('error', () =>
      reject(new Error('no virtual display: Xvfb is not installed (Debian: apt-get install xvfb)')),
    );
    server.once('exit', (code) => reject(new Error(`Xvfb ended at once (${code})`)));
    server.stdio[3]?.once('data', (number: Buffer) => {
      detach(server);
      process.once('exit', stop);
      resolve({ name: `:${number.toString().trim()}`, stop });
    });
  });
}

/** The display alone must not keep this process alive. */
function detach(server: ChildProcess): void {
  server.unref();
  const pipe = server.stdio[3];
  if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}
