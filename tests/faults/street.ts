import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { practiceCalls } from '../../main/scheme/practice.ts';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import { type Result, refused } from '../../shared/result.ts';
import type { RegisterView } from '../../shared/views.ts';
import { createTimeline, type Timeline } from '../simulation/fake-clock.ts';
import { createSchemeHost, type SchemeHost } from '../simulation/scheme-host.ts';
import { createSteps, createTally, type Steps } from '../simulation/steps.ts';
import { createTillHost, type TillHost } from '../simulation/till-host.ts';
import { type Wire, watchWire } from '../simulation/wire.ts';
import { createLine, type Line } from './line.ts';

/** One counter: a till on a machine of its own, and the cable to the scheme. */
export type Counter = {
  readonly folder: string;
  readonly host: TillHost;
  readonly line: Line;
  /** One call as the window makes it; refused `internal` where the machine was or went dark. */
  readonly ask: <K extends AskName>(name: K, input: AskInput<K>) => Promise<Result<AskAnswer<K>>>;
  /** What the screen shows; throws where it is dark. */
  readonly look: () => RegisterView;
};

/** Some tills and one scheme, all real, on one clock that moves only when it is told to. */
export type Street = {
  readonly folder: string;
  readonly timeline: Timeline;
  readonly wire: Wire;
  readonly steps: Steps;
  readonly scheme: SchemeHost;
  readonly counters: readonly Counter[];
  /** What a clock says that nobody has set. */
  readonly nowMs: () => number;
  readonly pass: (ms: number) => Promise<void>;
  /** Awaits real work that the clock has to go on for. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
  /** Lets time pass until nothing is open at any till; dark ones are started. False after `limitMs`. */
  readonly settle: (limitMs?: number) => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

/** Ten in the morning at the shop. */
const beginsMs = Date.UTC(2026, 10, 23, 2);

/** Opens scheme and tills in a folder of their own, each till in a practice shop with an open shift. */
export async function openStreet(seed: string, tills: number): Promise<Street> {
  const folder = mkdtempSync(join(tmpdir(), 'countertop-street-'));
  const timeline = createTimeline();
  const wire = watchWire();
  const steps = createSteps(timeline);
  const common = { timeline, wire, steps, tally: createTally(), wallMs: beginsMs };
  const scheme = createSchemeHost({ ...common, seed, dataDir: join(folder, 'scheme') });
  await scheme.start();
  const counters: Counter[] = [];
  for (let no = 1; no <= tills; no += 1) {
    const line = createLine(scheme.url);
    await line.open();
    const dataDir = join(folder, `till-${no}`);
    const host = createTillHost({
      ...common,
      seed: `${seed} till ${no}`,
      dataDir,
      schemeUrl: line.url,
      ticket: () => practiceCalls(scheme.url()).terminal({ currency: 'CNY', zone: 'Asia/Shanghai' }),
    });
    await host.boot();
    counters.push(counterOf(dataDir, host, line, steps));
  }
  const pass = (ms: number): Promise<void> => passTime({ timeline, wire, counters }, ms);
  const during = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const end = (): void => {
      isDone = true;
    };
    work.then(end, end);
    while (!isDone) await pass(500);
    return work;
  };
  return {
    nowMs: () => beginsMs + timeline.nowMs(),
    ...{ folder, timeline, wire, steps, scheme, counters, pass, during },
    settle: (limitMs) => settle({ counters, timeline, scheme, pass }, limitMs),
    stop: async () => {
      for (const { host, line } of counters) {
        host.close();
        await line.close();
      }
      await scheme.stop();
      wire.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function counterOf(folder: string, host: TillHost, line: Line, steps: Steps): Counter {
  return {
    ...{ folder, host, line },
    look: () => host.till().view(),
    ask: async (name, input) => {
      if (!host.isOn()) return refused('internal');
      steps.say(`${name} ${JSON.stringify(input)}`);
      try {
        const answer = await host.till().handlers[name](input);
        if (!answer.ok) steps.say(`  refused: ${answer.problem.code}`);
        return host.isOn() ? answer : refused('internal');
      } catch (error) {
        if (host.isOn()) throw error;
        return refused('internal');
      }
    },
  };
}

type Moving = Pick<Street, 'timeline' | 'wire' | 'counters'>;

/** Real input and output run until nothing moves; only then the clock jumps to whoever waits next. */
async function passTime({ timeline, wire, counters }: Moving, ms: number): Promise<void> {
  const untilMs = timeline.nowMs() + ms;
  const alive = (): number => counters.filter(({ host }) => host.isOn()).length;
  for (;;) {
    await wire.rest();
    const dueMs = timeline.nextDueMs();
    if (dueMs === null || dueMs > untilMs) break;
    const before = alive();
    try {
      timeline.runNext();
    } catch (error) {
      // A core that dies in the middle of a timer takes its stack with it.
      if (alive() === before) throw error;
    }
  }
  timeline.moveTo(untilMs);
}

/** Longer than anything takes, once everything works again. */
const settlesWithinMs = 5 * 3_600_000;

async function settle(
  { counters, timeline, scheme, pass }: Pick<Street, 'counters' | 'timeline' | 'scheme' | 'pass'>,
  limitMs = settlesWithinMs,
): Promise<boolean> {
  const untilMs = timeline.nowMs() + limitMs;
  for (let stepMs = 1_000; timeline.nowMs() < untilMs; stepMs = Math.min(stepMs * 1.2, 20_000)) {
    await pass(Math.ceil(stepMs));
    for (const { host } of counters) if (!host.isOn()) await host.boot();
    if (scheme.isUp() && counters.every(isQuiet)) return true;
  }
  return false;
}

/** Nothing open: no payment, no refund, no pass that has to be handed in. */
function isQuiet({ host }: Counter): boolean {
  const { collecting, givingBack, offline } = host.till();
  return (
    collecting.unresolved().length === 0 && givingBack.open().length === 0 && offline.open().length === 0
  );
}
