import { spawn } from 'node:child_process';
import { bundle, root } from './bundle.ts';
import { hasDisplay, startVirtualDisplay } from './display.ts';
import { findElectron, switchesHere } from './electron-runtime.ts';
import { prepareSystem } from './system.ts';

/**
 * `npm start -- [--data DIR] [--scheme URL] [--lang zh-CN|en] [--virtual]`: opens the terminal in the
 * practice shop. What it can't do it says in one line on stderr, and exits 1.
 */
const words = process.argv.slice(2);
/** Chromium's remarks about a missing message bus and the like; fatal ones still show. */
const quiet = '--log-level=3';
const wantsVirtual = words.includes('--virtual');

try {
  process.exitCode = await start();
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : problem);
  process.exitCode = 1;
}

async function start(): Promise<number> {
  if (!hasDisplay() && !wantsVirtual)
    throw new Error(
      'no display here: start on a desktop, set DISPLAY, or use a virtual one: npm start -- --virtual',
    );
  const say = (line: string) => console.error(line);
  prepareSystem(wantsVirtual ? ['window', 'virtual-display'] : ['window'], say);
  const [runtime] = [await findElectron(say), await bundle(say)];
  const display = wantsVirtual ? await startVirtualDisplay() : null;
  const till = spawn(
    runtime.executable,
    [...switchesHere(), quiet, root, ...words.filter((word) => word !== '--virtual')],
    { stdio: 'inherit', env: { ...process.env, ...(display ? { DISPLAY: display.name } : {}) } },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => till.kill(signal));
  const code = await new Promise<number>((resolve) => till.once('exit', (status) => resolve(status ?? 1)));
  display?.stop();
  return code;
}
