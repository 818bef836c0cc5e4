import { useIntl } from 'react-intl';
import { useRegister } from '../register-store.ts';

export type When = {
  /** `14:32` */
  readonly clock: (instant: string) => string;
  /** `11月23日 14:32`, `23 November, 14:32` */
  readonly dayAndClock: (instant: string) => string;
  /** `23 November 2026` */
  readonly date: (instant: string) => string;
  /** Of a business day, `2026-11-23`. */
  readonly day: (day: string) => string;
};

/** Instants as the shop reads them: its zone, the words of the language. */
export function useWhen(): When {
  const intl = useIntl();
  const timeZone = useRegister().shop.zone;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { day: 'numeric', month: 'long' } as const;
  return {
    clock: (instant) => intl.formatDate(instant, { ...clock, timeZone }),
    dayAndClock: (instant) => intl.formatDate(instant, { ...date, ...clock, timeZone }),
    date: (instant) => intl.formatDate(instant, { ...date, year: 'numeric', timeZone }),
    // A business day is no instant: it is read and written in one zone, so that it never shifts.
    day: (day) =>
      intl.formatDate(`${day}T00:00:00Z`, { ...date, year: 'numeric', weekday: 'long', timeZone: 'UTC' }),
  };
}
