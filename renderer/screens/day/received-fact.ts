import type { ShiftView } from '../../../shared/views.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import type { Say } from '../../words.ts';

/** Only where something came in by the printed code. */
export function receivedFact(say: Say, { received }: ShiftView) {
  if (received === null) return [];
  const { count, amount } = received;
  const value = say('report.received.sum', { count, amount: moneyWords(amount, true) });
  return [{ name: say('report.received'), value }];
}
