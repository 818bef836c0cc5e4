import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Id } from '../../shared/ids.ts';
import { type OfflineAnswer, offlineRoutes } from '../../shared/offline-wire.ts';
import {
  type ActivateAnswer,
  type ActivateAsk,
  type CancelAsk,
  type KeyList,
  type PaymentAnswer,
  type RefundAnswer,
  routes,
  type SettlementAnswer,
  type WitnessAnswer,
} from '../../shared/scheme-wire.ts';
import { type Caller, createCaller, type SchemeClientParts } from './call.ts';
import { type EventListener, followSchemeEvents } from './events.ts';
import { dark, type Outcome } from './outcome.ts';
import { wholeSettlement, wholeWitness } from './pages.ts';
import { createRequestCalls, type RequestCalls } from './request-calls.ts';
import type { LastHeard } from './scheme-time.ts';
import { findPassKey } from './trusted-keys.ts';
import { createVoucherCalls, type VoucherCalls } from './voucher-calls.ts';

export type { SchemeClientParts } from './call.ts';

/**
 * The till's way to the scheme. Every call answers with an `Outcome` and never throws for what the
 * network or the scheme does; none is ever repeated by itself, but for one case: a signed
 * `clock-skew` is resent once, same id, new nonce, by the scheme's time.
 */
export type SchemeClient = VoucherCalls &
  RequestCalls & {
    /** `root` is the thumbprint from the activation code's QR: who answers under another is not believed. */
    readonly activate: (
      ask: Pick<ActivateAsk, 'code' | 'device'>,
      root: string,
    ) => Promise<Outcome<ActivateAnswer>>;
    /** `body` is the JSON of a `PaymentAsk`, exactly as the journal keeps it. */
    readonly putPayment: (id: Id, body: string) => Promise<Outcome<PaymentAnswer>>;
    readonly getPayment: (id: Id) => Promise<Outcome<PaymentAnswer>>;
    readonly cancelPayment: (id: Id, reason: CancelAsk['reason']) => Promise<Outcome<PaymentAnswer>>;
    /** `body` is the JSON of a `RefundAsk`, exactly as the journal keeps it. */
    readonly putRefund: (id: Id, body: string) => Promise<Outcome<RefundAnswer>>;
    readonly getRefund: (id: Id) => Promise<Outcome<RefundAnswer>>;
    /** `body` is the JSON of an `OfflineAsk`, exactly as the journal keeps it. */
    readonly putOffline: (id: Id, body: string) => Promise<Outcome<OfflineAnswer>>;
    /** The key that may certify passes at this moment (seconds), from the list as it was last signed. */
    readonly passKey: (keyId: string, nowS: number) => readonly number[] | null;
    /** True where the list holds a key for passes; a list from before there were any is fetched again. */
    readonly hasPassKeys: () => boolean;
    readonly lastHeard: () => LastHeard | null;
    /** The whole day, all pages; its lines have been checked against the head. `proof` is the last page. */
    readonly settlement: (date: string) => Promise<Outcome<SettlementAnswer>>;
    /** Fetches the scheme's key list and keeps it. */
    readonly keys: () => Promise<Outcome<KeyList>>;
    /** All heads of this till's journal that the scheme has heard. `proof` is the last page. */
    readonly witness: () => Promise<Outcome<WitnessAnswer>>;
    /** Listens for hints until the answered function is called. */
    readonly events: (listener: EventListener, lastEventId?: string) => () => void;
    /** The scheme's time as far as known, in milliseconds since 1970. */
    readonly schemeNowMs: () => number;
  };

/** An unknown kid has the list fetched at most this often (payments.md §3). */
const keysAtMostEveryMs = 60_000;

/** Throws for a URL that is neither https nor http on this machine. */
export function createSchemeClient(parts: SchemeClientParts): SchemeClient {
  const origin = originOf(parts.url);
  const learner = createKeyLearner(parts, () => keys());
  const caller = createCaller(parts, origin, learner.learn);
  const get = (path: string, query = '') => ({ method: 'GET', path, query }) as const;
  const payment = (id: Id) => ({ answer: routes.putPayment.answer, signedBy: 'answer', id }) as const;
  const refund = (id: Id) => ({ answer: routes.putRefund.answer, signedBy: 'answer', id }) as const;

  async function keys(): Promise<Outcome<KeyList>> {
    learner.asked();
    const outcome = await caller.call({ ...get('/keys'), answer: routes.keys.answer, signedBy: 'root' });
    const trusted = parts.keyStore.load();
    if (outcome.kind === 'answer' && trusted) parts.keyStore.save({ ...trusted, keys: outcome.value.keys });
    return outcome;
  }

  return {
    ...createVoucherCalls(caller),
    ...createRequestCalls(caller),
    activate: (ask, root) => activate({ parts, caller, keys }, ask, root),
    putPayment: (id, body) => caller.call({ method: 'PUT', path: `/payments/${id}`, body, ...payment(id) }),
    getPayment: (id) => caller.call({ ...get(`/payments/${id}`), ...payment(id) }),
    cancelPayment: (id, reason) =>
      caller.call({
        method: 'POST',
        path: `/payments/${id}/cancel`,
        body: canonicalJson({ reason }),
        ...payment(id),
      }),
    putRefund: (id, body) => caller.call({ method: 'PUT', path: `/refunds/${id}`, body, ...refund(id) }),
    getRefund: (id) => caller.call({ ...get(`/refunds/${id}`), ...refund(id) }),
    putOffline: (id, body) => {
      const { answer, signedBy } = offlineRoutes.putOffline;
      return caller.call({ method: 'PUT', path: `/offline-payments/${id}`, body, answer, signedBy, id });
    },
    passKey: (keyId, nowS) => findPassKey(parts.keyStore.load(), keyId, nowS),
    hasPassKeys: () => (parts.keyStore.load()?.keys ?? []).some(({ role }) => role === 'pass'),
    lastHeard: caller.time.lastHeard,
    settlement: (date) => wholeSettlement(caller, date),
    keys,
    witness: () => wholeWitness(caller),
    events: (listener, lastEventId) =>
      followSchemeEvents({
        parts,
        origin,
        caller,
        recognise: () => keys().then(() => undefined),
        listener,
        lastEventId,
      }),
    schemeNowMs: caller.time.nowMs,
  };
}

async function activate(
  known: {
    readonly parts: SchemeClientParts;
    readonly caller: Caller;
    readonly keys: () => Promise<Outcome<KeyList>>;
  },
  ask: Pick<ActivateAsk, 'code' | 'device'>,
  root: string,
): Promise<Outcome<ActivateAnswer>> {
  const body = canonicalJson({ ...ask, jwk: known.parts.key.publicJwk });
  const { method, path, answer, signedBy } = routes.activate;
  const outcome = await known.caller.call({ method, path, body, answer, signedBy }, root);
  if (outcome.kind !== 'answer') return outcome;
  if (outcome.value.root !== root) return dark('mismatch', outcome.proof);
  known.parts.keyStore.save({ root, rootKey: outcome.value.rootKey, keys: [] });
  // Where this fails now, the first answer under a key of the list has it fetched again.
  await known.keys();
  return outcome;
}

function originOf(url: string): URL {
  const origin = new URL(url);
  const isLoopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(origin.hostname);
  if (origin.protocol === 'https:' || (origin.protocol === 'http:' && isLoopback)) return origin;
  throw new Error(`a scheme is reached by https, or by http on this machine: not ${url}`);
}

/** Fetches the list for an unknown kid, one fetch for all who wait, at most once a minute. */
function createKeyLearner(parts: SchemeClientParts, fetchKeys: () => Promise<Outcome<KeyList>>) {
  let askedAtMs: number | null = null;
  let running: Promise<boolean> | null = null;
  const learn = async (): Promise<boolean> => {
    if (running) return running;
    // A till without any list believes nobody yet, so for it the minute would only be lost.
    const hasList = (parts.keyStore.load()?.keys.length ?? 0) > 0;
    if (hasList && askedAtMs !== null && parts.clock.mono() - askedAtMs < keysAtMostEveryMs) return false;
    running = fetchKeys()
      .then((outcome) => outcome.kind === 'answer')
      .finally(() => {
        running = null;
      });
    return running;
  };
  return {
    learn,
    asked: () => {
      askedAtMs = parts.clock.mono();
    },
  };
}
