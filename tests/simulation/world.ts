import { practiceCalls } from '../../main/scheme/practice.ts';
import type { Till } from '../../main/till.ts';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import type { Result } from '../../shared/result.ts';
import type { BasketView, RegisterView } from '../../shared/views.ts';
import { createPhones, type Phones } from './customers.ts';
import { type Dice, diceOf } from './dice.ts';
import { createTimeline, type Timeline } from './fake-clock.ts';
import { type Goods, practiceGoods } from './goods.ts';
import type { DayPlan } from './plan.ts';
import { createSchemeHost, type SchemeHost } from './scheme-host.ts';
import { createSteps, createTally, type Steps, type Tally } from './steps.ts';
import { createTillHost, PowerCut, type TillHost } from './till-host.ts';
import { createTruth, type SeenBasket, type Truth } from './truth.ts';
import { type Wire, watchWire } from './wire.ts';

/** The shop on its street: till, scheme, customers, weather, all on one clock. */
export type World = {
  readonly plan: DayPlan;
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly wire: Wire;
  readonly steps: Steps;
  readonly tally: Tally;
  readonly scheme: SchemeHost;
  readonly host: TillHost;
  readonly phones: Phones;
  readonly goods: Goods;
  readonly truth: Truth;
  /** Time passes, whatever happens in it. */
  readonly pass: (ms: number) => Promise<void>;
  /** Time passes at the counter. Throws PowerCut when the machine goes dark meanwhile. */
  readonly wait: (ms: number) => Promise<void>;
  /** What the screen shows. Throws PowerCut where it is dark. */
  readonly look: () => RegisterView;
  /** One call as the window makes it. Throws PowerCut where nobody lived to answer it. */
  readonly ask: <K extends AskName>(name: K, input: AskInput<K>) => Promise<Result<AskAnswer<K>>>;
  /** The same for what has no call in the contract yet. */
  readonly act: <T>(what: string, run: (till: Till) => T) => T;
  readonly stop: () => Promise<void>;
};

/** Nine in the morning at the shop. */
const dayBeginsMs = Date.UTC(2026, 10, 23, 1);

/** Opens a world in an empty folder; nothing runs in it yet. */
export function createWorld(plan: DayPlan, folder: string): World {
  const timeline = createTimeline();
  const wire = watchWire();
  const steps = createSteps(timeline);
  const tally = createTally();
  const common = { seed: plan.seed, wallMs: dayBeginsMs, timeline, wire, steps, tally };
  const scheme = createSchemeHost({ ...common, dataDir: `${folder}/scheme` });
  const phones = createPhones(scheme.url);
  const host = createTillHost({
    ...common,
    dataDir: `${folder}/till`,
    schemeUrl: scheme.url,
    ticket: () => practiceCalls(scheme.url()).terminal({ currency: 'CNY', zone: 'Asia/Shanghai' }),
  });
  const truth = createTruth();
  const pass = async (ms: number): Promise<void> => passTime(timeline, wire, host, ms, () => true);
  return {
    ...{ plan, timeline, wire, steps, tally, scheme, host, phones, truth, pass },
    dice: diceOf(`${plan.seed} counter`),
    goods: practiceGoods(),
    wait: async (ms) => {
      await passTime(timeline, wire, host, ms, host.isOn);
      if (!host.isOn()) throw new PowerCut();
    },
    look: () => host.till().view(),
    ask: (name, input) => ask({ host, steps, truth }, name, input),
    act: (what, run) => act({ host, steps, truth }, what, run),
    stop: async () => {
      host.close();
      await scheme.stop();
      wire.stop();
    },
  };
}

/** Real input and output run until nothing moves; only then the clock jumps to whoever waits next. */
async function passTime(
  timeline: Timeline,
  wire: Wire,
  host: TillHost,
  ms: number,
  goesOn: () => boolean,
): Promise<void> {
  const untilMs = timeline.nowMs() + ms;
  for (;;) {
    await wire.rest();
    if (!goesOn()) return;
    const dueMs = timeline.nextDueMs();
    if (dueMs === null || dueMs > untilMs) break;
    const wasOn = host.isOn();
    try {
      timeline.runNext();
    } catch (error) {
      // A core that dies in the middle of a timer takes its stack with it.
      if (!wasOn || host.isOn()) throw error;
    }
  }
  timeline.moveTo(untilMs);
}

type Counter = Pick<World, 'host' | 'steps' | 'truth'>;

async function ask<K extends AskName>(
  counter: Counter,
  name: K,
  input: AskInput<K>,
): Promise<Result<AskAnswer<K>>> {
  const text = Object.keys(input).length === 0 ? name : `${name} ${JSON.stringify(input)}`;
  const { handlers } = begin(counter, text);
  try {
    const result = await handlers[name](input);
    if (!result.ok) counter.steps.say(`  refused: ${result.problem.code}`);
    answered(counter);
    return result;
  } catch (error) {
    throw counter.host.isOn() ? error : new PowerCut();
  }
}

function act<T>(counter: Counter, what: string, run: (till: Till) => T): T {
  const till = begin(counter, what);
  try {
    const value = run(till);
    answered(counter);
    return value;
  } catch (error) {
    throw counter.host.isOn() ? error : new PowerCut();
  }
}

function begin({ host, steps, truth }: Counter, what: string): Till {
  const till = host.till();
  steps.say(what);
  truth.unanswered = what;
  return till;
}

/** What an answer says counts only from a machine that lives to say it. */
function answered({ host, truth }: Counter): void {
  if (!host.isOn()) throw new PowerCut();
  truth.seen = seenBasket(host.till().view().basket);
  truth.unanswered = null;
}

export function seenBasket(basket: BasketView): SeenBasket {
  const { id, lines, refusedScans, discount, total } = basket;
  return { id, lines: lines.length, text: JSON.stringify({ lines, refusedScans, discount, total }) };
}
