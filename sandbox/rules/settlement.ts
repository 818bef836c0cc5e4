import { Temporal } from 'temporal-polyfill';
import { divideRounded } from '../../shared/money.ts';

/** What the scheme keeps of a payment, in hundredths of a per cent: made up for practice, 0.38 %. */
const feeBasisPoints = 38n;

/** The file of a day is final at six the next morning (payments.md §6). */
const fileHour = 6;

export function feeOf(grossMinor: bigint): bigint {
  return divideRounded(grossMinor * feeBasisPoints, 10_000n);
}

/** From midnight to midnight in the zone, and the moment from which the day's file never changes. */
export function dayBounds(day: string, zone: string): { fromMs: number; toMs: number; finalFromMs: number } {
  const date = Temporal.PlainDate.from(day);
  const next = date.add({ days: 1 });
  const cut = next.toZonedDateTime(zone);
  return {
    fromMs: date.toZonedDateTime(zone).epochMilliseconds,
    toMs: cut.epochMilliseconds,
    finalFromMs: next.toZonedDateTime({ timeZone: zone, plainTime: { hour: fileHour } }).epochMilliseconds,
  };
}
