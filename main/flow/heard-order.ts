import { orderNumber, type WalletMeaning, type WalletSaid } from '../../shared/code-wallet-wire.ts';
import type { Id } from '../../shared/ids.ts';
import type { Money } from '../../shared/money.ts';
import type { Heard } from '../payment/attempt.ts';
import type { RefundHeard } from '../payment/refund-rules.ts';
import type { Outcome } from '../scheme/outcome.ts';
import { nothing, type Told, unanswered } from './heard.ts';

/**
 * What a foreign wallet's answer comes to in the engine's words. Its signature does not name the request,
 * so an end counts only where the answer itself names our order, and money only where it names the amount.
 */

type Order = { readonly id: Id; readonly amount: Money };
type Answered = Extract<Outcome<WalletSaid>, { kind: 'answer' }>;

export function heardOfOrder(expected: Order, outcome: Outcome<WalletSaid>): Told<Heard> {
  if (outcome.kind !== 'answer') return unanswered(outcome);
  const { value } = outcome;
  const wrong = mismatch(value, orderNumber(expected.id), null, expected.amount);
  if (wrong) return forged(wrong);
  const code = value.reason ?? '';
  switch (value.means) {
    case 'paid':
      if (value.order === null) return forged('id');
      return value.minor === null ? forged('amount') : believed(outcome, { kind: 'paid' });
    case 'gone':
      return value.order === null ? forged('id') : believed(outcome, { kind: 'gone', reason: null });
    case 'no':
      // A decline of nobody's order ends nothing, but there is no use in waiting either.
      if (value.order === null) return believed(outcome, { kind: 'none', code });
      return believed(outcome, { kind: 'no', reason: value.reason });
    case 'wait':
      return believed(outcome, { kind: 'wait', leftMs: null });
    case 'running':
      return believed(outcome, { kind: 'running' });
    case 'none':
      return believed(outcome, { kind: 'none', code });
    default:
      return unexpected(value.means);
  }
}

export function heardOfOrderRefund(
  expected: Order & { readonly paymentId: Id },
  outcome: Outcome<WalletSaid>,
): Told<RefundHeard> {
  if (outcome.kind !== 'answer') return unanswered(outcome);
  const { value } = outcome;
  const number = orderNumber(expected.id);
  const wrong = mismatch(value, orderNumber(expected.paymentId), number, expected.amount);
  if (wrong) return forged(wrong);
  const code = value.reason ?? '';
  switch (value.means) {
    case 'refund-done':
      if (value.minor === null) return forged('amount');
      return value.requestNo === null || value.order === null
        ? forged('id')
        : believed(outcome, { kind: 'done' });
    case 'refund-working':
      return believed(outcome, { kind: 'working' });
    case 'refund-refused':
      return value.order === null ? forged('id') : believed(outcome, { kind: 'refused', reason: code });
    case 'refund-never':
      return value.order === null ? forged('id') : believed(outcome, { kind: 'none', status: 422, code });
    case 'refund-absent':
      return believed(outcome, { kind: 'none', status: 404, code });
    case 'none':
      return believed(outcome, { kind: 'none', status: 409, code });
    default:
      return unexpected(value.means);
  }
}

/** The first thing that is named and is not ours, or null. */
function mismatch(
  value: WalletSaid,
  order: string,
  requestNo: string | null,
  amount: Money,
): 'id' | 'amount' | 'currency' | null {
  if (value.order !== null && value.order !== order) return 'id';
  if (value.requestNo !== null && value.requestNo !== requestNo) return 'id';
  if (value.minor !== null && value.minor !== amount.minor) return 'amount';
  // The wire has no word for a currency: its amounts are yuan.
  return amount.currency === 'CNY' ? null : 'currency';
}

function believed<H>({ value, proof }: Answered, heard: H): Told<H> {
  return { heard, answer: proof, schemeRef: value.tradeNo, expiresAt: null };
}

function forged(what: string): Told<{ readonly kind: 'dark'; readonly why: string; readonly alarm: true }> {
  return nothing({ kind: 'dark', why: `mismatch:${what}`, alarm: true });
}

/** An answer to some other question: as good as none. */
function unexpected(means: WalletMeaning) {
  return nothing({ kind: 'dark', why: `unexpected:${means}`, alarm: true } as const);
}
