import { type PaymentState, paymentStates, type RefundState, refundStates } from '../../shared/payment.ts';

/**
 * The payment engine's one state machine, as data: for every state and everything that can happen, where
 * it goes and what is done. `rules.ts` and `refund-rules.ts` only carry it out, and the picture in
 * `docs/payment-engine.md` is drawn from it. No cell has a condition: what decides between two goings is
 * decided where the happening is named (`happeningOf` in `rules.ts`).
 */
type Cell<S, A> = {
  /** Null: it stays. */
  readonly next: S | null;
  /** The name of the move in the journal. */
  readonly cause: string;
  /** Why, where what was heard does not say so itself. */
  readonly reason: string | null;
  readonly act: A | null;
};

export type Machine<S extends string, E extends string, A extends string> = Readonly<
  Record<S, Readonly<Record<E, Cell<S, A>>>>
>;

/** What can happen to an attempt, by name, and what each means. */
export const happenings = {
  send: 'its row is on the disk; now it may be sent',
  paid: 'signed and matching: the money moved',
  'paid-but-cancelled': 'as paid, where a cancel is on its way that gives it back',
  no: 'signed and matching: declined',
  gone: 'signed and matching: cancelled, nothing was taken',
  wait: 'signed and matching: the customer is asked to confirm',
  running: 'signed and matching: they have it and are at work',
  none: 'signed: not known, or not now (any other 4xx)',
  'absent-late': 'signed: still not known so long after it was last sent that its code is dead',
  slow: 'signed: not so fast; kept once',
  lost: 'the first sending came back with nothing that counts',
  dark: 'nothing that counts: silence, 5xx, unsigned, mismatched, unknown key',
  moot: 'says nothing of this attempt: asked too early, while it was still on the way, or before they closed it',
  'never-sent': 'not one byte of it was ever written',
  stop: 'the cashier stops it',
  replaced: 'cash was taken instead',
  'time-over': "the state's own time is over",
  'long-unknown': 'nobody knew its end for 90 s',
  hint: 'an unsigned hint: ask sooner',
  'set-aside': 'the cashier serves the next customer',
  recover: 'taken up after a restart',
  unsaved: 'the disk did not take the step before',
  'row-paid': 'the settlement lists it',
  'row-absent': 'set aside, and two final settlements have left it out',
} as const;

export type Happening = keyof typeof happenings;

/** What is done with a move, or without one, by name, and what each means. */
export const acts = {
  send: 'send it',
  'send-again': 'send it once more under the same id',
  'never-again': 'it need not be sent again',
  cancel: 'cancel now',
  'look-then-cancel': 'query now, then cancel',
  'look-between': 'cancel again, with a query in between',
  'count-down': "start the customer's time",
  query: 'query soon',
  'wait-as-told': 'ask again when they say',
  park: 'mark as set aside; goes on',
  'take-up': 'query first (cancel, where it was being cancelled); never send again',
  hold: 'ask again in 5 s',
  owe: 'alarm; book it as owed to the customer and refund it, once',
  alarm: 'alarm',
} as const;

export type Act = keyof typeof acts;

type PaymentCell = Cell<PaymentState, Act>;

function stay(act: Act | null = null): PaymentCell {
  return { next: null, cause: '', reason: null, act };
}

function go(
  next: PaymentState,
  cause: string,
  act: Act | null = null,
  reason: string | null = null,
): PaymentCell {
  return { next, cause, reason, act };
}

const cancelling = {
  none: go('cancelling', 'none', 'cancel'),
  stop: go('cancelling', 'stop', 'cancel', 'cashier'),
  replaced: go('cancelling', 'cash-instead', 'cancel', 'cash-instead'),
};

/** What holds wherever the end is not known. */
const open = {
  send: stay(),
  paid: go('succeeded', 'paid'),
  'paid-but-cancelled': stay(),
  no: go('declined', 'no'),
  gone: go('cancelled', 'gone'),
  wait: go('awaiting-customer', 'wait', 'count-down'),
  running: stay(),
  none: cancelling.none,
  'absent-late': go('cancelled', 'absent', null, 'absent'),
  slow: stay('wait-as-told'),
  lost: stay(),
  dark: stay(),
  moot: stay(),
  'never-sent': go('cancelled', 'not-sent', null, 'not-sent'),
  stop: cancelling.stop,
  replaced: cancelling.replaced,
  'time-over': stay(),
  'long-unknown': stay('park'),
  hint: stay('query'),
  'set-aside': stay('park'),
  recover: stay('take-up'),
  unsaved: stay('hold'),
  'row-paid': go('succeeded', 'row'),
  'row-absent': go('cancelled', 'row', null, 'absent'),
} as const satisfies Record<Happening, PaymentCell>;

/** Between its row and its first answer; after a crash `created` and `sent` cannot be told apart. */
const beingSent = {
  ...open,
  running: go('unknown', 'running', 'never-again'),
  lost: go('unknown', 'dark', 'send-again'),
  dark: go('unknown', 'dark'),
} as const;

/** Ends stay. A success after another end is money that the shop must give back. */
const ended = Object.fromEntries(Object.keys(happenings).map((name) => [name, stay()])) as Record<
  Happening,
  PaymentCell
>;
const endedWithoutMoney = { ...ended, paid: stay('owe'), 'row-paid': stay('owe') };

export const paymentMachine: Machine<PaymentState, Happening, Act> = {
  created: { ...beingSent, send: go('sent', 'send', 'send') },
  sent: beingSent,
  'awaiting-customer': {
    ...open,
    wait: stay('count-down'),
    // A customer who is confirming right now may already have paid: look before cancelling.
    stop: go('cancelling', 'stop', 'look-then-cancel', 'cashier'),
    'time-over': go('cancelling', 't60', 'look-then-cancel', 'timeout'),
  },
  unknown: { ...open, 'time-over': go('cancelling', 't30', 'cancel', 'unresolved') },
  cancelling: {
    ...open,
    // The cancel may still come through and give it back, so paid now is no end: cancelled on, until it is.
    'paid-but-cancelled': stay('look-between'),
    // Not cancelled yet: again, but with a look in between, as money may have moved meanwhile.
    wait: stay('look-between'),
    running: stay('look-between'),
    none: stay('look-between'),
    stop: stay('cancel'),
    replaced: stay('cancel'),
  },
  succeeded: { ...ended, no: stay('alarm'), gone: stay('alarm') },
  declined: endedWithoutMoney,
  cancelled: endedWithoutMoney,
};

/** What can happen to a refund. */
export const refundHappenings = {
  send: 'its row is on the disk; now it may be sent',
  done: 'signed and matching: the money went back',
  refused: 'signed and matching: refused',
  never: 'signed: it can never be (422, above what was paid)',
  working: 'signed and matching: accepted, not done',
  absent: 'signed: they have never seen it',
  none: 'signed: not now (any other 4xx)',
  slow: 'signed: not so fast',
  dark: 'nothing that counts',
  'not-sent': 'no byte of this question was written',
  hint: 'an unsigned hint: ask sooner',
  recover: 'taken up after a restart',
  unsaved: 'the disk did not take the step before',
  row: 'the settlement lists it',
} as const;

export type RefundHappening = keyof typeof refundHappenings;

export const refundActs = {
  send: 'send it now, same id, same body',
  query: 'query soon',
  'query-now': 'query now',
  'other-way': 'query after sending, send after a query',
  'query-later': 'query, at growing intervals',
  'same-way': 'the same question again, at growing intervals',
  'wait-as-told': 'ask again when they say',
  hold: 'ask again in 5 s',
  alarm: 'alarm',
} as const;

export type RefundAct = keyof typeof refundActs;
type RefundCell = Cell<RefundState, RefundAct>;

function rest(act: RefundAct | null = null): RefundCell {
  return { next: null, cause: '', reason: null, act };
}

function turn(next: RefundState, cause: string, act: RefundAct | null = null): RefundCell {
  return { next, cause, reason: null, act };
}

const refundOpen = {
  send: rest('send'),
  done: turn('refunded', 'paid'),
  refused: turn('refused', 'no'),
  never: turn('refused', 'none'),
  working: turn('refunding', 'wait', 'query-later'),
  absent: rest('send'),
  none: rest('other-way'),
  slow: rest('wait-as-told'),
  dark: rest('other-way'),
  'not-sent': rest('same-way'),
  hint: rest('query'),
  recover: rest('query-now'),
  unsaved: rest('hold'),
  row: turn('refunded', 'row'),
} as const satisfies Record<RefundHappening, RefundCell>;

const refundEnded = Object.fromEntries(Object.keys(refundHappenings).map((name) => [name, rest()])) as Record<
  RefundHappening,
  RefundCell
>;

export const refundMachine: Machine<RefundState, RefundHappening, RefundAct> = {
  created: { ...refundOpen, send: turn('sent', 'send', 'send') },
  sent: refundOpen,
  refunding: { ...refundOpen, working: rest('query-later') },
  refunded: { ...refundEnded, refused: rest('alarm') },
  refused: { ...refundEnded, done: rest('alarm') },
};

/** Where each begins. */
export const begins = { payment: paymentStates[0], refund: refundStates[0] } as const;
