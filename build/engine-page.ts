import { type Adapter, adapterNames, adapters } from '../main/payment/adapters.ts';
import {
  acts,
  happenings,
  type Machine,
  paymentMachine,
  refundActs,
  refundHappenings,
  refundMachine,
} from '../main/payment/machine.ts';
import { paymentStates, refundStates } from '../shared/payment.ts';
import { pollSpread, timers } from '../shared/payment-timers.ts';
import { inBoth, meanings, refundWords, titles } from './engine-words.ts';

/** The page of the payment engine: everything on it is read from the tables that the engine runs by. */
export function enginePage(): string {
  return `${[
    '# The payment engine',
    "Written by `build/draw-engine.ts` from `main/payment/machine.ts`, `main/payment/adapters.ts`, `shared/payment-timers.ts` and the window's words; a test holds it to them. Change those, then run `node --import tsx build/draw-engine.ts`.",
    '![The states of a wallet payment](payment-engine.svg)',
    '## What the cashier reads',
    wordTable(),
    '## A payment',
    'Down: what happens. Across: the state it happens in. An empty cell: it stays, and nothing is done.',
    machineTable(paymentMachine, paymentStates, happenings),
    meaningTable('happening', happenings),
    meaningTable('what is done', acts),
    '## A refund',
    refundWordTable(),
    machineTable(refundMachine, refundStates, refundHappenings),
    meaningTable('happening', refundHappenings),
    meaningTable('what is done', refundActs),
    '## Timers and limits',
    `Of the monotonic clock. Polls are spread by ${pollSpread * 100} % either way.`,
    timerTable(),
    '## Adapters',
    'The engine is one; this is all in which the ways to a wallet differ.',
    adapterTable(),
  ].join('\n\n')}\n`;
}

function wordTable(): string {
  const states = [
    ...paymentStates.filter((state) => !isEnd(state)),
    'parked',
    ...paymentStates.filter(isEnd),
  ];
  return table(
    ['state', 'English', '中文'],
    (states as (keyof typeof titles)[]).map((state) => {
      const said = [titles[state], ...meanings[state]].map(inBoth);
      return [state, said.map(({ en }) => en).join('<br>'), said.map(({ zh }) => zh).join('<br>')];
    }),
  );
}

function refundWordTable(): string {
  return table(
    ['state', 'English', '中文'],
    refundStates.map((state) => {
      const said = refundWords[state].map(inBoth);
      return [state, said.map(({ en }) => en).join('<br>'), said.map(({ zh }) => zh).join('<br>')];
    }),
  );
}

function isEnd(state: keyof typeof titles): boolean {
  return state === 'succeeded' || state === 'declined' || state === 'cancelled';
}

function machineTable<S extends string, E extends string, A extends string>(
  machine: Machine<S, E, A>,
  states: readonly S[],
  names: Readonly<Record<E, string>>,
): string {
  const rows = (Object.keys(names) as E[]).map((name) => [
    `**${name}**`,
    ...states.map((state) => {
      const { next, act } = machine[state][name];
      return [next === null ? '' : `→ ${next}`, act ?? ''].filter((word) => word !== '').join(': ');
    }),
  ]);
  return table(['', ...states], rows);
}

function meaningTable(title: string, meaningsOf: Readonly<Record<string, string>>): string {
  return table([title, 'means'], Object.entries(meaningsOf));
}

function timerTable(): string {
  return table(
    ['timer', 'after', 'what', 'source'],
    Object.entries(timers).map(([name, { ms, what, source }]) => [
      name,
      typeof ms === 'number' ? span(ms) : `${ms.map((each) => each / 1000).join(', ')} s`,
      what,
      source,
    ]),
  );
}

function span(ms: number): string {
  if (ms === 0) return '0';
  const [unit, size] =
    ms % 3_600_000 === 0 ? ['h', 3_600_000] : ms > 120_000 ? ['min', 60_000] : ['s', 1_000];
  return `${ms / Number(size)} ${unit}`;
}

function adapterTable(): string {
  const rows: readonly (readonly [string, (adapter: Adapter) => string])[] = [
    ['sent again', ({ retry }) => retry],
    ['polls', ({ pollEarlyMs, pollLaterMs }) => pollsOf(pollEarlyMs, pollLaterMs)],
    ["customer's time", ({ endsMs }) => span(endsMs)],
    [
      'queries while unknown',
      ({ unknownAtLeastMs }) =>
        unknownAtLeastMs === 0 ? 'as the timers say' : `not within ${span(unknownAtLeastMs)}`,
    ],
    ['cancelled by', ({ mayCancel }) => mayCancel],
    ['a cancel of a paid one', ({ ifPaid }) => ifPaid],
    [
      'not known to them: cancelled',
      ({ absentEndsMs }) =>
        absentEndsMs === null ? 'never by itself' : `${span(absentEndsMs)} after it was last sent`,
    ],
    [
      'a refund is asked about',
      ({ refundQueryFromMs }) =>
        refundQueryFromMs === 0
          ? 'as the timers say'
          : `not within ${span(refundQueryFromMs)} of its sending`,
    ],
    ['source', ({ source }) => source],
  ];
  return table(
    ['', ...adapterNames],
    rows.map(([title, cell]) => [title, ...adapterNames.map((name) => cell(adapters[name]))]),
  );
}

function pollsOf(early: number, later: number): string {
  return early === later ? `each ${span(early)}` : `each ${span(early)}, then each ${span(later)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
