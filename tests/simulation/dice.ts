import { createHash } from 'node:crypto';
import type { RandomBytes } from '../../shared/ids.ts';

/** Chance out of a seed: the same seed throws the same dice, on every machine. */
export type Dice = {
  /** From 0 up to 1. */
  readonly roll: () => number;
  readonly chance: (share: number) => boolean;
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number;
  /** Throws for an empty list. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** One of the names, each as often as its weight says. */
  readonly weighted: <K extends string>(weights: Readonly<Record<K, number>>) => K;
};

export function diceOf(seed: string): Dice {
  const roll = rollOf(seed);
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));
  return {
    roll,
    between,
    chance: (share) => roll() < share,
    pick: (list) => {
      const picked = list[between(0, list.length - 1)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    weighted: (weights) => {
      const names = Object.keys(weights) as (keyof typeof weights)[];
      let left = roll() * names.reduce((sum, name) => sum + weights[name], 0);
      const hit = names.find((name) => {
        left -= weights[name];
        return left < 0;
      });
      const found = hit ?? names[0];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
  };
}

/** Mulberry32 (public domain, T. Ettinger): 32 bits of state are plenty for what happens in a day. */
function rollOf(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes for ids, nonces and keys: SHA-256 over a counter, so that no two streams ever meet. */
export function bytesOf(seed: string): RandomBytes {
  let count = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      count += 1;
      blocks.push(createHash('sha256').update(`${seed} ${count}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
}
