import { paymentById } from '../payment/records.ts';
import type { SchemeHint } from '../scheme/events.ts';
import type { Collecting } from './collect.ts';
import type { Counter } from './counter.ts';
import type { GivingBack } from './give-back.ts';
import type { Receiving } from './received.ts';
import type { Settlement } from './settlement.ts';

/** Who wants to know sooner. */
type Hinted = {
  readonly collecting: Pick<Collecting, 'hint'>;
  readonly givingBack: Pick<GivingBack, 'hint'>;
  readonly receiving: Pick<Receiving, 'hint'>;
  readonly settlement: Pick<Settlement, 'kick'>;
};

/** A hint proves nothing; it only makes the next question come sooner. */
export function hintsTo(
  counter: Counter,
  { collecting, givingBack, receiving, settlement }: Hinted,
): (hint: SchemeHint) => void {
  return ({ name, id }) => {
    if (name === 'settlement' || name === 'reset') settlement.kick();
    if (name !== 'reset' && id === null) return;
    const about = name === 'reset' ? undefined : (id ?? undefined);
    collecting.hint(about);
    givingBack.hint(about);
    // A payment that nobody here asked for may have come in by the printed code.
    const isNew = name === 'payment' && id !== null && !paymentById(counter.db, id);
    if (name === 'reset' || isNew) receiving.hint();
  };
}
