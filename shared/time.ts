import { Temporal } from 'temporal-polyfill';

/** An instant as RFC 3339 in UTC with milliseconds: `2026-11-23T09:30:00.000Z`. */
export type Instant = string;

/** A business day in the shop's zone: `2026-11-23`. */
export type Day = string;

/**
 * The two clocks of the till: `now` can jump (people set it, networks set it); `mono` only goes
 * forward and measures every timer. Both in milliseconds; both injected, so that a simulated day
 * runs on a clock of its own.
 */
export type Clock = {
  readonly now: () => number;
  readonly mono: () => number;
  /** Calls back once after `delayMs` of monotonic time; the answer cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
};

export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString();
}

export function epochMsOf(instant: Instant): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

/** Offsets change at multiples of a quarter of an hour only, so one conversion serves a quarter. */
const quarterMs = 900_000;
let lastOffset = { zone: '', quarter: -1, offsetMs: 0 };

function offsetMs(epochMs: number, zone: string): number {
  const quarter = Math.floor(epochMs / quarterMs);
  if (lastOffset.quarter !== quarter || lastOffset.zone !== zone) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
    lastOffset = { zone, quarter, offsetMs: Math.round(zoned.offsetNanoseconds / 1e6) };
  }
  return lastOffset.offsetMs;
}

/** The shop's calendar day and hour (0–23) of an instant; `zone` is an IANA name. */
export function localOf(instant: Instant, zone: string): { readonly day: Day; readonly hour: number } {
  const epochMs = Date.parse(instant);
  const local = new Date(epochMs + offsetMs(epochMs, zone)).toISOString();
  return { day: local.slice(0, 10), hour: Number(local.slice(11, 13)) };
}

export function dayOf(instant: Instant, zone: string): Day {
  return localOf(instant, zone).day;
}

/** The instant of a wall-clock time without offset in a zone; of a doubled hour the earlier one. */
export function instantInZone(plain: string, zone: string): Instant {
  return instantOf(Temporal.PlainDateTime.from(plain).toZonedDateTime(zone).epochMilliseconds);
}

/** True for the IANA zones this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}
