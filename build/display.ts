import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** A display for windows: the one that is there, or a virtual one that `stop` ends. */
export type Display = { readonly name: string; readonly stop: () => void };

/** The size on which the register and the pay screen need no scrolling (look.md 12). */
const screen = '1280x800x24';

/** True where a window can be shown. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Starts Xvfb on a free display number. It ends with this process, however that ends: the shell around
 * it waits for the end of its input. Throws one line when it is not installed.
 */
export function startVirtualDisplay(): Promise<Display> {
  return new Promise((resolve, reject) => {
    // Xvfb writes the number that it found to the descriptor named by -displayfd.
    const xvfb = `Xvfb -displayfd 3 -screen 0 ${screen} -nolisten tcp >/dev/null 2>&1`;
    const shell = spawn('sh', ['-c', `${xvfb} & exec 3>&-; read -r end; kill $!`], {
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    });
    const stop = () => void shell.stdin?.end();
    const number = shell.stdio[3];
    let isStarted = false;
    number?.once('data', (text: Buffer) => {
      isStarted = true;
      letGo(shell);
      resolve({ name: `:${text.toString().trim()}`, stop });
    });
    // The descriptor closes unwritten when Xvfb could not be started.
    number?.once('end', () => {
      if (isStarted) return;
      stop();
      reject(new Error('no virtual display: Xvfb does not start (Debian: apt-get install xvfb)'));
    });
  });
}

/** The display alone must not keep this process alive. */
function letGo(shell: ChildProcess): void {
  shell.unref();
  for (const stream of [shell.stdin, shell.stdio[3]]) if (stream instanceof Socket) stream.unref();
}
