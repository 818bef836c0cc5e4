import type { TellValue } from '../../shared/contract.ts';
import type { RegisterView } from '../../shared/views.ts';
import { type Say, type WordKey, wordIn } from '../words.ts';

/** What became of a scan, and where it was not taken, what stands in its way. */
export function scanWords(say: Say, { outcome }: TellValue<'scan'>, register: RegisterView): string {
  if (outcome.heard === 'ignored') return say(obstacle(register));
  return say(wordIn('heard', outcome.heard, 'heard.ignored'));
}

/** A payment code at the register finds a sale that can't be paid yet; goods find a payment under way. */
function obstacle({ pay, shift, basket }: RegisterView): WordKey {
  if (pay !== null) return 'heard.ignored';
  if (shift === null) return 'problem.shift-closed';
  if (basket.refusedScans.length > 0) return 'problem.scan-refused';
  return basket.lines.length === 0 ? 'problem.basket-empty' : 'heard.ignored';
}
