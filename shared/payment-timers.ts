/**
 * Every wait and limit of taking money from a wallet, in one place with where the figure comes from.
 * Milliseconds of the monotonic clock. `docs/payment-engine.md` shows this table.
 */
type Timer = {
  /** One figure, or the steps of a schedule; the last step of a schedule repeats unless said otherwise. */
  readonly ms: number | readonly number[];
  readonly what: string;
  readonly source: string;
};

export const timers = {
  connect: {
    ms: 3_000,
    what: 'a connection stands, else no byte was sent',
    source: 'ours; a customer is standing there',
  },
  answer: {
    ms: 10_000,
    what: 'the whole answer is in, else it is dark',
    source: 'NPCI 2025: query answers in 10 s',
  },
  lost: {
    ms: 45_000,
    what: 'a call that never comes back is given up',
    source: 'ours: connect + answer, thrice (key list, clock, question)',
  },
  pollEarlyFor: { ms: 15_000, what: 'how long a waiting customer is asked about often', source: 'ours' },
  unknownQueries: {
    ms: [1_000, 2_000, 4_000, 8_000, 15_000],
    what: 'queries of a payment whose end is not known',
    source: 'ours; they add up to 30 s',
  },
  unknownEnds: { ms: 30_000, what: 'not known for so long: cancelled', source: 'ours' },
  cancels: {
    ms: [1_000, 2_000, 4_000, 8_000, 16_000, 30_000],
    what: 'cancels after the first, until one is answered by an end',
    source: 'Alipay trade.pay: a failing cancel is retried for 1 minute',
  },
  parkAfter: {
    ms: 90_000,
    what: 'not known for so long: set aside, the next customer is served',
    source: 'UPI (NPCI 2025): first check at 90 s',
  },
  steady: {
    ms: 60_000,
    what: 'then asked about this often',
    source: 'Alipay trade.pay: the minute of a retried cancel',
  },
  steadyFor: { ms: 7_200_000, what: 'for so long', source: 'UPI (NPCI 2025): checks within 2 hours' },
  slow: { ms: 600_000, what: 'then this often, until the settlement tells', source: 'ours' },
  betweenHints: {
    ms: 1_000,
    what: 'hints of the scheme bring a query at most this often',
    source: 'ours: hints are unsigned; status floods felled UPI on 12 April 2025',
  },
  retryAfterMost: {
    ms: 30_000,
    what: 'a scheme that asks for more patience is dark',
    source: 'ours; a customer is standing there',
  },
  unsaved: { ms: 5_000, what: 'asked again after the disk did not take what was heard', source: 'ours' },
  shownFor: {
    ms: 600_000,
    what: 'a code of ours that nobody scans is made anew for so long',
    source: 'ours; a till that is left alone does not ask for ever',
  },
  sameCode: {
    ms: 120_000,
    what: "the same customer's code is the same attempt",
    source: 'ours: twice the life of a code of this family',
  },
} as const satisfies Readonly<Record<string, Timer>>;

/** Polls are spread by a fifth either way, so that a street of tills does not ask in step. */
export const pollSpread = 0.2;
