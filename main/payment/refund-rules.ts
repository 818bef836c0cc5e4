import type { RefundState } from '../../shared/payment.ts';
import { timers } from '../../shared/payment-timers.ts';
import { type AdapterName, adapters } from './adapters.ts';
import { type RefundAct, type RefundHappening, refundMachine } from './machine.ts';
import { refundWaitMs } from './timing.ts';

/**
 * Giving money back, decided purely (payments.md §2, the refund's row): one id, one body, asked until
 * the scheme has signed an end. Nothing waits for it, so it may take as long as it takes.
 */

export type RefundAsk = 'put' | 'query';

/** Every moment is milliseconds of the monotonic clock. */
export type RefundAttempt = {
  readonly adapter: AdapterName;
  readonly state: RefundState;
  readonly takenUpAt: number;
  readonly due: { readonly ask: RefundAsk; readonly at: number } | null;
  readonly inAir: RefundAsk | null;
  readonly step: number;
  readonly lastAskedAt: number;
  /** When it was last sent in this run; null before. */
  readonly sentAt: number | null;
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

export function refundAt(state: RefundState, mono: number, adapter: AdapterName = 'own'): RefundAttempt {
  return {
    adapter,
    state,
    takenUpAt: mono,
    due: null,
    inAir: null,
    step: 0,
    lastAskedAt: Number.NEGATIVE_INFINITY,
    sentAt: null,
    holdUntil: mono,
  };
}

export function isRefundOver(state: RefundState): boolean {
  return state === 'refunded' || state === 'refused';
}

export function stepRefund(attempt: RefundAttempt, event: RefundEvent, mono: number): RefundStep {
  const draft: Draft = { attempt: { ...attempt }, actions: [], mono };
  if (event.kind === 'heard' || event.kind === 'unsaved') land(draft, event.to);
  if (event.kind === 'heard' && event.heard.kind === 'dark' && event.heard.alarm)
    draft.actions.push({ kind: 'alarm', why: event.heard.why });
  const happening = happeningOf(event);
  if (happening) happen(draft, happening, event);
  if (!isRefundOver(draft.attempt.state)) planAndAsk(draft);
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

/** The machine's name for what happened; a look at the clock has none. */
function happeningOf(event: RefundEvent): RefundHappening | null {
  if (event.kind === 'timer') return null;
  if (event.kind !== 'heard') return event.kind;
  const { heard, to } = event;
  if (heard.kind !== 'none') return heard.kind;
  // 422 is the scheme's word that this refund can't be: above what was paid. The rest may pass.
  if (to === 'put' && heard.status === 422) return 'never';
  return to === 'query' && heard.status === 404 ? 'absent' : 'none';
}

function happen(draft: Draft, happening: RefundHappening, event: RefundEvent): void {
  const { next, cause, act } = refundMachine[draft.attempt.state][happening];
  if (next !== null) move(draft, next, cause, reasonOf(event));
  if (act !== null) acting[act](draft, event);
}

function reasonOf(event: RefundEvent): string | null {
  if (event.kind !== 'heard') return null;
  if (event.heard.kind === 'refused') return event.heard.reason;
  return event.heard.kind === 'none' ? event.heard.code : null;
}

const acting: Readonly<Record<RefundAct, (draft: Draft, event: RefundEvent) => void>> = {
  send: ({ attempt, mono }) => {
    attempt.due = { ask: 'put', at: mono };
  },
  query: (draft) => querySoon(draft),
  'query-now': ({ attempt, mono }) => {
    attempt.due = { ask: 'query', at: mono };
  },
  'other-way': (draft, event) => retry(draft, askOf(event) === 'put' ? 'query' : 'put'),
  'query-later': (draft) => retry(draft, 'query'),
  'same-way': (draft, event) => retry(draft, askOf(event)),
  'wait-as-told': ({ attempt, mono }, event) => {
    const afterMs = event.kind === 'heard' && event.heard.kind === 'slow' ? event.heard.afterMs : 0;
    const at = mono + Math.min(Math.max(0, afterMs), timers.retryAfterMost.ms);
    attempt.due = { ask: askOf(event), at };
  },
  hold: ({ attempt, mono }) => {
    attempt.holdUntil = mono + timers.unsaved.ms;
    attempt.due ??= { ask: 'query', at: attempt.holdUntil };
  },
  // An end stays; a signed answer that says otherwise is looked into by a person.
  alarm: ({ actions }) => {
    actions.push({ kind: 'alarm', why: 'refund-contradicted' });
  },
};

function askOf(event: RefundEvent): RefundAsk {
  return event.kind === 'heard' ? event.to : 'query';
}

function retry(draft: Draft, ask: RefundAsk): void {
  const { attempt, mono } = draft;
  attempt.due = { ask, at: mono + refundWaitMs(attempt.step, mono - attempt.takenUpAt) };
  attempt.step += 1;
}

function querySoon(draft: Draft): void {
  const { attempt, mono } = draft;
  const at = Math.max(mono, attempt.lastAskedAt + timers.betweenHints.ms);
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
  fitQuery(draft);
  if (!attempt.due || attempt.inAir || attempt.due.at > mono || mono < attempt.holdUntil) return;
  const { ask } = attempt.due;
  attempt.due = null;
  attempt.inAir = ask;
  attempt.lastAskedAt = mono;
  if (ask === 'put') attempt.sentAt = mono;
  draft.actions.push({ kind: 'ask', ask });
}

/** Theirs wants time to book a refund before it is asked about it. */
function fitQuery({ attempt }: Draft): void {
  if (attempt.due?.ask !== 'query' || attempt.sentAt === null) return;
  const earliest = attempt.sentAt + adapters[attempt.adapter].refundQueryFromMs;
  if (attempt.due.at < earliest) attempt.due = { ask: 'query', at: earliest };
}
