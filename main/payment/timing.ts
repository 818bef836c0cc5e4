/**
 * Every wait of the payment engine, in milliseconds of the monotonic clock. The figures are those of
 * payments.md §2, "Timers": Alipay's for polling and cancelling, NPCI's for what is set aside.
 */

/** The customer confirms on the phone: asked every 3 s at first, then every 5 s, ended at 60 s. */
const pollEarlyMs = 3_000;
const pollLaterMs = 5_000;
const pollEarlyUntilMs = 15_000;
export const awaitingEndsMs = 60_000;

/** Polls are spread by a fifth either way, so that a street of tills doesn't ask in step. */
const pollSpread = 0.2;

/** The five add up to the 30 s after which an unknown payment is cancelled. */
const unknownQueriesMs = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
export const unknownEndsMs = 30_000;

const cancelsMs = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000] as const;

/** Nobody knew its end for so long: the next customer is served, the payment goes on in the list. */
export const parkAfterMs = 90_000;

const steadyMs = 60_000;
const steadyForMs = 2 * 60 * 60_000;
const slowMs = 10 * 60_000;

/** A hint is unsigned, so a flood of them must not become a flood of queries. */
export const betweenHintsMs = 1_000;

/** A scheme that asks for more patience than this is dark: a customer is standing there. */
export const retryAfterMostMs = 30_000;

/** The disk did not take what was heard: ask again when it may have been freed. */
export const unsavedMs = 5_000;

/** The same customer code within this time is the same attempt. */
export const sameCodeMs = 120_000;

/** Wait before the next poll; `inStateMs` since waiting began, `chance` from 0 up to 1. */
export function pollWaitMs(inStateMs: number, chance: number): number {
  const base = inStateMs < pollEarlyUntilMs ? pollEarlyMs : pollLaterMs;
  return Math.round(base * (1 - pollSpread + 2 * pollSpread * chance));
}

/** Wait before query number `step` (from 0) of an unknown payment. */
export function unknownWaitMs(step: number): number {
  return unknownQueriesMs[step] ?? 15_000;
}

/** Wait before the cancel after number `step` (from 0); `parkedForMs` since it was set aside, if it was. */
export function cancelWaitMs(step: number, parkedForMs: number | null): number {
  return cancelsMs[step] ?? (parkedForMs !== null && parkedForMs > steadyForMs ? slowMs : steadyMs);
}

/** Wait before refund try number `step` (from 0) is repeated; `openForMs` since it was taken up. */
export function refundWaitMs(step: number, openForMs: number): number {
  return cancelsMs[step] ?? (openForMs > steadyForMs ? slowMs : steadyMs);
}
