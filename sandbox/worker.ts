import { randomBytes } from 'node:crypto';
import type { Clock } from '../shared/time.ts';
import { createScheme, type Scheme, type SchemeAddress, type SchemeOptions } from './scheme.ts';
import { type WorkerOptions, workerOptions } from './worker-options.ts';

/*
 * The process that serves the scheme: under the supervisor, or bundled in the till's own utility
 * process. Its options are words on its command line; when it listens it says `{"url","root"}` to
 * whoever started it, and it ends with them.
 */

const machineClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A supervisor tells its standby worker to take over, on the port that it had. */
export type TakeOver = { readonly listenOn: number };

function main(): void {
  const options = optionsOrExit();
  process.on('disconnect', () => process.exit(0));
  if (options.isStandby) process.once('message', (message: TakeOver) => serve(options, message.listenOn));
  else serve(options, options.port);
}

function serve(options: WorkerOptions, port: number): void {
  const scheme = openOrExit({
    dataDir: options.dataDir,
    clock: machineClock,
    random: (length) => randomBytes(length),
    faults: options.faults,
    seed: options.seed,
    onCrash: () => process.kill(process.pid, 'SIGKILL'),
    ...(options.ratePerS === undefined ? {} : { ratePerS: options.ratePerS }),
  });
  const end = () => void scheme.close().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  scheme.listen(port).then(tell, (error: Error) => fail(error));
}

/** To Electron's shell, to the supervisor, or to whoever reads the output. */
function tell(address: SchemeAddress): void {
  if (tellShell(address)) return;
  if (process.send) process.send(address);
  else process.stdout.write(`${JSON.stringify(address)}\n`);
}

/** Electron gives a utility process a `parentPort`; plain Node has no such thing. */
function tellShell(address: SchemeAddress): boolean {
  const port: unknown = 'parentPort' in process ? process.parentPort : null;
  if (typeof port !== 'object' || port === null || !('postMessage' in port)) return false;
  if (typeof port.postMessage !== 'function') return false;
  port.postMessage(address);
  return true;
}

function openOrExit(options: SchemeOptions): Scheme {
  try {
    return createScheme(options);
  } catch (error) {
    return fail(error instanceof Error ? error : new Error(String(error)));
  }
}

function optionsOrExit(): WorkerOptions {
  try {
    return workerOptions(process.argv.slice(2));
  } catch (error) {
    return fail(error instanceof Error ? error : new Error(String(error)));
  }
}

function fail(error: Error): never {
  console.error(`sandbox: ${error.message}`);
  process.exit(1);
}

main();
