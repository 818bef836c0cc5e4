import { canonicalJson } from '../../platform/canonical-json.ts';
import type { KeptAnswer } from '../../shared/events.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import { newId } from '../../shared/ids.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import type { ActivateAnswer } from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';
import type { Journal } from '../store/journal.ts';

/** As much of the scheme's client as activation needs. */
export type Activator = (
  code: string,
  root: string,
) => Promise<
  | { readonly kind: 'answer'; readonly value: ActivateAnswer; readonly proof: KeptAnswer }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'not-sent' | 'dark'; readonly why: string }
>;

export type ActivationParts = {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keyId: string;
  readonly publicKey: string;
  readonly ownerId: string;
};

/**
 * Makes this machine a terminal: the one-time code, answered with a signed grant that is kept whole.
 * The first event of the journal; the owner is the second.
 */
export async function activate(
  parts: ActivationParts,
  activator: Activator,
  ticket: { readonly code: string; readonly root: string },
): Promise<Result<ActivateAnswer>> {
  const outcome = await activator(ticket.code, ticket.root);
  if (outcome.kind === 'refused') return refused('field-invalid', { field: 'code', why: outcome.code });
  if (outcome.kind !== 'answer') return refused('scheme-silent', { why: outcome.why });
  const { value, proof } = outcome;
  parts.journal.commit((record) => {
    record('terminal-activated', {
      terminalId: value.terminalId,
      merchantId: value.merchantId,
      shop: value.grant.merchant.name,
      currency: value.currency,
      zone: value.zone,
      root: value.root,
      keyId: parts.keyId,
      publicKey: parts.publicKey,
      taxRates: value.grant.taxRates,
      grant: canonicalJson(value.grant),
      answer: proof,
    });
    record('staff-added', { personId: parts.ownerId, personKey: null, name: '店主 Owner', role: 'owner' });
  });
  return done(value);
}

/** The first person of a shop; made before activation, since the activation is already somebody's act. */
export function newOwnerId(clock: Clock, random: RandomBytes): string {
  return newId(clock.now(), random);
}
