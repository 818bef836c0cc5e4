import type { SettlementAnswer } from '../../shared/scheme-wire.ts';
import { type Day, dayOf, type Instant, instantOf } from '../../shared/time.ts';
import type { SchemeClient } from '../scheme/client.ts';
import { openCases } from '../settlement/case-records.ts';
import { keptDays, openRows } from '../settlement/records.ts';
import type { Counter } from './counter.ts';
import type { Network } from './network.ts';
import type { Notices } from './notices.ts';
import { matchKept } from './settlement-books.ts';
import { daysDue } from './settlement-days.ts';
import { type Brought, bringDay, type FetchParts } from './settlement-fetch.ts';
import { type RowParts, settleByRows } from './settlement-rows.ts';

/** Fetches the scheme's daily files, keeps them and matches them with the books, by itself and when asked. */
export type Settlement = {
  /** Begins to look by itself: once the scheme was heard, when the network is back, and every hour. */
  readonly start: () => void;
  /** Now, unless it is being done already. */
  readonly kick: () => void;
  /**
   * Asks for these days and matches what is kept, after whatever is under way. Silence is waited out for
   * `patienceMs` a day. Stops at a day that nobody answers for, which is then the last of the answer.
   */
  readonly bring: (days: readonly Day[], patienceMs: number) => Promise<Brought[]>;
  /** What a person asks for: what is due, how today stands, and whether the newest kept day is still the same. */
  readonly askNow: () => void;
  /** Days that have no final file yet as they stood when they were last asked for, oldest first. */
  readonly running: () => readonly SettlementAnswer[];
  readonly isAsking: () => boolean;
  /** Nobody answered when it was asked last. */
  readonly isSilent: () => boolean;
  /** When the scheme last said something of a day; null: not since the start. */
  readonly heardAt: () => Instant | null;
  /** The scheme's today. */
  readonly today: () => Day;
  readonly close: () => void;
};

export type SettlementParts = RowParts & {
  readonly counter: Counter;
  readonly scheme: Pick<SchemeClient, 'settlement' | 'schemeNowMs' | 'lastHeard'>;
  readonly network: Network;
  readonly notices: Pick<Notices, 'say'>;
  /** Something that a screen may show has changed; called after it is durable. */
  readonly onChange: () => void;
  readonly onTrouble?: (error: unknown) => void;
};

const everyMs = 3_600_000;

type Engine = {
  readonly parts: SettlementParts;
  readonly fetch: FetchParts;
  readonly running: Map<Day, SettlementAnswer>;
  work: Promise<unknown>;
  asking: number;
  /** Wanted while something was under way: done right after it. */
  next: 'nothing' | 'due' | 'all';
  heardAt: Instant | null;
  isSilent: boolean;
  disarm: () => void;
  isClosed: boolean;
};

export function createSettlement(parts: SettlementParts): Settlement {
  const engine: Engine = {
    parts,
    fetch: {
      counter: parts.counter,
      scheme: parts.scheme,
      network: parts.network,
      isClosed: () => engine.isClosed,
    },
    running: new Map(),
    work: Promise.resolve(),
    asking: 0,
    next: 'nothing',
    heardAt: null,
    isSilent: false,
    disarm: () => undefined,
    isClosed: false,
  };
  return {
    start: () => again(engine),
    kick: () => want(engine, 'due'),
    bring: (days, patienceMs) => inTurn(engine, () => bring(engine, days, patienceMs)),
    askNow: () => want(engine, 'all'),
    running: () => [...engine.running.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
    isAsking: () => engine.asking > 0,
    isSilent: () => engine.isSilent,
    heardAt: () => engine.heardAt,
    today: () => today(engine),
    close: () => {
      engine.isClosed = true;
      engine.disarm();
    },
  };
}

function today({ parts }: Engine): Day {
  return dayOf(instantOf(parts.scheme.schemeNowMs()), parts.counter.terminal().zone);
}

function again(engine: Engine): void {
  engine.disarm();
  if (engine.isClosed) return;
  engine.disarm = engine.parts.counter.clock.after(everyMs, () => {
    want(engine, 'due');
    again(engine);
  });
}

function want(engine: Engine, what: 'due' | 'all'): void {
  if (engine.isClosed) return;
  if (engine.asking > 0) engine.next = engine.next === 'all' ? 'all' : what;
  else if (what === 'all') askNow(engine);
  else askDue(engine);
}

/** Asks for what is due. A scheme that was not heard yet, signed, has not said what day it is. */
function askDue(engine: Engine): void {
  const { counter, scheme } = engine.parts;
  if (scheme.lastHeard() === null) return;
  const due = daysDue(counter.db, today(engine), counter.terminal().zone);
  if (due.length === 0 && !isSomethingOpen(counter)) return;
  byItself(engine, due);
}

function askNow(engine: Engine): void {
  const { counter } = engine.parts;
  const day = today(engine);
  const newest = keptDays(counter.db).at(-1);
  const due = daysDue(counter.db, day, counter.terminal().zone);
  const days = [...new Set([...(newest === undefined ? [] : [newest]), ...due, day])];
  byItself(engine, days);
}

/** Nobody waits for it: what breaks it is for the log, and it is tried again in an hour. */
function byItself(engine: Engine, days: readonly Day[]): void {
  inTurn(engine, () => bring(engine, days, 0)).catch((error: unknown) => engine.parts.onTrouble?.(error));
}

/** Rows that a crash left, and what ends by itself: it is looked at again. */
function isSomethingOpen({ db }: Counter): boolean {
  return openRows(db).length > 0 || openCases(db).some(({ kind }) => kind.endsWith('-pending'));
}

/** One after the other: two that ask for the same day would keep it once, and say so twice. */
function inTurn<T>(engine: Engine, run: () => Promise<T>): Promise<T> {
  engine.asking += 1;
  const done = engine.work.then(run).finally(() => {
    engine.asking -= 1;
    if (engine.isClosed) return;
    engine.parts.onChange();
    const { next } = engine;
    if (next === 'nothing' || engine.asking > 0) return;
    engine.next = 'nothing';
    want(engine, next);
  });
  engine.work = done.catch(() => undefined);
  return done;
}

async function bring(engine: Engine, days: readonly Day[], patienceMs: number): Promise<Brought[]> {
  const { counter } = engine.parts;
  const brought: Brought[] = [];
  // What a crash left kept and not matched comes first.
  if (!engine.isClosed) match(engine);
  for (const day of days) {
    if (engine.isClosed) break;
    const one = await bringDay(engine.fetch, day, counter.clock.mono() + patienceMs);
    brought.push(one);
    engine.isSilent = one.kind === 'silent';
    if (engine.isClosed || one.kind === 'silent') break;
    engine.heardAt = counter.instant();
    if (one.kind === 'running') engine.running.set(day, one.file);
    else engine.running.delete(day);
    match(engine);
    if (one.kind === 'refused' || one.kind === 'changed') sayFile(engine, one);
  }
  return brought;
}

/** What rows settle of what was open comes first: then it stands in the books, and matches. */
function match(engine: Engine): void {
  const { counter } = engine.parts;
  if (keptDays(counter.db).length === 0) return;
  const lines = [...engine.running.values()].flatMap((file) => file.lines);
  settleByRows(engine.parts, new Set(lines.map(({ id }) => id)));
  const { opened } = matchKept(counter);
  for (const { day } of opened.filter(({ kind }) => !kind.endsWith('-pending')))
    engine.parts.notices.say('settlement-differs', day, { day });
}

function sayFile({ parts }: Engine, { kind, day }: Brought): void {
  const isOpen = openCases(parts.counter.db).some((one) => one.day === day && one.kind.startsWith('file-'));
  if (isOpen) parts.notices.say('settlement-file', `${day} ${kind}`, { day });
}
