import { isSettled, type PaymentState } from '../../shared/payment.ts';
import { timers } from '../../shared/payment-timers.ts';
import { type Adapter, adapters } from './adapters.ts';
import type { Ask, Attempt, AttemptAction, AttemptEvent, Heard, Now } from './attempt.ts';
import { type Act, type Happening, paymentMachine } from './machine.ts';
import { cancelWaitMs, pollWaitMs, unknownWaitMs } from './timing.ts';

/** Why it is cancelled, where they have no such payment. */
const absent = 'absent';

/**
 * The payment engine (payments.md §2), decided purely: an attempt, what happened, and the monotonic
 * time go in; the attempt afterwards and what is to be written and asked come out. The caller makes
 * the writing durable before it asks, and takes back the step where that fails. Where an attempt goes
 * stands in `machine.ts`; here is what a happening is called, and what each act does.
 *
 * What holds whatever comes in which order: nothing but a matching signed success makes `succeeded`,
 * nothing but a signed answer ends an attempt (save a payment of which no byte was ever written),
 * and an end stays.
 */
type Step = { readonly attempt: Attempt; readonly actions: readonly AttemptAction[] };

export function step(attempt: Attempt, event: AttemptEvent, now: Now): Step {
  const draft: Draft = { attempt: { ...attempt }, actions: [], now, adapter: adapters[attempt.adapter] };
  note(draft, event);
  for (const happening of happeningsOf(draft, event)) happen(draft, happening, event);
  if (!isSettled(draft.attempt.state)) {
    plan(draft);
    askWhatIsDue(draft);
  }
  return { attempt: draft.attempt, actions: draft.actions };
}

/** When the attempt wants its next `timer`; null once it has ended. */
export function wakeAt(attempt: Attempt): number | null {
  if (isSettled(attempt.state)) return null;
  const moments = [attempt.endsAt, attempt.due?.at ?? null, parksAt(attempt)].filter((at) => at !== null);
  return moments.length === 0 ? null : Math.max(attempt.holdUntil, Math.min(...moments));
}

/** Cash may be taken instead when the scheme doesn't answer for it, or it was set aside. */
export function mayTakeCashInstead(attempt: Attempt): boolean {
  return !isSettled(attempt.state) && !attempt.replaced && (attempt.parked || attempt.dark);
}

type Draft = {
  readonly attempt: { -readonly [K in keyof Attempt]: Attempt[K] };
  readonly actions: AttemptAction[];
  readonly now: Now;
  readonly adapter: Adapter;
};

/** What is known from now on, whatever it is called and wherever it leads. */
function note(draft: Draft, event: AttemptEvent): void {
  const { attempt } = draft;
  if (event.kind === 'unsaved' && event.to) land(draft, event.to);
  if (event.kind !== 'heard') return;
  const { heard, to } = event;
  land(draft, to);
  if (heard.kind === 'dark' && heard.alarm) draft.actions.push({ kind: 'alarm', why: heard.why });
  if (heard.kind === 'not-sent') return;
  if (to === 'put') attempt.written = true;
  attempt.dark = heard.kind === 'dark';
}

/** The machine's names for what happened. A look at the clock may find two times over, or none. */
function happeningsOf(draft: Draft, event: AttemptEvent): readonly Happening[] {
  const { attempt, now } = draft;
  switch (event.kind) {
    case 'heard':
      return [nameOfHeard(draft, event.heard, event.to)];
    case 'row':
      if (event.found === 'paid') return ['row-paid'];
      return [attempt.parked ? 'row-absent' : 'moot'];
    case 'timer': {
      if (now.mono < attempt.holdUntil) return [];
      const parking = parksAt(attempt);
      return [
        ...(parking !== null && parking <= now.mono ? (['long-unknown'] as const) : []),
        ...(attempt.endsAt !== null && attempt.endsAt <= now.mono ? (['time-over'] as const) : []),
      ];
    }
    default:
      return [event.kind];
  }
}

function nameOfHeard(draft: Draft, heard: Heard, to: Ask): Happening {
  const { attempt } = draft;
  const isPutOnItsWay = attempt.inAir.includes('put');
  switch (heard.kind) {
    case 'none':
      // "Not found" says nothing while the payment itself is still on its way.
      if (to === 'query' && isPutOnItsWay) return 'moot';
      return to === 'query' && isDeadByNow(draft) ? 'absent-late' : 'none';
    case 'slow':
      if (maySlow(draft, heard.afterMs, to)) return 'slow';
      return nameOfDark(draft, to);
    case 'not-sent':
      // Of the payment's first sending that proves that nothing was taken.
      return to === 'put' && !attempt.written ? 'never-sent' : nameOfDark(draft, to);
    case 'dark':
      return nameOfDark(draft, to);
    case 'paid':
      if (isClosedThere(attempt)) return 'moot';
      return isCancelOut(draft) ? 'paid-but-cancelled' : 'paid';
    default:
      return heard.kind;
  }
}

/**
 * They said that it is closed, with what was paid given back: a "paid" that comes now is older than that.
 * One that they had never heard of is another matter.
 */
function isClosedThere({ adapter, state, reason }: Attempt): boolean {
  return adapters[adapter].cancelGivesBack && state === 'cancelled' && reason !== absent;
}

/** A cancel was sent, theirs gives back what was paid, and it is not too late for it to arrive. */
function isCancelOut({ attempt, adapter, now }: Draft): boolean {
  const { cancelGivesBack, cancelUntilMs } = adapter;
  if (!cancelGivesBack || attempt.state !== 'cancelling' || attempt.cancels === 0) return false;
  return cancelUntilMs === null || attempt.sentAt === null || now.mono - attempt.sentAt <= cancelUntilMs;
}

function nameOfDark({ attempt }: Draft, to: Ask): Happening {
  attempt.dark = true;
  // A lost query says nothing about the payment that is still on its way.
  if (to !== 'put') return attempt.inAir.includes('put') ? 'moot' : 'dark';
  return attempt.resent ? 'dark' : 'lost';
}

/** Too many requests: the scheme's wish is kept once, then it counts as dark. */
function maySlow({ attempt }: Draft, afterMs: number, to: Ask): boolean {
  const isSentEnough = to === 'put' && attempt.resent;
  return !attempt.patienceSpent && afterMs <= timers.retryAfterMost.ms && !attempt.due && !isSentEnough;
}

/** They have never heard of it, and its code has long run out: it can't be paid any more. */
function isDeadByNow({ attempt, adapter, now }: Draft): boolean {
  const { absentEndsMs } = adapter;
  return absentEndsMs !== null && attempt.sentAt !== null && now.mono - attempt.sentAt >= absentEndsMs;
}

function happen(draft: Draft, happening: Happening, event: AttemptEvent): void {
  const { attempt } = draft;
  const wasSettled = isSettled(attempt.state);
  const cell = paymentMachine[attempt.state][happening];
  if (happening === 'replaced' && !wasSettled) attempt.replaced = true;
  if (cell.next !== null) move(draft, cell.next, cell.cause, reasonOf(attempt, cell, event));
  if (cell.act !== null) acting[cell.act](draft, event);
}

function reasonOf(
  attempt: Attempt,
  { next, reason }: { readonly next: PaymentState | null; readonly reason: string | null },
  event: AttemptEvent,
): string | null {
  const heard = event.kind === 'heard' ? event.heard : null;
  const told = heard?.kind === 'no' || heard?.kind === 'gone' ? heard.reason : null;
  const code = heard?.kind === 'none' && next === 'cancelling' ? heard.code : null;
  // That nobody knew of it outweighs why it was being cancelled (`isClosedThere`).
  if (reason === absent && adapters[attempt.adapter].absentEndsMs !== null) return absent;
  return (next === 'cancelled' ? attempt.reason : null) ?? told ?? code ?? reason;
}

type Acting = (draft: Draft, event: AttemptEvent) => void;

const acting: Readonly<Record<Act, Acting>> = {
  send: (draft) => send(draft, 'put'),
  'send-again': (draft) => {
    draft.attempt.resent = true;
    send(draft, 'put');
  },
  'never-again': ({ attempt }) => {
    attempt.resent = true;
  },
  cancel: ({ attempt, now }) => {
    attempt.due = { ask: 'cancel', at: now.mono };
  },
  'look-then-cancel': ({ attempt, now }) => {
    attempt.due = { ask: attempt.inAir.includes('query') ? 'cancel' : 'query', at: now.mono };
  },
  'look-between': ({ attempt }, event) => {
    attempt.queryNext = event.kind === 'heard' && event.to === 'cancel';
  },
  'count-down': countDown,
  query: querySoon,
  'wait-as-told': waitAsTold,
  park: (draft, event) => park(draft, event.kind === 'timer' ? 'time' : 'cashier'),
  'take-up': takeUp,
  hold: ({ attempt, now }) => {
    attempt.holdUntil = now.mono + timers.unsaved.ms;
    attempt.due ??= { ask: attempt.state === 'cancelling' ? 'cancel' : 'query', at: attempt.holdUntil };
  },
  owe: ({ attempt, actions }) => {
    if (attempt.owed) return;
    attempt.owed = true;
    actions.push({ kind: 'alarm', why: `paid-after-${attempt.state}` }, { kind: 'owe' });
  },
  alarm: ({ actions }) => {
    actions.push({ kind: 'alarm', why: 'success-contradicted' });
  },
};

function countDown({ attempt, now, adapter }: Draft, event: AttemptEvent): void {
  const leftMs = event.kind === 'heard' && event.heard.kind === 'wait' ? event.heard.leftMs : null;
  const ends = now.mono + Math.min(adapter.endsMs, Math.max(0, leftMs ?? adapter.endsMs));
  attempt.endsAt = attempt.endsAt === null ? ends : Math.min(attempt.endsAt, ends);
}

function waitAsTold({ attempt, now }: Draft, event: AttemptEvent): void {
  if (event.kind !== 'heard' || event.heard.kind !== 'slow') return;
  attempt.patienceSpent = true;
  // A cancel is what matters now; an older question that was put off is not asked again.
  const ask = attempt.state === 'cancelling' && event.to === 'put' ? 'cancel' : event.to;
  attempt.due = { ask, at: now.mono + Math.max(0, event.heard.afterMs) };
}

/**
 * A restart: ask first, and never send the payment again, since the customer may be gone. What was
 * being cancelled is cancelled on. When it was last sent is not known, so that is counted from here.
 */
function takeUp({ attempt, now, adapter }: Draft, event: AttemptEvent): void {
  const leftMs = event.kind === 'recover' ? event.leftMs : null;
  attempt.written = true;
  attempt.resent = true;
  attempt.inAir = [];
  attempt.sentAt = now.mono;
  const isAwaiting = attempt.state === 'awaiting-customer';
  attempt.uncertainSince = isAwaiting ? null : now.mono;
  if (isAwaiting) attempt.endsAt = now.mono + Math.min(adapter.endsMs, leftMs ?? adapter.endsMs);
  if (attempt.state === 'unknown') attempt.endsAt = now.mono + timers.unknownEnds.ms;
  attempt.due = { ask: attempt.state === 'cancelling' ? 'cancel' : 'query', at: now.mono };
}

function move(draft: Draft, to: PaymentState, cause: string, reason: string | null): void {
  const { attempt, now } = draft;
  attempt.state = to;
  attempt.reason = reason;
  attempt.enteredAt = now.mono;
  attempt.step = 0;
  attempt.due = null;
  attempt.endsAt = to === 'unknown' ? now.mono + timers.unknownEnds.ms : null;
  attempt.cancels = 0;
  attempt.queryNext = false;
  if (to === 'awaiting-customer') attempt.uncertainSince = null;
  if (to === 'unknown' || to === 'cancelling') attempt.uncertainSince ??= now.mono;
  draft.actions.push({ kind: 'move', to, cause, reason });
}

function park(draft: Draft, by: 'cashier' | 'time'): void {
  const { attempt, now } = draft;
  if (attempt.parked) return;
  attempt.parked = true;
  attempt.parkedAt = now.mono;
  draft.actions.push({ kind: 'park', by });
}

function querySoon(draft: Draft): void {
  const { attempt, now } = draft;
  if (attempt.inAir.includes('query')) return;
  // Most hints are about what the answer on its way says too.
  const earliest = attempt.inAir.length > 0 ? now.mono + timers.betweenHints.ms : now.mono;
  const at = Math.max(earliest, attempt.lastQueryAt + timers.betweenHints.ms);
  // What is due sooner tells as much, and a payment held back for the scheme's sake still has to go.
  if (attempt.due && (attempt.due.at <= at || attempt.due.ask === 'put')) return;
  attempt.due = { ask: 'query', at };
}

/** Puts the next question on the clock, where none is planned or on its way. */
function plan(draft: Draft): void {
  const { attempt, now } = draft;
  if (attempt.due || isBusy(attempt)) return;
  const inStateMs = now.mono - attempt.enteredAt;
  switch (attempt.state) {
    case 'awaiting-customer':
      attempt.due = { ask: 'query', at: now.mono + pollWaitMs(draft.adapter, inStateMs, now.chance) };
      break;
    case 'cancelling':
      planCancel(draft);
      return;
    default:
      attempt.due = { ask: 'query', at: now.mono + unknownWaitMs(draft.adapter, attempt.step) };
      attempt.step += 1;
  }
}

function planCancel(draft: Draft): void {
  const { attempt, now } = draft;
  if (attempt.cancels === 0) {
    attempt.due = { ask: 'cancel', at: now.mono };
    return;
  }
  const parkedForMs = attempt.parkedAt === null ? null : now.mono - attempt.parkedAt;
  attempt.due = {
    ask: attempt.queryNext ? 'query' : 'cancel',
    at: now.mono + cancelWaitMs(attempt.step, parkedForMs),
  };
  attempt.queryNext = false;
  attempt.step += 1;
}

/** A cancel waits until theirs takes one, and where it is too late for any the question is a query. */
function fitCancel({ attempt, adapter, now }: Draft): void {
  if (attempt.due?.ask !== 'cancel' || attempt.sentAt === null) return;
  const { cancelFromMs, cancelUntilMs } = adapter;
  const { at } = attempt.due;
  if (cancelUntilMs !== null && now.mono - attempt.sentAt > cancelUntilMs) attempt.due = { ask: 'query', at };
  else attempt.due = { ask: 'cancel', at: Math.max(at, attempt.sentAt + cancelFromMs) };
}

function askWhatIsDue(draft: Draft): void {
  const { attempt, now } = draft;
  fitCancel(draft);
  if (!attempt.due || attempt.due.at > now.mono || now.mono < attempt.holdUntil) return;
  const { ask } = attempt.due;
  attempt.due = null;
  if (!attempt.inAir.includes(ask)) send(draft, ask);
}

function send(draft: Draft, ask: Ask): void {
  const { attempt, now } = draft;
  attempt.inAir = [...attempt.inAir, ask];
  if (ask === 'put') attempt.sentAt = now.mono;
  if (ask === 'cancel') attempt.cancels += 1;
  if (ask === 'query') {
    attempt.queries += 1;
    attempt.lastQueryAt = now.mono;
  }
  draft.actions.push({ kind: 'ask', ask });
}

function land(draft: Draft, ask: Ask | null): void {
  draft.attempt.inAir = draft.attempt.inAir.filter((other) => other !== ask);
}

/** A payment that hangs must not hold up its own cancel; everything else waits for what is on its way. */
function isBusy(attempt: Attempt): boolean {
  return attempt.state === 'cancelling'
    ? attempt.inAir.some((ask) => ask !== 'put')
    : attempt.inAir.length > 0;
}

function parksAt(attempt: Attempt): number | null {
  return attempt.parked || attempt.uncertainSince === null
    ? null
    : attempt.uncertainSince + timers.parkAfter.ms;
}
