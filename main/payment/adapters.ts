/**
 * How the ways of taking money from a wallet differ, and all in which they differ: the engine is the
 * same for each (payments.md §2). Milliseconds of the monotonic clock.
 */
export const adapterNames = ['own', 'shown', 'alipay-like', 'wechat-like'] as const;

export type AdapterName = (typeof adapterNames)[number];

export type Adapter = {
  /** The number under which a payment is sent again, and when a new one is due. */
  readonly retry: string;
  /** While the customer confirms: this often at first, then this often. */
  readonly pollEarlyMs: number;
  readonly pollLaterMs: number;
  /** The customer's time. */
  readonly endsMs: number;
  /** An unknown payment is not asked about sooner than this after the last question. */
  readonly unknownAtLeastMs: number;
  readonly mayCancel: string;
  /** No cancel sooner after the payment was last sent than this. */
  readonly cancelFromMs: number;
  /** No cancel later than this: what is found paid is refunded. Null: any time. */
  readonly cancelUntilMs: number | null;
  /** What a cancel does to a payment that went through. */
  readonly ifPaid: string;
  /** A payment still unknown to them so long after it was last sent never will be: the code is dead. */
  readonly absentEndsMs: number | null;
  readonly source: string;
};

export const adapters: Readonly<Record<AdapterName, Adapter>> = {
  own: {
    retry: 'same id',
    pollEarlyMs: 3_000,
    pollLaterMs: 5_000,
    endsMs: 60_000,
    unknownAtLeastMs: 0,
    mayCancel: 'the till, at any time; an id never seen is closed for ever',
    cancelFromMs: 0,
    cancelUntilMs: null,
    ifPaid: 'answers paid',
    absentEndsMs: null,
    source: "the scheme's own rules; polling as Alipay's",
  },
  // The code that the till shows. Its time is what the scheme is asked for; it is watched from its first
  // second, as nobody tells the till that a customer has begun to scan.
  shown: {
    retry: 'same id; a new code has a new id, once the old one is known to be gone',
    pollEarlyMs: 3_000,
    pollLaterMs: 5_000,
    endsMs: 120_000,
    unknownAtLeastMs: 0,
    mayCancel: 'the till, at any time; an id never seen is closed for ever',
    cancelFromMs: 0,
    cancelUntilMs: null,
    ifPaid: 'answers paid',
    absentEndsMs: null,
    source: "the scheme's own rules: 30 to 300 s, of which we take 120, as long as a customer's code lives",
  },
  'alipay-like': {
    retry: 'same number; a new one after a cancel',
    pollEarlyMs: 4_000,
    pollLaterMs: 4_000,
    endsMs: 60_000,
    unknownAtLeastMs: 0,
    mayCancel: 'the till, within 24 h',
    cancelFromMs: 0,
    cancelUntilMs: 24 * 3_600_000,
    ifPaid: 'refunds it: refunded is cancelled',
    absentEndsMs: 120_000,
    source: 'Alipay trade.pay: polls of 3-6 s for about 60 s, cancel within 24 h',
  },
  'wechat-like': {
    retry: 'same number; a new code has a new number',
    pollEarlyMs: 5_000,
    pollLaterMs: 5_000,
    endsMs: 45_000,
    unknownAtLeastMs: 5_000,
    mayCancel: 'the till, from 15 s to 7 days',
    cancelFromMs: 15_000,
    cancelUntilMs: 7 * 24 * 3_600_000,
    ifPaid: 'refunds it: refunded is cancelled',
    absentEndsMs: 120_000,
    source: 'WeChat micropay: query 5 s after SYSTEMERROR, unpaid dies at 45 s, reverse from 15 s to 7 days',
  },
};
