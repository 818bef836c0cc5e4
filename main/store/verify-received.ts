import { canonicalJson } from '../../platform/canonical-json.ts';
import type { FindKey } from '../../platform/http-signatures.ts';
import type { EventData, JournalEvent, SaleTender } from '../../shared/events.ts';
import { fromWire, type MoneyWire, negated, toWire } from '../../shared/money.ts';
import { accounts, type Posting } from '../../shared/posting.ts';
import { type ReceivedPayment, receivedAnswer } from '../../shared/received-wire.ts';
import { type Auditor, firstFailed } from './verdict.ts';
import { isListed, isSigned, jsonOf } from './verify-answers.ts';

type Received = {
  readonly data: EventData<'payment-received'>;
  state: 'kept' | 'matched' | 'returned';
  returnedMinor: bigint;
};

type Seen = {
  readonly findAnswerKey: FindKey;
  readonly received: Map<string, Received>;
  readonly refunds: Map<string, EventData<'refund-created'>>;
  /** The rows of the page that was listed last and are not booked yet. */
  page: readonly ReceivedPayment[];
  /** What was matched in this moment: the tender that it is comes next. */
  matched: EventData<'received-matched'> | null;
  /** Since the last Z. */
  count: number;
  minor: bigint;
};

/**
 * What came in by the printed code: each row stands in a page that the scheme signed, is booked once, and
 * is the tender of one sale at most, or goes back, never above what it was; a Z says what its shift saw.
 */
export function receivedHolds(findAnswerKey: FindKey): Auditor {
  const seen: Seen = {
    findAnswerKey,
    received: new Map(),
    refunds: new Map(),
    page: [],
    matched: null,
    count: 0,
    minor: 0n,
  };
  return (event) => {
    const { matched } = seen;
    seen.matched = null;
    return (matched && tenderHolds(matched, event)) ?? audit(seen, event);
  };
}

function audit(seen: Seen, event: JournalEvent): string | null {
  switch (event.kind) {
    case 'received-listed':
      return listed(seen, event.data);
    case 'payment-received':
      return received(seen, event.data, event.occurredAt);
    case 'received-matched':
      seen.matched = event.data;
      return matchedHolds(seen, event.data);
    case 'refund-created':
      seen.refunds.set(event.data.refundId, event.data);
      return null;
    case 'received-returned':
      return returned(seen, event.data);
    case 'shift-closed':
      return closed(seen, event.data);
    default:
      return null;
  }
}

function listed(seen: Seen, { answer }: EventData<'received-listed'>): string | null {
  const page = receivedAnswer.safeParse(jsonOf(answer));
  seen.page = page.success ? page.data.items : [];
  return firstFailed([
    [page.success, 'the kept answer is no list of what came in'],
    [
      !isListed(answer, seen.findAnswerKey) || isSigned(answer, seen.findAnswerKey),
      "the kept answer is not signed by the scheme's key that it names",
    ],
  ]);
}

function received(seen: Seen, data: EventData<'payment-received'>, occurredAt: string): string | null {
  const [row, ...rest] = seen.page;
  seen.page = rest;
  const isBefore = seen.received.has(data.paymentId);
  seen.received.set(data.paymentId, { data, state: 'kept', returnedMinor: 0n });
  seen.count += 1;
  seen.minor += BigInt(data.amount.minor);
  const said = row && {
    paymentId: row.id,
    seq: row.seq,
    amount: { minor: row.amount.minor, currency: row.amount.currency },
    merchantId: row.merchantId,
    terminalId: row.terminalId,
    schemeRef: row.schemeRef,
    payer: row.payer ?? null,
    at: row.at,
  };
  const { postings, ...booked } = data;
  return firstFailed([
    [said !== undefined && canonicalJson(said) === canonicalJson(booked), 'the scheme listed something else'],
    [!isBefore, 'it came in before'],
    [occurredAt === data.at, 'it is not booked when it was paid'],
    [
      moves(postings, accounts.walletReceivable, accounts.received, data.amount),
      'the postings are not those of income without a sale',
    ],
  ]);
}

function matchedHolds(seen: Seen, data: EventData<'received-matched'>): string | null {
  const known = seen.received.get(data.paymentId);
  const wasKept = known?.state === 'kept';
  if (known) known.state = 'matched';
  return firstFailed([
    [known !== undefined, 'nothing came in under this id'],
    [wasKept, 'it has a sale already, or went back'],
    [isSame(known?.data.amount, data.amount), 'another amount is matched than came in'],
    [
      moves(data.postings, accounts.received, accounts.walletReceivable, data.amount),
      'the postings do not take back the income',
    ],
  ]);
}

/** The very next link must be the tender: a part of that sale, or its last. */
function tenderHolds(matched: EventData<'received-matched'>, event: JournalEvent): string | null {
  const isIt = (saleId: string, tender: SaleTender | undefined): boolean =>
    saleId === matched.saleId &&
    tender?.kind === 'wallet' &&
    tender.no === matched.tenderNo &&
    tender.paymentId === matched.paymentId &&
    isSame(tender.amount, matched.amount);
  const holds =
    (event.kind === 'tender-taken' && isIt(event.data.saleId, event.data.tender)) ||
    (event.kind === 'sale-settled' && isIt(event.data.saleId, event.data.tenders.at(-1)));
  return holds ? null : 'what was matched before it is no tender of the sale';
}

function returned(seen: Seen, data: EventData<'received-returned'>): string | null {
  const known = seen.received.get(data.paymentId);
  const refund = seen.refunds.get(data.refundId);
  const hadNoSale = known !== undefined && known.state !== 'matched';
  if (known) {
    known.state = 'returned';
    known.returnedMinor += BigInt(data.amount.minor);
  }
  return firstFailed([
    [hadNoSale, 'it goes back while a sale holds it, or never came in'],
    [refund?.paymentId === data.paymentId && isSame(refund.amount, data.amount), 'nothing brings it back'],
    [
      known !== undefined && known.returnedMinor <= BigInt(known.data.amount.minor),
      'more goes back than came in',
    ],
    [
      moves(data.postings, accounts.received, accounts.owedToCustomers, data.amount),
      'the postings are not those of what goes back',
    ],
  ]);
}

function closed(seen: Seen, z: EventData<'shift-closed'>): string | null {
  const { count, minor } = seen;
  seen.count = 0;
  seen.minor = 0n;
  const said = { count: z.received?.count ?? 0, minor: BigInt(z.received?.amount.minor ?? '0') };
  return said.count === count && said.minor === minor
    ? null
    : 'it does not say what came in by the printed code';
}

function isSame(one: MoneyWire | undefined, other: MoneyWire): boolean {
  return one?.minor === other.minor && one.currency === other.currency;
}

function moves(postings: readonly Posting[], from: string, to: string, amount: MoneyWire): boolean {
  const due = [
    { account: from, amount },
    { account: to, amount: toWire(negated(fromWire(amount))) },
  ];
  return canonicalJson(postings) === canonicalJson(due);
}
