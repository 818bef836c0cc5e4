import { pollSpread, timers } from '../../shared/payment-timers.ts';
import type { Adapter } from './adapters.ts';

/** How the engine reads its timers (`shared/payment-timers.ts`). All in milliseconds. */

/** Wait before the next poll; `inStateMs` since waiting began, `chance` from 0 up to 1. */
export function pollWaitMs(adapter: Adapter, inStateMs: number, chance: number): number {
  const base = inStateMs < timers.pollEarlyFor.ms ? adapter.pollEarlyMs : adapter.pollLaterMs;
  return Math.round(base * (1 - pollSpread + 2 * pollSpread * chance));
}

/** Wait before query number `step` (from 0) of an unknown payment. */
export function unknownWaitMs(adapter: Adapter, step: number): number {
  return Math.max(adapter.unknownAtLeastMs, timers.unknownQueries.ms[step] ?? 15_000);
}

/** Wait before the cancel after number `step` (from 0); `parkedForMs` since it was set aside, if it was. */
export function cancelWaitMs(step: number, parkedForMs: number | null): number {
  return timers.cancels.ms[step] ?? steadyMs(parkedForMs ?? 0);
}

/** Wait before refund try number `step` (from 0) is repeated; `openForMs` since it was taken up. */
export function refundWaitMs(step: number, openForMs: number): number {
  return timers.cancels.ms[step] ?? steadyMs(openForMs);
}

function steadyMs(openForMs: number): number {
  return openForMs > timers.steadyFor.ms ? timers.slow.ms : timers.steady.ms;
}
