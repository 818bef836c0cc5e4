import { isSettled, type PaymentState } from '../../shared/payment.ts';
import type { Ask, Attempt, AttemptAction, AttemptEvent, Heard, Now } from './attempt.ts';
import {
  awaitingEndsMs,
  betweenHintsMs,
  cancelWaitMs,
  parkAfterMs,
  pollWaitMs,
  retryAfterMostMs,
  unknownEndsMs,
  unknownWaitMs,
  unsavedMs,
} from './timing.ts';

/**
 * The payment engine (payments.md §2), decided purely: an attempt, what happened, and the monotonic
 * time go in; the attempt afterwards and what is to be written and asked come out. The caller makes
 * the writing durable before it asks, and takes back the step where that fails.
 *
 * What holds whatever comes in which order: nothing but a matching signed success makes `succeeded`,
 * nothing but a signed answer ends an attempt (save a payment of which no byte was ever written),
 * and an end stays.
 */
type Step = { readonly attempt: Attempt; readonly actions: readonly AttemptAction[] };

export function step(attempt: Attempt, event: AttemptEvent, now: Now): Step {
  const draft: Draft = { attempt: { ...attempt }, actions: [], now };
  if (isSettled(attempt.state)) {
    afterTheEnd(draft, event);
  } else {
    decide(draft, event);
    if (!isSettled(draft.attempt.state)) {
      plan(draft);
      askWhatIsDue(draft);
    }
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
};

function decide(draft: Draft, event: AttemptEvent): void {
  const { attempt, now } = draft;
  switch (event.kind) {
    case 'heard':
      land(draft, event.to);
      hear(draft, event.heard, event.to);
      break;
    case 'send':
      move(draft, 'sent', 'send', null);
      send(draft, 'put');
      break;
    case 'stop':
      // A customer who is confirming right now may already have paid: look before cancelling.
      cancelNow(draft, 'stop', 'cashier', attempt.state === 'awaiting-customer');
      break;
    case 'replaced':
      attempt.replaced = true;
      cancelNow(draft, 'cash-instead', 'cash-instead', false);
      break;
    case 'timer':
      onTimer(draft);
      break;
    case 'hint':
      querySoon(draft);
      break;
    case 'set-aside':
      park(draft, 'cashier');
      break;
    case 'recover':
      takeUp(draft, event.leftMs);
      break;
    case 'unsaved':
      if (event.to) land(draft, event.to);
      attempt.holdUntil = now.mono + unsavedMs;
      attempt.due ??= { ask: attempt.state === 'cancelling' ? 'cancel' : 'query', at: attempt.holdUntil };
      break;
    case 'row':
      onRow(draft, event.found);
      break;
  }
}

function hear(draft: Draft, heard: Heard, to: Ask): void {
  const { attempt } = draft;
  if (to === 'put' && heard.kind !== 'not-sent') attempt.written = true;
  if (heard.kind !== 'not-sent') attempt.dark = heard.kind === 'dark';
  switch (heard.kind) {
    case 'paid':
      move(draft, 'succeeded', 'paid', null);
      break;
    case 'no':
      move(draft, 'declined', 'no', heard.reason);
      break;
    case 'gone':
      move(draft, 'cancelled', 'gone', attempt.reason ?? heard.reason);
      break;
    case 'wait':
      onWait(draft, heard.leftMs, to);
      break;
    case 'running':
      onRunning(draft, to);
      break;
    case 'none':
      onNone(draft, heard.code, to);
      break;
    case 'slow':
      onSlow(draft, heard.afterMs, to);
      break;
    case 'dark':
      if (heard.alarm) draft.actions.push({ kind: 'alarm', why: heard.why });
      onDark(draft, to);
      break;
    case 'not-sent':
      onNotSent(draft, to);
      break;
  }
}

function onWait(draft: Draft, leftMs: number | null, to: Ask): void {
  const { attempt, now } = draft;
  if (attempt.state === 'cancelling') {
    // Not cancelled yet: cancel again, but ask in between, as money may have moved meanwhile.
    attempt.queryNext = to === 'cancel';
    return;
  }
  if (attempt.state !== 'awaiting-customer') move(draft, 'awaiting-customer', 'wait', null);
  const ends = now.mono + Math.min(awaitingEndsMs, Math.max(0, leftMs ?? awaitingEndsMs));
  attempt.endsAt = attempt.endsAt === null ? ends : Math.min(attempt.endsAt, ends);
}

/** The scheme has it and is still at work: nobody knows the end, but it need not be sent again. */
function onRunning(draft: Draft, to: Ask): void {
  const { attempt } = draft;
  if (attempt.state === 'cancelling') attempt.queryNext = to === 'cancel';
  if (!isBeingSent(attempt)) return;
  attempt.resent = true;
  move(draft, 'unknown', 'running', null);
}

function onNone(draft: Draft, code: string, to: Ask): void {
  const { attempt } = draft;
  // "Not found" says nothing while the payment itself is still on its way.
  if (to === 'query' && attempt.inAir.includes('put')) return;
  if (attempt.state === 'cancelling') {
    attempt.queryNext = to === 'cancel';
    return;
  }
  cancelNow(draft, 'none', code, false);
}

/** Too many requests: the scheme's wish is kept once, then it counts as dark. */
function onSlow(draft: Draft, afterMs: number, to: Ask): void {
  const { attempt, now } = draft;
  const isSentEnough = to === 'put' && attempt.resent;
  if (attempt.patienceSpent || afterMs > retryAfterMostMs || attempt.due || isSentEnough) {
    attempt.dark = true;
    onDark(draft, to);
    return;
  }
  attempt.patienceSpent = true;
  // A cancel is what matters now; an older question that was put off is not asked again.
  const ask = attempt.state === 'cancelling' && to === 'put' ? 'cancel' : to;
  attempt.due = { ask, at: now.mono + Math.max(0, afterMs) };
}

function onDark(draft: Draft, to: Ask): void {
  const { attempt } = draft;
  if (!isBeingSent(attempt)) return;
  // A lost query says nothing about the payment that is still on its way.
  if (to !== 'put' && attempt.inAir.includes('put')) return;
  move(draft, 'unknown', 'dark', null);
  if (to !== 'put' || attempt.resent) return;
  attempt.resent = true;
  send(draft, 'put');
}

/** No byte left the till. Of the payment's first sending that proves that nothing was taken. */
function onNotSent(draft: Draft, to: Ask): void {
  const { attempt } = draft;
  if (to === 'put' && !attempt.written) {
    move(draft, 'cancelled', 'not-sent', attempt.reason ?? 'not-sent');
    return;
  }
  attempt.dark = true;
  onDark(draft, to);
}

function onTimer(draft: Draft): void {
  const { attempt, now } = draft;
  if (now.mono < attempt.holdUntil) return;
  const parking = parksAt(attempt);
  if (parking !== null && parking <= now.mono) park(draft, 'time');
  if (attempt.endsAt === null || now.mono < attempt.endsAt) return;
  if (attempt.state === 'awaiting-customer') cancelNow(draft, 't60', 'timeout', true);
  else if (attempt.state === 'unknown') cancelNow(draft, 't30', 'unresolved', false);
}

function onRow(draft: Draft, found: 'paid' | 'absent-twice'): void {
  if (found === 'paid') move(draft, 'succeeded', 'row', null);
  else if (draft.attempt.parked) move(draft, 'cancelled', 'row', draft.attempt.reason ?? 'absent');
}

/**
 * A restart: ask first, and never send the payment again, since the customer may be gone. What was
 * being cancelled is cancelled on.
 */
function takeUp(draft: Draft, leftMs: number | null): void {
  const { attempt, now } = draft;
  attempt.written = true;
  attempt.resent = true;
  attempt.inAir = [];
  const isAwaiting = attempt.state === 'awaiting-customer';
  attempt.uncertainSince = isAwaiting ? null : now.mono;
  if (isAwaiting) attempt.endsAt = now.mono + Math.min(awaitingEndsMs, leftMs ?? awaitingEndsMs);
  if (attempt.state === 'unknown') attempt.endsAt = now.mono + unknownEndsMs;
  attempt.due = { ask: attempt.state === 'cancelling' ? 'cancel' : 'query', at: now.mono };
}

/** Ends stay. A success after another end is money that the shop must give back. */
function afterTheEnd(draft: Draft, event: AttemptEvent): void {
  const { attempt } = draft;
  if (event.kind === 'heard' || event.kind === 'unsaved') land(draft, event.to);
  if (event.kind === 'heard' && event.heard.kind === 'dark' && event.heard.alarm) {
    draft.actions.push({ kind: 'alarm', why: event.heard.why });
  }
  const kind = event.kind === 'heard' ? event.heard.kind : event.kind === 'row' ? event.found : null;
  if (attempt.state === 'succeeded') {
    if (kind === 'no' || kind === 'gone') draft.actions.push({ kind: 'alarm', why: 'success-contradicted' });
    return;
  }
  if (kind !== 'paid' || attempt.owed) return;
  attempt.owed = true;
  draft.actions.push({ kind: 'alarm', why: `paid-after-${attempt.state}` }, { kind: 'owe' });
}

function move(draft: Draft, to: PaymentState, cause: string, reason: string | null): void {
  const { attempt, now } = draft;
  attempt.state = to;
  attempt.reason = reason;
  attempt.enteredAt = now.mono;
  attempt.step = 0;
  attempt.due = null;
  attempt.endsAt = to === 'unknown' ? now.mono + unknownEndsMs : null;
  if (to === 'awaiting-customer') attempt.uncertainSince = null;
  if (to === 'unknown' || to === 'cancelling') attempt.uncertainSince ??= now.mono;
  draft.actions.push({ kind: 'move', to, cause, reason });
}

/** Turns to cancelling; where it already is, cancels at once instead of at the next turn. */
function cancelNow(draft: Draft, cause: string, reason: string, isQueriedFirst: boolean): void {
  const { attempt, now } = draft;
  if (attempt.state !== 'cancelling') {
    move(draft, 'cancelling', cause, reason);
    attempt.cancels = 0;
    attempt.queryNext = false;
  }
  const ask = isQueriedFirst && !attempt.inAir.includes('query') ? 'query' : 'cancel';
  attempt.due = { ask, at: now.mono };
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
  const earliest = attempt.inAir.length > 0 ? now.mono + betweenHintsMs : now.mono;
  const at = Math.max(earliest, attempt.lastQueryAt + betweenHintsMs);
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
      attempt.due = { ask: 'query', at: now.mono + pollWaitMs(inStateMs, now.chance) };
      break;
    case 'cancelling':
      planCancel(draft);
      return;
    default:
      attempt.due = { ask: 'query', at: now.mono + unknownWaitMs(attempt.step) };
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

function askWhatIsDue(draft: Draft): void {
  const { attempt, now } = draft;
  if (!attempt.due || attempt.due.at > now.mono || now.mono < attempt.holdUntil) return;
  const { ask } = attempt.due;
  attempt.due = null;
  if (!attempt.inAir.includes(ask)) send(draft, ask);
}

function send(draft: Draft, ask: Ask): void {
  const { attempt, now } = draft;
  attempt.inAir = [...attempt.inAir, ask];
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

/** A payment between its row and its first answer; after a crash the two cannot be told apart. */
function isBeingSent(attempt: Attempt): boolean {
  return attempt.state === 'created' || attempt.state === 'sent';
}

function parksAt(attempt: Attempt): number | null {
  return attempt.parked || attempt.uncertainSince === null ? null : attempt.uncertainSince + parkAfterMs;
}
