import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import { restartDelayMs } from './restart.ts';

/** A program in a process of its own, started again whenever it dies. */
export type Supervised = {
  /** Dropped while the program is down: what it must know it is told again at `onUp`. */
  readonly send: (message: object, ports?: MessagePortMain[]) => void;
  /** Ends it for good, by `farewell` if it listens for one, else by SIGTERM; settles when it is gone. */
  readonly stop: () => Promise<void>;
};

export type SupervisedProgram = {
  /** Shown in the system's list of processes. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Sent to ask it to end by itself. */
  readonly farewell?: object;
  readonly onMessage?: (message: unknown) => void;
  /** Called for each start, the first too. */
  readonly onUp?: () => void;
  readonly onDown?: () => void;
};

/** A program that has not ended by itself by then is ended. */
const stopTimeoutMs = 2_000;

/** Starts the program now and after every death, at once at first, slower while it keeps dying. */
export function supervise(program: SupervisedProgram): Supervised {
  let current: UtilityProcess | null = null;
  let deaths = 0;
  let ending = false;

  const start = () => {
    if (ending) return;
    const startedAt = Date.now();
    const child = utilityProcess.fork(program.file, [...program.args], {
      serviceName: program.name,
      stdio: 'inherit',
    });
    current = child;
    child.on('message', (message: unknown) => program.onMessage?.(message));
    child.on('spawn', () => program.onUp?.());
    child.on('exit', () => {
      current = null;
      if (ending) return;
      program.onDown?.();
      deaths = Date.now() - startedAt > steadyAfterMs ? 1 : deaths + 1;
      setTimeout(start, restartDelayMs(deaths));
    });
  };
  start();

  return {
    send: (message, ports) => current?.postMessage(message, ports),
    stop: () => {
      ending = true;
      return ended(current, program.farewell);
    },
  };
}

/** A program that ran this long is not counted as one that keeps dying. */
const steadyAfterMs = 10_000;

function ended(child: UtilityProcess | null, farewell: object | undefined): Promise<void> {
  if (!child) return Promise.resolve();
  return new Promise((resolve) => {
    const impatience = setTimeout(() => child.kill(), stopTimeoutMs);
    child.once('exit', () => {
      clearTimeout(impatience);
      resolve();
    });
    if (farewell) child.postMessage(farewell);
    else child.kill();
  });
}
