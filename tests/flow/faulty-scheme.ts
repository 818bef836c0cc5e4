import type { WalletScheme } from '../../main/flow/wallet-parts.ts';
import { dark, type Outcome } from '../../main/scheme/outcome.ts';
import type { RequestCalls } from '../../main/scheme/request-calls.ts';
import type { PaymentRequestAnswer } from '../../shared/request-wire.ts';
import type { PaymentAnswer, RefundAnswer } from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';
import { proofOf, type Said, type WalletWorld } from './wallet-world.ts';

export const messages = ['putPayment', 'getPayment', 'cancelPayment', 'putRefund', 'getRefund'] as const;
/** Of a code that the shop shows, in place of the payment's three. */
export const requestMessages = [
  'putRequest',
  'getRequest',
  'cancelRequest',
  'putRefund',
  'getRefund',
] as const;
export type Message = (typeof messages)[number] | (typeof requestMessages)[number];

/** payments.md §7: everything that can happen to one message and its answer. */
export const faults = [
  'request lost',
  'reply lost',
  'reply cut',
  'error before',
  'error after',
  'delayed request',
  'delayed reply',
  'duplicated',
  'held back for a minute',
  'never answered',
  'client throws',
  'not sent',
  'slow down',
  'slow down for long',
  'forbidden',
  'unsigned',
  'wrong key',
  'other id',
  'other amount',
  'other currency',
  'other merchant',
  'other terminal',
  'old answer',
] as const;
export type Fault = (typeof faults)[number];

export type Call = { readonly message: Message; readonly id: string; readonly body: string | null };

export type FaultyScheme = WalletScheme &
  RequestCalls & {
    /** Every call that was made, in order; `body` as it was sent. */
    readonly calls: Call[];
  };

/** What happens to this call; null: nothing special. */
export type FaultOf = (call: Call) => Fault | null;

type Answer = PaymentAnswer | PaymentRequestAnswer | RefundAnswer;

/** The scheme of `world` behind a network that does to each call what `faultOf` says. */
export function createFaultyScheme(world: WalletWorld, clock: Clock, faultOf: FaultOf): FaultyScheme {
  const calls: Call[] = [];
  async function under<T extends Answer>(call: Call, effect: () => Said<T>): Promise<Outcome<T>> {
    calls.push(call);
    const fault = faultOf(call);
    await Promise.resolve();
    if (fault === null) return outcomeOf(effect());
    const way = waysOf(effect, clock)[fault];
    return way ? way() : outcomeOf(bent(effect(), fault));
  }
  return {
    calls,
    putPayment: (id, body) => under({ message: 'putPayment', id, body }, () => world.put(id, body)),
    getPayment: (id) => under({ message: 'getPayment', id, body: null }, () => world.get(id)),
    cancelPayment: (id, reason) =>
      under({ message: 'cancelPayment', id, body: reason }, () => world.cancel(id, reason)),
    putRequest: (id, body) => under({ message: 'putRequest', id, body }, () => world.putRequest(id, body)),
    getRequest: (id) => under({ message: 'getRequest', id, body: null }, () => world.getRequest(id)),
    cancelRequest: (id, reason) =>
      under({ message: 'cancelRequest', id, body: reason }, () => world.cancelRequest(id, reason)),
    putRefund: (id, body) => under({ message: 'putRefund', id, body }, () => world.putRefund(id, body)),
    getRefund: (id) => under({ message: 'getRefund', id, body: null }, () => world.getRefund(id)),
  };
}

type Ways<T> = Partial<Record<Fault, () => Outcome<T> | Promise<Outcome<T>>>>;

/** When the effect happens, if it does, and what is heard of it. */
function waysOf<T>(effect: () => Said<T>, clock: Clock): Ways<T> {
  const after = (ms: number, what: () => Outcome<T>): Promise<Outcome<T>> =>
    new Promise((resolve) => clock.after(ms, () => resolve(what())));
  const timeout = (): Promise<Outcome<T>> => after(10_000, () => dark('timeout'));
  const done =
    <O>(outcome: O) =>
    (): O => {
      effect();
      return outcome;
    };
  return {
    'request lost': timeout,
    'reply lost': () => done(timeout())(),
    'reply cut': done(dark('cut')),
    'error before': () => dark('server-error'),
    'error after': done(dark('server-error')),
    'delayed request': () => after(9_000, () => outcomeOf(effect())),
    'delayed reply': () => {
      const said = effect();
      return after(9_000, () => outcomeOf(said));
    },
    duplicated: () => done(outcomeOf(effect()))(),
    // Reordered: it takes effect long after the till has given up on it, behind whatever came since.
    'held back for a minute': () => {
      clock.after(60_000, effect);
      return timeout();
    },
    'never answered': done(new Promise<never>(() => undefined)),
    'client throws': () => {
      throw new Error('a fault in the client');
    },
    'not sent': () => ({ kind: 'not-sent', why: 'unreachable' }),
    'slow down': () => refusal(429, 'slow-down', 2_000),
    'slow down for long': () => refusal(429, 'slow-down', 3_600_000),
    forbidden: () => refusal(403, 'terminal-suspended', null),
    unsigned: done(dark('unsigned')),
    'wrong key': done(dark('unknown-key')),
  };
}

function outcomeOf<T>(said: Said<T>): Outcome<T> {
  if (said.kind === 'refused') return refusal(said.status, said.code, null);
  return { kind: 'answer', value: said.value, proof: proofOf(200, said.value) };
}

function refusal(status: number, code: string, retryAfterMs: number | null): Outcome<never> {
  return { kind: 'refused', status, code, field: null, retryAfterMs, proof: proofOf(status, { code }) };
}

/** A good signature over the wrong thing: an answer that is true of some other payment. */
function bent<T extends Answer>(said: Said<T>, fault: Fault): Said<T> {
  if (said.kind === 'refused') return said;
  const { value } = said;
  const paid = 'paymentId' in value ? 'refunded' : 'succeeded';
  const other: Partial<Record<Fault, Partial<Answer>>> = {
    'other id': { id: '01890a5d-ac96-774b-bcce-b302099a8057' },
    'other amount': { amount: { ...value.amount, minor: '999999' } },
    'other currency': { amount: { ...value.amount, currency: 'JPY' } },
    'other merchant': { merchantId: 'M-2' },
    'other terminal': { terminalId: 'ZZZZZZ' },
    // The answer that the sale before got.
    'old answer': { id: '01890a5d-ac96-774b-bcce-b302099a8057', amount: { ...value.amount, minor: '100' } },
  };
  return { kind: 'answer', value: { ...value, state: paid, ...other[fault] } };
}
