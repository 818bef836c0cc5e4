import { canonicalJson } from '../../platform/canonical-json.ts';
import { checkEd25519 } from '../../platform/pass-keys.ts';
import type { EventData } from '../../shared/events.ts';
import { lesser, type Money, money, toWire } from '../../shared/money.ts';
import { type PassGiven, type PassVerdict, verifyPass } from '../../shared/qr/verify-pass.ts';
import { done, type Result } from '../../shared/result.ts';
import { epochMsOf, instantOf } from '../../shared/time.ts';
import type { HandInView, PayView } from '../../shared/views.ts';
import {
  isPassSeen,
  nextOfflineNumber,
  openOffline,
  outstandingOffline,
  unreadLosses,
} from '../payment/offline-records.ts';
import { grantUntilMs } from '../payment/offline-rules.ts';
import type { SchemeClient } from '../scheme/client.ts';
import type { Counter } from './counter.ts';
import { createHandIn, type HandIn, type HandInParts } from './hand-in.ts';
import type { Notices } from './notices.ts';
import { createSchemeClock, grantOf, type SchemeClock } from './scheme-clock.ts';
import type { Payable, TakenPass } from './sell.ts';
import { inquire } from './wallet-parts.ts';

/** What came of a pass that was shown: taken, refused for a reason on the screen, or asked about first. */
export type PassShown = Result<'pass-taken' | 'pass-refused' | 'pass-asking'>;

/** Wallet payments by signed pass, for when the scheme can't be reached (payments.md §5). */
export type Offline = {
  /** A pass on the pay screen. Refused as any code is where that sale can't be paid now. */
  readonly show: (pass: string) => PassShown;
  /** What the pay screen says of the pass that was last shown for this sale. */
  readonly shownFor: (saleId: string) => PayView['pass'];
  /** What one pass may pay at most, while there is no network; null where passes aren't taken now. */
  readonly allowance: () => Money | null;
  /** What has still to be handed in, oldest first. */
  readonly open: () => HandInView[];
  readonly handIn: HandIn;
  readonly recover: () => void;
  readonly close: () => void;
};

export type OfflineParts = Omit<HandInParts, 'offlineScheme' | 'onEnded' | 'onForged'> & {
  readonly counter: Counter;
  readonly client: SchemeClient;
  readonly notices: Notices;
  /** What is on the pay screen and may be paid now. */
  readonly due: () => Result<Payable>;
  /** Books the sale and the pass in one transaction, and shows it as paid. */
  readonly settle: (saleId: string, pass: TakenPass) => Result<null>;
};

type Shown = { readonly saleId: string; readonly pass: NonNullable<PayView['pass']> };

type State = {
  readonly parts: OfflineParts;
  readonly schemeClock: SchemeClock;
  readonly handIn: HandIn;
  shown: Shown | null;
  isClosed: boolean;
};

/** So long "not answering" is believed without asking again. */
const freshMs = 20_000;
/** A pass is handed in so long after it was taken, in milliseconds. */
const firstTryMs = 1000;
export function createOffline(parts: OfflineParts): Offline {
  const { counter, client, notices } = parts;
  const sayLoss = (id: string, amount: Money, reason: string, bearer: string): void => {
    notices.say('offline-loss', id, { reason, bearer }, amount, () => {
      counter.journal.commit((record) => record('offline-loss-read', { paymentId: id }));
    });
  };
  const handIn = createHandIn({
    ...parts,
    offlineScheme: client,
    onEnded: ({ id, amount }, end) => {
      if (end.to === 'refused') sayLoss(id, amount, end.reason, end.bearer);
    },
    onForged: ({ id, saleId, amount }) => {
      notices.say('forged-answer', id, { paymentId: id, saleId, state: 'unknown' }, amount);
    },
  });
  const schemeClock = createSchemeClock(counter, client);
  const state: State = { parts, schemeClock, handIn, shown: null, isClosed: false };
  return {
    show: (pass) => show(state, pass),
    shownFor: (saleId) => (state.shown?.saleId === saleId ? state.shown.pass : null),
    allowance: () => (parts.network.state().state === 'silent' ? allowance(state) : null),
    open: () =>
      openOffline(counter.db).map(({ id, saleId, amount, takenAt }) => ({
        id,
        saleId,
        amount: toWire(amount),
        takenAt,
      })),
    handIn,
    recover: () => {
      for (const { id, amount, reason, bearer } of unreadLosses(counter.db))
        sayLoss(id, amount, reason ?? '', bearer ?? 'merchant');
      // A list from before the scheme certified passes knows nothing of them.
      if (!client.hasPassKeys()) void client.keys().catch((error: unknown) => parts.onTrouble?.(error));
      handIn.kick();
    },
    close: () => {
      state.isClosed = true;
      handIn.close();
    },
  };
}

/** Checked at once; taken only when the scheme does not answer, and that must have been seen just now. */
function show(state: State, pass: string): PassShown {
  const { parts } = state;
  const due = parts.due();
  if (!due.ok) return due;
  const { saleId, total } = due.value;
  // Money that the scheme has not brought yet can't be given back, as a part of a sale must be able to.
  if (due.value.isPart) return refuse(state, saleId, 'part-chosen');
  const checked = check(state, pass, total);
  if (!checked.ok) return refuse(state, saleId, checked.problem.code);
  if (isSilentNow(parts)) return take(state, due.value, pass);
  ask(state, due.value, pass);
  return done('pass-asking');
}

function isSilentNow({ network, clock }: OfflineParts): boolean {
  const heardAt = network.heardAt();
  return network.state().state === 'silent' && heardAt !== null && clock.mono() - heardAt < freshMs;
}

function refuse(state: State, saleId: string, why: string): PassShown {
  state.shown = { saleId, pass: { state: 'refused', why } };
  return done('pass-refused');
}

/** Does the scheme answer? Then the ordinary code is the safe way; else the pass is taken as it was shown. */
function ask(state: State, asked: Payable, pass: string): void {
  const { parts } = state;
  const { saleId, total } = asked;
  const shown: Shown = { saleId, pass: { state: 'asking', why: null } };
  state.shown = shown;
  inquire(
    parts,
    () => parts.client.keys(),
    (outcome) => {
      if (state.isClosed || state.shown !== shown) return;
      state.shown = null;
      const due = parts.due();
      const isSame = due.ok && due.value.saleId === saleId && due.value.total.minor === total.minor;
      if (isSame && (outcome.kind === 'answer' || outcome.kind === 'refused'))
        state.shown = { saleId, pass: { state: 'answering', why: null } };
      else if (isSame && !take(state, due.value, pass).ok) refuse(state, saleId, 'not-written');
      parts.onChange();
    },
  );
}

function take(state: State, payable: Payable, pass: string): PassShown {
  const { parts, schemeClock } = state;
  const { saleId, tenderNo, total } = payable;
  // Once more: time has passed, and another pass may have been taken meanwhile.
  const checked = check(state, pass, total);
  if (!checked.ok) return refuse(state, saleId, checked.problem.code);
  const paymentId = parts.newId();
  const taken = eventOf(state, {
    paymentId,
    saleId,
    tenderNo,
    pass,
    total,
    verdict: checked,
    nowMs: schemeClock.nowMs(),
  });
  const settled = parts.settle(saleId, {
    paymentId,
    write: (record) => void record('offline-taken', taken),
  });
  if (!settled.ok) return settled;
  state.shown = null;
  // Without network this comes to nothing, and is tried again until it does.
  parts.clock.after(firstTryMs, () => state.handIn.kick());
  return done('pass-taken');
}

type Verdict = PassVerdict | { readonly ok: false; readonly problem: { readonly code: 'not-granted' } };

function check(state: State, pass: string, total: Money): Verdict {
  const given = givenFor(state, total);
  return given ? verifyPass(pass, given, checkEd25519) : { ok: false, problem: { code: 'not-granted' } };
}

function givenFor({ parts, schemeClock }: State, total: Money): PassGiven | null {
  const { counter, client } = parts;
  const { db } = counter;
  const grant = grantOf(counter);
  if (!grant) return null;
  const { epoch, merchantId, currency } = counter.terminal();
  const { pass, wallet, terminal, sales, hours } = grant.limits.offline;
  const all = outstandingOffline(db, epoch, null);
  const nowS = Math.floor(schemeClock.nowMs() / 1000);
  const untilMs = grantUntilMs(epochMsOf(grant.expiresAt), schemeClock.lastHeardMs(), hours);
  return {
    nowS,
    merchant: merchantId,
    currency,
    amountMinor: total.minor,
    limits: {
      passMinor: BigInt(pass.minor),
      walletMinor: BigInt(wallet.minor),
      totalMinor: BigInt(terminal.minor),
    },
    walletSpentMinor: (walletHash) => outstandingOffline(db, epoch, walletHash).minor,
    totalSpentMinor: all.minor,
    salesLeft: sales - all.count,
    grantUntilS: Math.floor(untilMs / 1000),
    isSeen: (serial) => isPassSeen(db, serial),
    schemeKey: (keyId) => client.passKey(keyId, nowS),
  };
}

function allowance(state: State): Money | null {
  const { currency } = state.parts.counter.terminal();
  const given = givenFor(state, money(0n, currency));
  if (!given || given.nowS >= given.grantUntilS || given.salesLeft < 1) return null;
  const left = given.limits.totalMinor - given.totalSpentMinor;
  const most = lesser(left, given.limits.passMinor);
  return most > 0n ? money(most, currency) : null;
}

function eventOf(
  state: State,
  taken: {
    readonly paymentId: string;
    readonly saleId: string;
    readonly tenderNo: number;
    readonly pass: string;
    readonly total: Money;
    readonly verdict: Extract<Verdict, { ok: true }>;
    readonly nowMs: number;
  },
): EventData<'offline-taken'> {
  const { counter } = state.parts;
  const { paymentId, saleId, tenderNo, pass, total } = taken;
  const { serial, walletHash, keyId } = taken.verdict.pass;
  const { epoch, merchantId, currency } = counter.terminal();
  const number = nextOfflineNumber(counter.db, epoch);
  const takenAt = instantOf(taken.nowMs);
  const amount = toWire(total);
  const before = outstandingOffline(counter.db, epoch, null);
  const spent = outstandingOffline(counter.db, epoch, walletHash).minor;
  const grantUntilS = givenFor(state, total)?.grantUntilS ?? 0;
  return {
    paymentId,
    saleId,
    tenderNo,
    number,
    pass,
    serial,
    walletHash,
    amount,
    merchantId,
    takenAt,
    request: canonicalJson({ pass, amount, takenAt, seq: number }),
    verdict: {
      keyId,
      walletSpent: toWire(money(spent, currency)),
      totalSpent: toWire(money(before.minor, currency)),
      sales: before.count,
      grantUntil: instantOf(grantUntilS * 1000),
    },
  };
}
