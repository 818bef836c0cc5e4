import { createHash } from 'node:crypto';
import type { Clock } from '../shared/time.ts';

/** What can go wrong on purpose; the design page names and describes each. */
export const faultKinds = [
  'drop-request',
  'drop-reply',
  'delay',
  'duplicate',
  'reorder',
  'error',
  'crash',
  'unsigned',
  'wrong-amount',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** `share` of requests, 0 to 1; `ms` for a delay, and for how long a reordered request is held at most. */
export type Fault = { readonly share: number; readonly ms: number };
export type Faults = Partial<Readonly<Record<FaultKind, Fault>>>;

const defaultMs: Partial<Readonly<Record<FaultKind, number>>> = { delay: 3000, reorder: 1000 };

/** Reads `drop-reply=0.1,delay=0.2:3000`; throws with a line for the person who typed it. */
export function parseFaults(text: string): Faults {
  const faults: { -readonly [kind in FaultKind]?: Fault } = {};
  for (const part of text.split(',').filter((piece) => piece.trim() !== '')) {
    const match = /^\s*([a-z-]+)=(0|1|0?\.\d+|1\.0+)(?::(\d{1,6}))?\s*$/.exec(part);
    const kind = faultKinds.find((name) => name === match?.[1]);
    if (!match || !kind) {
      throw new Error(`--faults: "${part}" is not one of ${faultKinds.join(', ')} with a share from 0 to 1`);
    }
    faults[kind] = { share: Number(match[2]), ms: Number(match[3] ?? defaultMs[kind] ?? 0) };
  }
  return faults;
}

/** What happens to one request. `before` and `after` are seen from the moment it takes effect. */
export type Plan = {
  readonly dropRequest: boolean;
  readonly dropReply: boolean;
  readonly delayMs: number;
  readonly isReplyDelayed: boolean;
  readonly isDuplicated: boolean;
  readonly holdMs: number;
  readonly error: 'none' | 'before' | 'after';
  readonly crash: 'none' | 'before' | 'after';
  readonly lie: Lie;
};

/** What is wrong with an answer itself. The foreign wallet's stand-in tells lies; the scheme can't. */
export type Lie = 'none' | 'unsigned' | 'wrong-amount';

/**
 * The plan of a request by its number. Each fault draws on its own, so that turning one on leaves
 * the others where they were; `boot` counts starts, or a crash would come back at the same number
 * for ever.
 */
export function planOf(faults: Faults, seed: number, boot: number, sequence: number): Plan {
  const draw = (name: string) => drawn(`${seed}|${boot}|${sequence}|${name}`);
  const hits = (kind: FaultKind) => draw(kind) < (faults[kind]?.share ?? 0);
  const side = (kind: FaultKind) => (draw(`${kind} side`) < 0.5 ? 'before' : 'after');
  return {
    dropRequest: hits('drop-request'),
    dropReply: hits('drop-reply'),
    delayMs: hits('delay') ? (faults.delay?.ms ?? 0) : 0,
    isReplyDelayed: side('delay') === 'after',
    isDuplicated: hits('duplicate'),
    holdMs: hits('reorder') ? (faults.reorder?.ms ?? 0) : 0,
    error: hits('error') ? side('error') : 'none',
    crash: hits('crash') ? side('crash') : 'none',
    lie: hits('unsigned') ? 'unsigned' : hits('wrong-amount') ? 'wrong-amount' : 'none',
  };
}

/** A number in [0, 1) that depends on the text alone. */
function drawn(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** What came out of a request: an answer, an unsigned error, or a socket closed at once. */
export type Outcome<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'error' }
  | { readonly kind: 'drop' };

export type FaultLine = {
  /** Runs `handle` under the next request's plan. */
  readonly run: <Answer>(handle: (lie: Lie) => Promise<Answer>) => Promise<Outcome<Answer>>;
  /** How many requests have had a plan. */
  readonly count: () => number;
};

export type FaultSettings = {
  readonly faults: Faults;
  readonly seed: number;
  readonly boot: number;
  readonly clock: Clock;
  /** SIGKILL of the worker; in a simulation, whatever stands for it. Nothing is answered after it. */
  readonly onCrash: () => void;
};

/** Stands between the socket and the scheme. */
export function createFaultLine(settings: FaultSettings): FaultLine {
  const { faults, seed, boot, clock, onCrash } = settings;
  const held = new Set<() => void>();
  let sequence = 0;
  const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, () => resolve()));

  /** Held back until another request has been handled, or its time is over. */
  const hold = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, release);
      function release(): void {
        held.delete(release);
        cancel();
        resolve();
      }
      held.add(release);
    });

  async function run<Answer>(handle: (lie: Lie) => Promise<Answer>): Promise<Outcome<Answer>> {
    const plan = planOf(faults, seed, boot, sequence);
    sequence += 1;
    if (plan.dropRequest) return { kind: 'drop' };
    if (plan.crash === 'before') return crashed();
    if (plan.delayMs > 0 && !plan.isReplyDelayed) await pause(plan.delayMs);
    if (plan.holdMs > 0) await hold(plan.holdMs);
    if (plan.error === 'before') return { kind: 'error' };
    const answer = await handle(plan.lie);
    for (const release of [...held]) release();
    if (plan.isDuplicated) await handle('none');
    if (plan.crash === 'after') return crashed();
    if (plan.delayMs > 0 && plan.isReplyDelayed) await pause(plan.delayMs);
    if (plan.error === 'after') return { kind: 'error' };
    return plan.dropReply ? { kind: 'drop' } : { kind: 'answer', answer };
  }

  function crashed(): Outcome<never> {
    onCrash();
    return { kind: 'drop' };
  }

  return { run, count: () => sequence };
}
