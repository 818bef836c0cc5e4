import type { PaymentState } from '../../shared/payment.ts';
import type { AdapterName } from './adapters.ts';

/** What the engine can ask the scheme about one attempt. */
export type Ask = 'put' | 'query' | 'cancel';

/**
 * One attempt to take money from a wallet, as the engine thinks of it. `state`, `parked`, `replaced`,
 * `owed` and `reason` are what the journal holds; the rest lives only as long as the process.
 * Every moment is milliseconds of the monotonic clock.
 */
export type Attempt = {
  readonly adapter: AdapterName;
  readonly state: PaymentState;
  readonly parked: boolean;
  /** Cash was taken for the sale: a success from now on is given back. */
  readonly replaced: boolean;
  /** A success that came after the end is booked as owed, once. */
  readonly owed: boolean;
  /** Why it was declined, or is being cancelled. */
  readonly reason: string | null;
  readonly enteredAt: number;
  /** Since when nobody knows how it ends; null while it is being sent or the customer is asked. */
  readonly uncertainSince: number | null;
  readonly parkedAt: number | null;
  /** When the state's own time is over: 60 s of waiting, 30 s of not knowing. */
  readonly endsAt: number | null;
  /** Nothing is tried before: the disk did not take the last step. */
  readonly holdUntil: number;
  /** The next question, and when. */
  readonly due: { readonly ask: Ask; readonly at: number } | null;
  readonly inAir: readonly Ask[];
  /** How far the state's own schedule has come. */
  readonly step: number;
  readonly cancels: number;
  readonly queries: number;
  readonly lastQueryAt: number;
  /** The last cancel was answered without an end: the next question is a query. */
  readonly queryNext: boolean;
  /** A byte of the payment may have left the till. Never false again. */
  readonly written: boolean;
  /** When it was last sent, or taken up after a restart; null before. */
  readonly sentAt: number | null;
  /** The payment was sent a second time, or a restart forbids it. */
  readonly resent: boolean;
  /** The scheme's Retry-After was kept once. */
  readonly patienceSpent: boolean;
  /** The last thing heard of it was nothing that counts. */
  readonly dark: boolean;
};

/**
 * What an answer to a question comes down to (payments.md §2). `paid`, `no`, `wait`, `running` and
 * `gone` are signed by the scheme and match the attempt; `none` is any other signed 4xx; `dark` is
 * everything that proves nothing; `not-sent` means that no byte was written.
 */
export type Heard =
  | { readonly kind: 'paid' }
  | { readonly kind: 'no'; readonly reason: string | null }
  | { readonly kind: 'wait'; readonly leftMs: number | null }
  | { readonly kind: 'running' }
  | { readonly kind: 'gone'; readonly reason: string | null }
  | { readonly kind: 'none'; readonly code: string }
  | { readonly kind: 'slow'; readonly afterMs: number }
  /** `alarm` is set where somebody tried, or something is badly wrong: forged, mismatched, unknown key. */
  | { readonly kind: 'dark'; readonly why: string; readonly alarm: boolean }
  | { readonly kind: 'not-sent' };

export type AttemptEvent =
  | { readonly kind: 'heard'; readonly to: Ask; readonly heard: Heard }
  | { readonly kind: 'send' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'timer' }
  | { readonly kind: 'hint' }
  | { readonly kind: 'set-aside' }
  | { readonly kind: 'replaced' }
  /** Taken up after a restart; `leftMs` is the customer's time left, where that can be told. */
  | { readonly kind: 'recover'; readonly leftMs: number | null }
  /** The step before could not be made durable, so it was not made. */
  | { readonly kind: 'unsaved'; readonly to: Ask | null }
  /** The settlement has it, or has left it out of two final files. */
  | { readonly kind: 'row'; readonly found: 'paid' | 'absent-twice' };

export type AttemptAction =
  | { readonly kind: 'ask'; readonly ask: Ask }
  | {
      readonly kind: 'move';
      readonly to: PaymentState;
      readonly cause: string;
      readonly reason: string | null;
    }
  | { readonly kind: 'park'; readonly by: 'cashier' | 'time' }
  | { readonly kind: 'alarm'; readonly why: string }
  /** A success after the end: book it as owed, and give it back. */
  | { readonly kind: 'owe' };

/** `mono` in milliseconds; `chance` from 0 up to 1, drawn by the caller. */
export type Now = { readonly mono: number; readonly chance: number };

/** An attempt whose row is about to be written, or was read from the books. */
export function attemptAt(
  kept: Pick<Attempt, 'state' | 'parked' | 'replaced' | 'owed' | 'reason'>,
  mono: number,
  adapter: AdapterName = 'own',
): Attempt {
  return {
    ...kept,
    adapter,
    enteredAt: mono,
    uncertainSince: null,
    parkedAt: kept.parked ? mono : null,
    endsAt: null,
    holdUntil: mono,
    due: null,
    inAir: [],
    step: 0,
    cancels: 0,
    queries: 0,
    lastQueryAt: Number.NEGATIVE_INFINITY,
    queryNext: false,
    written: false,
    sentAt: null,
    resent: false,
    patienceSpent: false,
    dark: false,
  };
}
