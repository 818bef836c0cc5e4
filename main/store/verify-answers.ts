import { claimedKid, type FindKey, verifyAnswer } from '../../platform/http-signatures.ts';
import { thumbprintOf, verifyingKeyOf } from '../../platform/keys.ts';
import type { EventData, KeptAnswer } from '../../shared/events.ts';
import { activateAnswer, paymentAnswer, refundAnswer, settlementAnswer } from '../../shared/scheme-wire.ts';
import { type Auditor, firstFailed } from './verdict.ts';

/**
 * The scheme's answers were kept whole, so that they can be checked again: each signature over exactly
 * this answer to exactly this request, and that what was booked is what was answered. The activation is
 * proved by the root that it pins. `findAnswerKey` finds the keys that sign payments, from the list in
 * the data folder; an answer under a key that is on no list any more can only be checked by its words.
 */
export function answersHold(findAnswerKey: FindKey): Auditor {
  const asked = new Map<string, Asked>();
  /** Asked of another wallet, whose answers `ordersHold` looks at. */
  const foreign = new Set<string>();
  return (event) => {
    switch (event.kind) {
      case 'terminal-activated':
        return activationHolds(event.data);
      case 'payment-created':
        asked.set(event.data.paymentId, event.data);
        if (event.data.wallet) foreign.add(event.data.paymentId);
        return null;
      case 'refund-created':
        asked.set(event.data.refundId, event.data);
        if (foreign.has(event.data.paymentId)) foreign.add(event.data.refundId);
        return null;
      case 'payment-moved':
        return movedHolds(event.data, event.data.paymentId, 'succeeded');
      case 'refund-moved':
        return movedHolds(event.data, event.data.refundId, 'refunded');
      default:
        return null;
    }
  };

  function movedHolds(data: Moved, id: string, paid: string): string | null {
    const { answer } = data;
    if (foreign.has(id)) return null;
    if (answer && isListed(answer, findAnswerKey) && !isSigned(answer, findAnswerKey))
      return "the kept answer is not signed by the scheme's key that it names";
    if (data.to !== paid) return null;
    if (answer && data.cause === 'row') return rowHolds(answer, id, paid, asked.get(id));
    return answer ? paidHolds(answer, id, paid, asked.get(id)) : `${paid} without an answer of the scheme`;
  }
}

type Asked = Pick<EventData<'payment-created'>, 'amount'>;
type Moved = Pick<EventData<'payment-moved'>, 'answer' | 'cause'> & { readonly to: string };

function activationHolds(data: EventData<'terminal-activated'>): string | null {
  const body = activateAnswer.safeParse(jsonOf(data.answer));
  if (!body.success) return 'the kept answer is no activation';
  const { rootKey, ...said } = body.data;
  return firstFailed([
    [thumbprintOf(rootKey) === data.root, 'the kept answer names another root'],
    [
      isSigned(data.answer, (kid) => (kid === data.root ? verifyingKeyOf(rootKey) : null)),
      'the root did not sign it',
    ],
    [said.terminalId === data.terminalId, 'the scheme named another terminal'],
    [said.merchantId === data.merchantId, 'the scheme named another merchant'],
    [said.currency === data.currency, 'the scheme gave another currency'],
    [said.zone === data.zone, 'the scheme gave another zone'],
  ]);
}

/** "Paid" stands in the books only for an answer that says so of this id and amount (design, "Payment states"). */
function paidHolds(answer: KeptAnswer, id: string, paid: string, asked: Asked | undefined): string | null {
  const said = saidOf(answer, id, paid);
  if (!said) return 'the kept answer speaks of no payment';
  return firstFailed([
    [asked !== undefined, 'nothing was asked under this id'],
    [said.id === id, 'the kept answer is about another id'],
    [said.state === paid, `the kept answer says ${said.state}, not ${paid}`],
    [
      said.minor === asked?.amount.minor && said.currency === asked.amount.currency,
      'the kept answer is about another amount',
    ],
  ]);
}

type Said = {
  readonly id: string;
  readonly state: string;
  readonly minor: string;
  readonly currency: string;
};

/** An answer about the payment or refund itself, or the line of a settlement file that lists it as done. */
function saidOf(answer: KeptAnswer, id: string, paid: string): Said | null {
  const body = jsonOf(answer);
  const direct = (paid === 'succeeded' ? paymentAnswer : refundAnswer).safeParse(body);
  if (direct.success) return { ...direct.data.amount, id: direct.data.id, state: direct.data.state };
  const file = settlementAnswer.safeParse(body);
  const line = file.success ? file.data.lines.find((candidate) => candidate.id === id) : undefined;
  // A refund's gross is below zero in the file (payments.md §6).
  return line ? { id, state: paid, minor: line.gross.replace('-', ''), currency: line.currency } : null;
}

/** Where only the settlement told of it, the kept page must list it; a refund stands below zero there. */
function rowHolds(answer: KeptAnswer, id: string, paid: string, asked: Asked | undefined): string | null {
  const said = settlementAnswer.safeParse(jsonOf(answer));
  if (!said.success) return 'the kept answer is no settlement';
  const line = said.data.lines.find((one) => one.id === id);
  const gross = paid === 'refunded' ? `-${asked?.amount.minor}` : asked?.amount.minor;
  return firstFailed([
    [asked !== undefined, 'nothing was asked under this id'],
    [line !== undefined, 'the kept settlement does not list this id'],
    [
      line?.gross === gross && line?.currency === asked?.amount.currency,
      'the kept settlement lists another amount',
    ],
  ]);
}

/** True where the key that an answer names is among those that `findKey` knows. */
export function isListed(kept: KeptAnswer, findKey: FindKey): boolean {
  const kid = claimedKid(answerOf(kept));
  return kid !== null && findKey(kid) !== null;
}

/** True where one of the keys signed exactly this answer to exactly this request. */
export function isSigned(kept: KeptAnswer, findKey: FindKey): boolean {
  return verifyAnswer(answerOf(kept), { ...kept.request, body: new Uint8Array() }, { findKey }).ok;
}

function answerOf(kept: KeptAnswer) {
  return { status: kept.status, headers: kept.headers, body: Buffer.from(kept.body, 'utf8') };
}

/** The answer's body; undefined where it is no JSON. */
export function jsonOf(kept: KeptAnswer): unknown {
  try {
    return JSON.parse(kept.body);
  } catch {
    return undefined;
  }
}
