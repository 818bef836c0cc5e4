import type { ReceivedView } from '../../shared/views.ts';
import { useWords } from '../words.ts';
import { useWhen } from './when.ts';

/** When it was paid and by which wallet, so that two customers can be told apart. */
export function useReceivedFrom(): (received: ReceivedView) => string {
  const say = useWords();
  const when = useWhen();
  return ({ at, payer }) => {
    const isToday = when.date(at) === when.date(new Date().toISOString());
    const time = isToday ? when.clock(at) : when.dayAndClock(at);
    return payer === null ? time : say('received.from', { time, payer });
  };
}
