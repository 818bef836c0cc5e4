import type { RefundState } from '../../shared/payment.ts';
import { betweenHintsMs, refundWaitMs, retryAfterMostMs, unsavedMs } from './timing.ts';

/**
 * Giving money back, decided purely (payments.md §2, the refund's row): one id, one body, asked until
 * the scheme has signed an end. Nothing waits for it, so it may take as long as it takes.
 */

export type RefundAsk = 'put' | 'query';

/** Every moment is milliseconds of the monotonic clock. */
export type RefundAttempt = {
  readonly state: RefundState;
  readonly takenUpAt: number;
  readonly due: { readonly ask: RefundAsk; readonly at: number } | null;
  readonly inAir: RefundAsk | null;
  readonly step: number;
  readonly lastAskedAt: number;
  readonly holdUntil: number;
};

/** `done`, `refused` and `working` are signed and match; `none` is any other signed 4xx. */
export type RefundHeard =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string | null }
  | { readonly kind: 'working' }
  | { readonly kind: 'none'; readonly status: number; readonly code: string }
  | { readonly kind: 'slow'; readonly afterMs: number }
  | { readonly kind: 'dark'; readonly why: string; readonly alarm: boolean }
  | { readonly kind: 'not-sent' };

export type RefundEvent =
  | { readonly kind: 'send' }
  | { readonly kind: 'heard'; readonly to: RefundAsk; readonly heard: RefundHeard }
  | { readonly kind: 'timer' }
  | { readonly kind: 'hint' }
  | { readonly kind: 'recover' }
  | { readonly kind: 'unsaved'; readonly to: RefundAsk | null }
  | { readonly kind: 'row' };

export type RefundAction =
  | { readonly kind: 'ask'; readonly ask: RefundAsk }
  | { readonly kind: 'alarm'; readonly why: string }
  | {
      readonly kind: 'move';
      readonly to: RefundState;
      readonly cause: string;
      readonly reason: string | null;
    };

type RefundStep = { readonly attempt: RefundAttempt; readonly actions: readonly RefundAction[] };

export function refundAt(state: RefundState, mono: number): RefundAttempt {
  return {
    state,
    takenUpAt: mono,
    due: null,
    inAir: null,
    step: 0,
    lastAskedAt: Number.NEGATIVE_INFINITY,
    holdUntil: mono,
  };
}

export function isRefundOver(state: RefundState): boolean {
  return state === 'refunded' || state === 'refused';
}

export function stepRefund(attempt: RefundAttempt, event: RefundEvent, mono: number): RefundStep {
  const draft: Draft = { attempt: { ...attempt }, actions: [], mono };
  if (isRefundOver(attempt.state)) {
    contradiction(draft, event);
  } else {
    decide(draft, event);
    if (!isRefundOver(draft.attempt.state)) planAndAsk(draft);
  }
  return { attempt: draft.attempt, actions: draft.actions };
}

/** When the refund wants its next `timer`; null once it is over, or while an answer is awaited. */
export function refundWakeAt(attempt: RefundAttempt): number | null {
  if (isRefundOver(attempt.state) || !attempt.due) return null;
  return Math.max(attempt.holdUntil, attempt.due.at);
}

type Draft = {
  readonly attempt: { -readonly [K in keyof RefundAttempt]: RefundAttempt[K] };
  readonly actions: RefundAction[];
  readonly mono: number;
};

function decide(draft: Draft, event: RefundEvent): void {
  const { attempt, mono } = draft;
  switch (event.kind) {
    case 'send':
      if (attempt.state === 'created') move(draft, 'sent', 'send', null);
      attempt.due = { ask: 'put', at: mono };
      break;
    case 'heard':
      land(draft, event.to);
      hear(draft, event.heard, event.to);
      break;
    case 'timer':
      break;
    case 'hint':
      querySoon(draft);
      break;
    case 'recover':
      attempt.due = { ask: 'query', at: mono };
      break;
    case 'unsaved':
      land(draft, event.to);
      attempt.holdUntil = mono + unsavedMs;
      attempt.due ??= { ask: 'query', at: attempt.holdUntil };
      break;
    case 'row':
      move(draft, 'refunded', 'row', null);
      break;
  }
}

function hear(draft: Draft, heard: RefundHeard, to: RefundAsk): void {
  const { attempt, mono } = draft;
  switch (heard.kind) {
    case 'done':
      move(draft, 'refunded', 'paid', null);
      break;
    case 'refused':
      move(draft, 'refused', 'no', heard.reason);
      break;
    case 'working':
      if (attempt.state !== 'refunding') move(draft, 'refunding', 'wait', null);
      retry(draft, 'query');
      break;
    case 'none':
      onNone(draft, heard.status, heard.code, to);
      break;
    case 'slow':
      attempt.due = { ask: to, at: mono + Math.min(Math.max(0, heard.afterMs), retryAfterMostMs) };
      break;
    case 'dark':
      if (heard.alarm) draft.actions.push({ kind: 'alarm', why: heard.why });
      retry(draft, to === 'put' ? 'query' : 'put');
      break;
    case 'not-sent':
      retry(draft, to);
      break;
  }
}

/** 422 is the scheme's word that this refund can't be: above what was paid. The rest may pass. */
function onNone(draft: Draft, status: number, code: string, to: RefundAsk): void {
  if (to === 'put' && status === 422) move(draft, 'refused', 'none', code);
  else if (to === 'query' && status === 404) draft.attempt.due = { ask: 'put', at: draft.mono };
  else retry(draft, to === 'put' ? 'query' : 'put');
}

function retry(draft: Draft, ask: RefundAsk): void {
  const { attempt, mono } = draft;
  attempt.due = { ask, at: mono + refundWaitMs(attempt.step, mono - attempt.takenUpAt) };
  attempt.step += 1;
}

function querySoon(draft: Draft): void {
  const { attempt, mono } = draft;
  const at = Math.max(mono, attempt.lastAskedAt + betweenHintsMs);
  if (attempt.inAir || (attempt.due && attempt.due.at <= at)) return;
  attempt.due = { ask: 'query', at };
}

function move(draft: Draft, to: RefundState, cause: string, reason: string | null): void {
  draft.attempt.state = to;
  draft.attempt.due = null;
  draft.actions.push({ kind: 'move', to, cause, reason });
}

function land(draft: Draft, ask: RefundAsk | null): void {
  if (draft.attempt.inAir === ask) draft.attempt.inAir = null;
}

function planAndAsk(draft: Draft): void {
  const { attempt, mono } = draft;
  if (!attempt.due && !attempt.inAir) retry(draft, 'query');
  if (!attempt.due || attempt.inAir || attempt.due.at > mono || mono < attempt.holdUntil) return;
  const { ask } = attempt.due;
  attempt.due = null;
  attempt.inAir = ask;
  attempt.lastAskedAt = mono;
  draft.actions.push({ kind: 'ask', ask });
}

/** An end stays; a signed answer that says otherwise is looked into by a person. */
function contradiction(draft: Draft, event: RefundEvent): void {
  if (event.kind !== 'heard') return;
  land(draft, event.to);
  const { state } = draft.attempt;
  const { kind } = event.heard;
  if ((state === 'refused' && kind === 'done') || (state === 'refunded' && kind === 'refused')) {
    draft.actions.push({ kind: 'alarm', why: 'refund-contradicted' });
  }
}
