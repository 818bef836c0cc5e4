import type { KeptAnswer } from '../../shared/events.ts';
import type { OfflineAnswer } from '../../shared/offline-wire.ts';
import { paymentMismatch } from '../payment/binding.ts';
import { type OfflineRecord, offlineById, openOffline } from '../payment/offline-records.ts';
import {
  handInDelayMs,
  type OfflineEnd,
  offlineEndOf,
  offlineEndPostings,
} from '../payment/offline-rules.ts';
import type { SchemeClient } from '../scheme/client.ts';
import { isAlarming, type Outcome } from '../scheme/outcome.ts';
import { untilOver, type Waiting } from './until-over.ts';
import { inquire, safely, terminalIdsOf, type WalletParts } from './wallet-parts.ts';

export type HandInParts = WalletParts & {
  readonly offlineScheme: Pick<SchemeClient, 'putOffline'>;
  /** After it is durable: a pass was accepted, or is a loss. */
  readonly onEnded: (pass: OfflineRecord, end: OfflineEnd) => void;
  readonly onForged: (pass: OfflineRecord) => void;
};

/** Hands in what was taken without network: one at a time, in order, each under its own id for ever. */
export type HandIn = {
  /** Now, if there is anything and nothing is under way: after a start, when the scheme answers again. */
  readonly kick: () => void;
  /** Resolves when nothing is left to hand in, or after the limit. */
  readonly idle: (limitMs: number) => Promise<void>;
  readonly close: () => void;
};

type Engine = {
  readonly parts: HandInParts;
  readonly waiting: Waiting;
  readonly alarmed: Set<string>;
  /** Refused by a signed problem, which ends nothing: the others go first, then it is tried again. */
  readonly later: Set<string>;
  inAir: boolean;
  tries: number;
  disarm: () => void;
  isClosed: boolean;
};

const quiet = (): void => undefined;

export function createHandIn(parts: HandInParts): HandIn {
  const engine: Engine = {
    parts,
    waiting: new Set(),
    alarmed: new Set(),
    later: new Set(),
    inAir: false,
    tries: 0,
    disarm: quiet,
    isClosed: false,
  };
  return {
    kick: () => send(engine),
    idle: (limitMs) => idle(engine, limitMs),
    close: () => {
      engine.isClosed = true;
      engine.disarm();
      wake(engine);
    },
  };
}

function send(engine: Engine): void {
  if (engine.isClosed || engine.inAir) return;
  engine.disarm();
  engine.disarm = quiet;
  const open = openOffline(engine.parts.db);
  const next = open.find(({ id }) => !engine.later.has(id));
  if (!next) {
    wake(engine);
    if (open.length > 0) again(engine, null);
    return;
  }
  engine.inAir = true;
  inquire(
    engine.parts,
    () => engine.parts.offlineScheme.putOffline(next.id, next.request),
    (outcome) => heard(engine, next, outcome),
  );
}

function heard(engine: Engine, pass: OfflineRecord, outcome: Outcome<OfflineAnswer>): void {
  engine.inAir = false;
  if (engine.isClosed) return;
  const why = outcome.kind === 'answer' ? mismatchOf(engine, pass, outcome.value) : alarmIn(outcome);
  if (why !== null) alarm(engine, pass, why);
  if (outcome.kind === 'answer' && why === null && end(engine, pass, outcome.value, outcome.proof)) {
    engine.tries = 0;
    send(engine);
  } else if (outcome.kind === 'refused' && outcome.status !== 429) {
    engine.later.add(pass.id);
    send(engine);
  } else again(engine, outcome.kind === 'refused' ? outcome.retryAfterMs : null);
}

function mismatchOf({ parts }: Engine, pass: OfflineRecord, answer: OfflineAnswer): string | null {
  const { id, amount, merchantId } = pass;
  const expected = { id, amount, merchantId, terminalIds: terminalIdsOf(parts.merchant()) };
  const wrong = paymentMismatch(expected, answer);
  return wrong === null ? null : `mismatch:${wrong}`;
}

function alarmIn(outcome: Outcome<OfflineAnswer>): string | null {
  return outcome.kind === 'dark' && isAlarming(outcome.why) ? outcome.why : null;
}

/** Books what the scheme said. False where the disk did not take it: then it is handed in again. */
function end(engine: Engine, pass: OfflineRecord, answer: OfflineAnswer, proof: KeptAnswer): boolean {
  const { parts } = engine;
  const ending = offlineEndOf(answer);
  // An answer given up for lost may come after the one that was asked for again.
  if (offlineById(parts.db, pass.id)?.state !== 'taken') return true;
  try {
    parts.journal.commit((record) =>
      record('offline-ended', {
        paymentId: pass.id,
        to: ending.to,
        reason: ending.to === 'refused' ? ending.reason : null,
        bearer: ending.to === 'refused' ? ending.bearer : null,
        schemeRef: answer.schemeRef,
        answer: proof,
        postings: offlineEndPostings(ending, pass.amount),
      }),
    );
  } catch (error) {
    parts.onTrouble?.(error);
    return false;
  }
  safely(parts, () => parts.onEnded(pass, ending));
  safely(parts, parts.onChange);
  return true;
}

/** The same alarm about the same pass is written once a run: a forger must not fill the journal. */
function alarm(engine: Engine, pass: OfflineRecord, why: string): void {
  const { parts } = engine;
  if (engine.alarmed.has(`${pass.id} ${why}`)) return;
  try {
    parts.journal.commit((record) => record('offline-alarmed', { paymentId: pass.id, why }));
    engine.alarmed.add(`${pass.id} ${why}`);
  } catch (error) {
    parts.onTrouble?.(error);
  }
  safely(parts, () => parts.onForged(pass));
}

function again(engine: Engine, keptMs: number | null): void {
  engine.tries += 1;
  engine.later.clear();
  engine.disarm();
  engine.disarm = engine.parts.clock.after(handInDelayMs(engine.tries, keptMs), () => {
    engine.disarm = quiet;
    send(engine);
  });
}

function wake(engine: Engine): void {
  for (const check of engine.waiting) check();
}

function idle(engine: Engine, limitMs: number): Promise<void> {
  const isOver = (): boolean => engine.isClosed || openOffline(engine.parts.db).length === 0;
  return untilOver(engine.waiting, engine.parts.clock, isOver, limitMs);
}
