import type { witnessAnswer } from '../../shared/scheme-wire.ts';
import { instantOf } from '../../shared/time.ts';
import { heardHeads } from '../records/witness.ts';
import { answered, type Handler, problem } from './call.ts';
import { pageAsked } from './page.ts';

/** Every journal head that this terminal ever sent: what its own journal must still contain. */
export const witness: Handler<null, typeof witnessAnswer> = (parts, call) => {
  const page = pageAsked(call.query, /^\d{1,9}\.\d{1,15}$/);
  if (!page) return problem('field-invalid', { field: 'after' });
  const [epoch = 0, seq = 0] = (page.after ?? '0.0').split('.').map(Number);
  const heads = heardHeads(parts.database, call.terminal.id, { epoch, seq }, page.limit);
  const last = heads.length === page.limit ? heads.at(-1) : undefined;
  return answered({
    heads: heads.map(({ atMs, ...head }) => ({ ...head, at: instantOf(atMs) })),
    next: last ? `${last.epoch}.${last.seq}` : null,
  });
};
