import type { WalletScheme } from '../../main/flow/wallet-parts.ts';
import { dark, type Outcome } from '../../main/scheme/outcome.ts';
import type { PaymentAnswer, RefundAnswer } from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';
import { proofOf, type Said, type WalletWorld } from './wallet-world.ts';

export const messages = ['putPayment', 'getPayment', 'cancelPayment', 'putRefund', 'getRefund'] as const;
export type Message = (typeof messages)[number];

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

export type FaultyScheme = WalletScheme & {
  /** Every call that was made, in order; `body` as it was sent. */
  readonly calls: Call[];
};

/** What happens to this call; null: nothing special. */
export type FaultOf = (call: Call) => Fault | null;

type Answer = PaymentAnswer | RefundAnswer;

/** The scheme of `world` behind a network that does to each call what `faultOf` says. */
export function createFaultyScheme(world: WalletWorld, clock: Clock, faultOf: FaultOf): FaultyScheme {
  const calls: Call[] = [];
  const pause = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, () => resolve()));

  async function under<T extends Answer>(call: Call, effect: () => Said<T>): Promise<Outcome<T>> {
    calls.push(call);
    const fault = faultOf(call);
    await Promise.resolve();
    switch (fault) {
      case null:
        return outcomeOf(effect());
      case 'request lost':
        await pause(10_000);
        return dark('timeout');
      case 'reply lost':
        effect();
        await pause(10_000);
        return dark('timeout');
      case 'reply cut':
        effect();
        return dark('cut');
      case 'error before':
        return dark('server-error');
      case 'error after':
        effect();
        return dark('server-error');
      case 'delayed request':
        await pause(9_000);
        return outcomeOf(effect());
      case 'delayed reply': {
        const said = effect();
        await pause(9_000);
        return outcomeOf(said);
      }
      case 'duplicated':
        effect();
        return outcomeOf(effect());
      case 'held back for a minute':
        // Reordered: it takes effect long after the till has given up on it, behind whatever came since.
        clock.after(60_000, effect);
        await pause(10_000);
        return dark('timeout');
      case 'never answered':
        effect();
        return new Promise(() => undefined);
      case 'client throws':
        throw new Error('a fault in the client');
      case 'not sent':
        return { kind: 'not-sent', why: 'unreachable' };
      case 'slow down':
        return refusal(429, 'slow-down', 2_000);
      case 'slow down for long':
        return refusal(429, 'slow-down', 3_600_000);
      case 'forbidden':
        return refusal(403, 'terminal-suspended', null);
      case 'unsigned':
        effect();
        return dark('unsigned');
      case 'wrong key':
        effect();
        return dark('unknown-key');
      default:
        return outcomeOf(bent(effect(), fault));
    }
  }

  return {
    calls,
    putPayment: (id, body) => under({ message: 'putPayment', id, body }, () => world.put(id, body)),
    getPayment: (id) => under({ message: 'getPayment', id, body: null }, () => world.get(id)),
    cancelPayment: (id, reason) =>
      under({ message: 'cancelPayment', id, body: reason }, () => world.cancel(id, reason)),
    putRefund: (id, body) => under({ message: 'putRefund', id, body }, () => world.putRefund(id, body)),
    getRefund: (id) => under({ message: 'getRefund', id, body: null }, () => world.getRefund(id)),
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
