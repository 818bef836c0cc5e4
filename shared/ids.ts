import { v7 } from 'uuid';

/** Where random bytes come from: node:crypto in the core, a seed in the simulation. */
export type RandomBytes = (length: number) => Uint8Array;

/** A UUIDv7 (RFC 9562) made by the till before anything is sent. */
export type Id = string;

/** `random` is asked for 16 bytes; `nowMs` is wall-clock milliseconds. */
export function newId(nowMs: number, random: RandomBytes): Id {
  return v7({ msecs: nowMs, random: random(16) });
}
