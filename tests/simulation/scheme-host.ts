import { type FaultKind, type Faults, planOf } from '../../sandbox/faults.ts';
import { createScheme, type Scheme } from '../../sandbox/scheme.ts';
import { bytesOf, diceOf } from './dice.ts';
import { machineClock, type Timeline } from './fake-clock.ts';
import type { Steps, Tally } from './steps.ts';
import type { Wire } from './wire.ts';

/** The scheme's own machine: one folder and one port, whatever dies and comes back on them. */
export type SchemeHost = {
  readonly url: () => string;
  readonly isUp: () => boolean;
  /** What runs now; null while it is down. */
  readonly scheme: () => Scheme | null;
  /** Gone as by SIGKILL, and back after `forMs`. */
  readonly kill: (forMs: number, why: string) => void;
  /** From its next start on it misbehaves like this, and takes so many calls in a second. */
  readonly setFaults: (faults: Faults, ratePerS?: number) => void;
  /** A request was heard: says to the tally which faults were drawn for it. */
  readonly countRequest: () => void;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type SchemeHostParts = {
  readonly dataDir: string;
  readonly seed: string;
  readonly wallMs: number;
  readonly timeline: Timeline;
  readonly wire: Wire;
  readonly steps: Steps;
  readonly tally: Tally;
};

type Running = { readonly scheme: Scheme; readonly halt: () => void };

export function createSchemeHost(parts: SchemeHostParts): SchemeHost {
  const { timeline, wire, steps, tally, seed } = parts;
  const wall = machineClock(timeline, parts.wallMs);
  const faultSeed = diceOf(`${seed} faults`).between(0, 1_000_000);
  const dice = diceOf(`${seed} scheme host`);
  let running: Running | null = null;
  let closing: Promise<void> = Promise.resolve();
  let faults: Faults = {};
  let rate: number | undefined;
  let boot = 0;
  let heard = 0;
  let port = 0;
  let url = '';

  const start = async (): Promise<void> => {
    await closing;
    boot += 1;
    heard = 0;
    const clock = wall.start();
    const scheme = createScheme({
      dataDir: parts.dataDir,
      clock,
      random: bytesOf(`${seed} scheme ${boot}`),
      faults,
      seed: faultSeed,
      ...(rate === undefined ? {} : { ratePerS: rate }),
      // A supervisor has it back within a second (design, "The scheme interface").
      onCrash: () => kill(dice.between(300, 1000), 'crash fault'),
    });
    url = (await scheme.listen(port)).url;
    port = Number(new URL(url).port);
    running = { scheme, halt: clock.stop };
    steps.say(`scheme listens, start ${boot}`);
  };
  const die = (): void => {
    running?.halt();
    if (running) closing = running.scheme.close();
    running = null;
    wire.during(closing);
  };
  const kill = (forMs: number, why: string): void => {
    if (!running) return;
    steps.say(`scheme down for ${forMs} ms: ${why}`);
    die();
    timeline.after(forMs, () => wire.during(start()));
  };

  return {
    url: () => url,
    isUp: () => running !== null,
    scheme: () => running?.scheme ?? null,
    kill,
    setFaults: (next, ratePerS) => {
      faults = next;
      rate = ratePerS;
    },
    countRequest: () => {
      for (const kind of drawn(faults, faultSeed, boot, heard)) tally.add(`fault ${kind}`);
      heard += 1;
    },
    start,
    stop: async () => {
      die();
      await closing;
    },
  };
}

function drawn(faults: Faults, seed: number, boot: number, sequence: number): FaultKind[] {
  const plan = planOf(faults, seed, boot, sequence);
  const hits: Readonly<Record<FaultKind, boolean>> = {
    'drop-request': plan.dropRequest,
    'drop-reply': plan.dropReply,
    delay: plan.delayMs > 0,
    duplicate: plan.isDuplicated,
    reorder: plan.holdMs > 0,
    error: plan.error !== 'none',
    crash: plan.crash !== 'none',
    unsigned: plan.lie === 'unsigned',
    'wrong-amount': plan.lie === 'wrong-amount',
  };
  return (Object.keys(hits) as FaultKind[]).filter((kind) => hits[kind]);
}
