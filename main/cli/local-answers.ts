import { z } from 'zod';
import type { LocalAnswer } from '../flow/local-socket.ts';
import { machineClock, type OpenTill } from '../open-till.ts';
import { signedAnswer } from './patience.ts';
import { reconcileBooks } from './reconcile-books.ts';

/** What a command may ask the till that has the folder open. */
const question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('witness') }),
  z.strictObject({ ask: z.literal('reconcile'), day: z.iso.date().nullable() }),
]);

/** A running till answers for the commands that need its key or would change its books. */
export function localAnswers(opened: OpenTill): LocalAnswer {
  return async (asked) => {
    const wanted = question.parse(asked);
    if (wanted.ask === 'reconcile') return reconcileBooks(opened, wanted.day);
    const witness = await signedAnswer(machineClock, 'witness', opened.scheme.witness);
    return witness?.value.heads ?? [];
  };
}
