import type { Id } from '../../shared/ids.ts';
import { type Money, parseAmount, toWire } from '../../shared/money.ts';
import { timers } from '../../shared/payment-timers.ts';
import type { ReceivedAnswer, ReceivedPayment } from '../../shared/received-wire.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { epochMsOf, instantOf } from '../../shared/time.ts';
import type { ReceivedView } from '../../shared/views.ts';
import { handInDelayMs } from '../payment/offline-rules.ts';
import { isBooked, keptSince, lastReceived, receivedById } from '../payment/received-records.ts';
import { pageFault, receivedPostings, receivedReturnedPostings } from '../payment/received-rules.ts';
import { refundById } from '../payment/records.ts';
import type { SchemeClient } from '../scheme/client.ts';
import { isAlarming, type Outcome } from '../scheme/outcome.ts';
import { type Counter, unlessFull } from './counter.ts';
import type { GivingBack } from './give-back.ts';
import type { Notices } from './notices.ts';
import { grantOf } from './scheme-clock.ts';
import { untilOver, type Waiting } from './until-over.ts';
import { inquire, safely, type WalletParts } from './wallet-parts.ts';

/** Payments by the code that the shop has printed: heard of afterwards, kept as income until a sale is found. */
export type Receiving = {
  /** Asks for what is new: at a hint, when the scheme answers again. Nothing is asked twice at once. */
  readonly hint: () => void;
  /** What has no sale, newest first: of the last two days. */
  readonly open: () => ReceivedView[];
  /** The newest of exactly this amount, paid a moment ago: very likely the customer who stands there. */
  readonly offerFor: (amount: Money) => ReceivedView | null;
  /**
   * To who paid it, all that is left or an amount. `id` names this one refund: asked again under it,
   * nothing is done. Refused: `unknown-refund` (no such payment, or it has its sale: give that back),
   * `bad-amount`, `refund-too-large`, `shift-closed`, `disk-full`. Who may is said in the contract.
   */
  readonly giveBack: (ask: GiveBackAsk) => Result<null>;
  readonly recover: () => void;
  /** Resolves when all that the scheme lists is booked, or after the limit. */
  readonly idle: (limitMs: number) => Promise<void>;
  readonly close: () => void;
};

export type GiveBackAsk = { readonly id: Id; readonly paymentId: Id; readonly amount: string | null };

export type ReceivingParts = WalletParts & {
  readonly counter: Counter;
  readonly client: Pick<SchemeClient, 'received' | 'schemeNowMs'>;
  readonly notices: Notices;
  readonly givingBack: GivingBack;
  /** After it is durable, once for each: `isFresh` where it was paid a moment ago. */
  readonly onReceived: (amount: Money, isFresh: boolean) => void;
};

type Engine = {
  readonly parts: ReceivingParts;
  readonly waiting: Waiting;
  readonly alarmed: Set<string>;
  /** The question that is under way. */
  asked: symbol | null;
  /** Something may have come in since the question that is under way was asked. */
  isStale: boolean;
  askedAt: number | null;
  /** Questions since the last answer. */
  tries: number;
  disarm: () => void;
  isClosed: boolean;
};

const quiet = (): void => undefined;

/** What is offered as the tender of a sale was paid in these milliseconds; the rest is found in the list. */
const offeredForMs = 1_800_000;
const listedForMs = 172_800_000;
const mostListed = 50;

export function createReceiving(parts: ReceivingParts): Receiving {
  const engine: Engine = {
    parts,
    waiting: new Set(),
    alarmed: new Set(),
    asked: null,
    isStale: false,
    askedAt: null,
    tries: 0,
    disarm: quiet,
    isClosed: false,
  };
  const { db } = parts;
  const since = (ms: number): string => instantOf(parts.client.schemeNowMs() - ms);
  return {
    hint: () => soon(engine),
    open: () => keptSince(db, since(listedForMs), mostListed).map(viewOf),
    offerFor: (amount) => {
      const kept = keptSince(db, since(offeredForMs), mostListed);
      const found = kept.find((row) => row.amount.minor === amount.minor);
      return found ? viewOf(found) : null;
    },
    giveBack: (ask) => giveBack(parts, ask),
    recover: () => fetchNew(engine),
    idle: (limitMs) => idle(engine, limitMs),
    close: () => {
      engine.isClosed = true;
      engine.disarm();
      wake(engine);
    },
  };
}

function viewOf(row: { id: string; amount: Money; at: string; payer: string | null }): ReceivedView {
  return { id: row.id, amount: toWire(row.amount), at: row.at, payer: row.payer };
}

/** Only a scheme that gives printed codes is asked what came in by them. */
function isGranted({ counter }: ReceivingParts): boolean {
  return grantOf(counter)?.features.includes('printed-code') ?? false;
}

/** A flood of hints brings a question a second, no more. */
function soon(engine: Engine): void {
  const { clock } = engine.parts;
  if (engine.isClosed || !isGranted(engine.parts)) return;
  engine.isStale = true;
  if (engine.asked !== null) return;
  const since = engine.askedAt === null ? Number.POSITIVE_INFINITY : clock.mono() - engine.askedAt;
  if (since >= timers.betweenHints.ms) fetchNew(engine);
  else arm(engine, timers.betweenHints.ms - since);
}

function fetchNew(engine: Engine): void {
  const { parts } = engine;
  if (engine.isClosed || engine.asked !== null || !isGranted(parts)) return;
  engine.disarm();
  engine.disarm = quiet;
  const question = Symbol('what came in');
  engine.asked = question;
  engine.isStale = false;
  engine.askedAt = parts.clock.mono();
  const { terminalId } = parts.counter.terminal();
  const after = lastReceived(parts.db, terminalId);
  inquire(
    parts,
    () => parts.client.received(after),
    // What was given up for lost may come late: it has been asked for again.
    (outcome) => {
      if (engine.asked === question) heard(engine, after, outcome);
    },
  );
}

function heard(engine: Engine, after: number, outcome: Outcome<ReceivedAnswer>): void {
  engine.asked = null;
  if (engine.isClosed) return;
  engine.tries = outcome.kind === 'answer' ? 0 : engine.tries + 1;
  const taken = outcome.kind === 'answer' ? take(engine, after, outcome.value, outcome.proof) : null;
  if (outcome.kind === 'dark' && isAlarming(outcome.why)) alarm(engine, outcome.why);
  if (taken === 'more' || (taken === 'all' && engine.isStale)) fetchNew(engine);
  else {
    engine.isStale = false;
    arm(engine, waitOf(engine, outcome, taken));
    wake(engine);
  }
}

/** Soon again where nobody answered, as with what is handed in: the network may be back. */
function waitOf(
  { tries }: Engine,
  outcome: Outcome<ReceivedAnswer>,
  taken: ReturnType<typeof take> | null,
): number {
  if (taken === 'unsaved') return timers.unsaved.ms;
  if (taken !== null) return timers.received.ms;
  return handInDelayMs(tries, outcome.kind === 'refused' ? outcome.retryAfterMs : null);
}

/** Books a page, whole or not at all. `not-believed` is asked for again as late as what is dark. */
function take(
  engine: Engine,
  after: number,
  page: ReceivedAnswer,
  proof: Extract<Outcome<ReceivedAnswer>, { kind: 'answer' }>['proof'],
): 'more' | 'all' | 'unsaved' | 'not-believed' {
  const { parts } = engine;
  const { merchantId, terminalId, currency } = parts.counter.terminal();
  const isKnown = ({ id, schemeRef }: ReceivedPayment): boolean => isBooked(parts.db, id, schemeRef);
  const fault = pageFault({ merchantId, terminalId, currency, after, isKnown }, page.items);
  if (fault !== null) {
    alarm(engine, `mismatch:${fault}`);
    return 'not-believed';
  }
  if (page.items.length === 0) return 'all';
  try {
    parts.journal.commit((record) => {
      record('received-listed', { after, answer: proof });
      for (const row of page.items) {
        const amount = { minor: BigInt(row.amount.minor), currency };
        const data = {
          paymentId: row.id,
          seq: row.seq,
          amount: toWire(amount),
          merchantId,
          terminalId,
          schemeRef: row.schemeRef,
          payer: row.payer ?? null,
          at: row.at,
          postings: receivedPostings(amount),
        };
        record('payment-received', data, { occurredAt: row.at });
      }
    });
  } catch (error) {
    parts.onTrouble?.(error);
    return 'unsaved';
  }
  tellAll(parts, page.items);
  return page.next == null ? 'all' : 'more';
}

function tellAll(parts: ReceivingParts, rows: readonly ReceivedPayment[]): void {
  const nowMs = parts.client.schemeNowMs();
  for (const { amount, at } of rows) {
    const isFresh = nowMs - epochMsOf(at) <= timers.spokenFor.ms;
    const received = { minor: BigInt(amount.minor), currency: amount.currency };
    safely(parts, () => parts.onReceived(received, isFresh));
  }
  safely(parts, parts.onChange);
}

/** The same alarm is written once a run: a forger must not fill the journal. */
function alarm(engine: Engine, why: string): void {
  const { parts } = engine;
  if (engine.alarmed.has(why)) return;
  try {
    parts.journal.commit((record) => record('received-alarmed', { why }));
    engine.alarmed.add(why);
  } catch (error) {
    parts.onTrouble?.(error);
  }
  parts.notices.say('forged-answer', 'received', { state: 'received' });
  safely(parts, parts.onChange);
}

function arm(engine: Engine, ms: number): void {
  engine.disarm();
  engine.disarm = engine.parts.clock.after(ms, () => {
    engine.disarm = quiet;
    fetchNew(engine);
  });
}

function giveBack(parts: ReceivingParts, { id, paymentId, amount: text }: GiveBackAsk): Result<null> {
  const { counter, db, givingBack } = parts;
  const before = refundById(db, id);
  if (before) return before.paymentId === paymentId ? done(null) : refused('id-spent');
  const row = receivedById(db, paymentId);
  if (!row || row.state === 'matched') return refused('unknown-refund');
  const left = givingBack.refundable(paymentId);
  const amount = text === null ? left : parseAmount(text, left.currency);
  if (!amount || amount.minor <= 0n) return refused('bad-amount');
  if (amount.minor > left.minor) return refused('refund-too-large');
  if (counter.journal.shift() === null) return refused('shift-closed');
  return unlessFull(() => {
    parts.journal.commit((record) => {
      givingBack.start(record, { paymentId, documentId: null, amount, reason: 'no-sale', refundId: id });
      const postings = receivedReturnedPostings(amount);
      record('received-returned', { paymentId, refundId: id, amount: toWire(amount), postings });
    });
    return done(null);
  });
}

function wake(engine: Engine): void {
  for (const check of engine.waiting) check();
}

function idle(engine: Engine, limitMs: number): Promise<void> {
  const isOver = (): boolean => engine.isClosed || (engine.asked === null && !engine.isStale);
  return untilOver(engine.waiting, engine.parts.clock, isOver, limitMs);
}
