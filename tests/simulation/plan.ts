import type { Faults } from '../../sandbox/faults.ts';
import { type Dice, diceOf } from './dice.ts';

/** What a day is like: how much is sold, and how badly everything around the till behaves. */
export type DayPlan = {
  readonly seed: string;
  readonly sales: number;
  readonly faults: Faults;
  /** After how many customers, as a share, somebody brings something back. */
  readonly returns: number;
  /** Calls in a second that the scheme takes before it asks the till to slow down. */
  readonly ratePerS: number;
  /** How often in a day each of these happens, about. */
  readonly outages: number;
  readonly powerCuts: number;
  readonly clockJumps: number;
  readonly fullDisks: number;
};

/** From a friendly day to one on which hardly anything works at once. */
const moods = [0.3, 1, 2, 4] as const;

/**
 * How bad a day is: as the seed says, as bad as it gets, or with exactly this share of the scheme's
 * requests struck by at least one fault (0 to 1).
 */
export type Mood = 'by-seed' | 'worst' | { readonly struck: number };

/** Every fault kind at once, each as often as the seed says. */
export function dayPlan(seed: number, sales: number, wanted: Mood = 'by-seed'): DayPlan {
  const dice = diceOf(`${seed} plan`);
  const picked = dice.pick(moods);
  const mood = wanted === 'by-seed' ? picked : 4;
  const share = (most: number) => Math.round(dice.roll() * most * mood * 1000) / 1000 + 0.003;
  // Short, about as long as a till waits for an answer, and longer than it does.
  const delayMs = dice.pick([600, 3000, 9000, 12_000, 20_000]);
  const perSale = sales / 500;
  const often = (least: number, most: number) => Math.ceil(dice.between(least, most) * mood * perSale);
  const faults: Faults = {
    'drop-request': { share: share(0.08), ms: 0 },
    'drop-reply': { share: share(0.08), ms: 0 },
    delay: { share: share(0.1), ms: delayMs },
    duplicate: { share: share(0.08), ms: 0 },
    reorder: { share: share(0.08), ms: dice.pick([400, 1000, 15_000]) },
    error: { share: share(0.06), ms: 0 },
    crash: { share: share(0.015), ms: 0 },
  };
  return {
    seed: String(seed),
    sales,
    faults: typeof wanted === 'object' ? struck(faults, wanted.struck) : faults,
    returns: 0.07,
    ratePerS: dice.pick([500, 500, 1]),
    outages: often(2, 8),
    powerCuts: often(10, 40),
    clockJumps: often(4, 12),
    fullDisks: often(2, 6),
  };
}

/**
 * The same faults, each as often beside the others, so that together they strike this share of requests:
 * each draws on its own, so the shares that nothing strikes multiply.
 */
function struck(faults: Faults, share: number): Faults {
  const all = Object.values(faults).reduce((sum, fault) => sum + fault.share, 0);
  return Object.fromEntries(
    Object.entries(faults).map(([kind, fault]) => [
      kind,
      { ...fault, share: 1 - (1 - share) ** (fault.share / all) },
    ]),
  );
}

/** A gap until something comes again that comes `times` in `spanMs`, as rain does: without memory. */
export function gapMs(dice: Dice, spanMs: number, times: number): number {
  return Math.ceil((-Math.log(1 - dice.roll()) * spanMs) / times);
}
