import card from './card.json' with { type: 'json' };
import type { TakingsFacts } from './takings.ts';

export type FactName = keyof TakingsFacts;
export type Band = 'A' | 'B' | 'C' | 'D' | 'E';
type Words = { readonly en: string; readonly 'zh-CN': string };

type Bins = {
  /** Which end of the bins is the better one; a bin holds from its limit on, to the better side. */
  readonly better: 'lower' | 'higher';
  readonly bins: readonly (readonly [limit: number, points: number])[];
};

type Line = Bins & {
  readonly fact: FactName;
  /** The points of a shop too young for it. */
  readonly young?: number;
  readonly name: Words;
  readonly reason: Words;
};

const lines = card.lines as unknown as readonly Line[];
const perOffer = card.perOffer as unknown as Readonly<Record<'burden' | 'buffer', Bins>>;
const bands = card.bands as readonly { readonly band: Band; readonly from: number }[];

export const cardVersion: string = card.version;
/** So many of the newest complete months are looked at. */
export const cardMonths: number = card.months;

/** Where a larger part of the takings than this was given back, a person looks first. */
export const personAboveReturns: number = card.personAboveReturns;

/** What a line gave of the most that it gives. */
export type LinePoints = {
  readonly fact: FactName;
  readonly value: number | null;
  readonly points: number;
  readonly of: number;
};

export type Reason = { readonly code: FactName; readonly en: string; readonly zh: string };

/** One fact as it would have to be, and the points that it would add. */
export type Change = {
  readonly fact: FactName;
  readonly now: number | null;
  readonly need: number;
  readonly points: number;
};

export type Judged = {
  readonly score: number | null;
  readonly band: Band | null;
  readonly points: readonly LinePoints[];
  readonly reasons: readonly Reason[];
  /** The fewest and smallest changes that together reach the next band; none where there is no next one. */
  readonly toNextBand: readonly Change[];
};

/** Runs the published card. A shop of fewer than three complete months has its lines, and no score. */
export function judge(facts: TakingsFacts): Judged {
  const points = lines.map((line) => pointsOf(line, facts));
  const score = facts.tenure < card.leastMonths ? null : sumOf(points);
  return {
    score,
    band: score === null ? null : bandOf(score),
    points,
    reasons: reasonsOf(points),
    toNextBand: score === null ? [] : changesTo(nextBand(score), facts),
  };
}

function sumOf(points: readonly LinePoints[]): number {
  return points.reduce((sum, line) => sum + line.points, card.base);
}

function pointsOf(line: Line, facts: TakingsFacts): LinePoints {
  const value = facts[line.fact];
  const isYoung = line.young !== undefined && facts.tenure < card.months;
  const points = isYoung ? (line.young ?? 0) : (binOf(line, value)?.[1] ?? 0);
  return { fact: line.fact, value, points, of: line.bins[0]?.[1] ?? 0 };
}

/**
 * The points of one offer on top of the score: its planned monthly repayment against the weakest net month
 * of the last three, both in minor units of one currency. None where such a month brought nothing.
 */
export function burdenPoints(monthly: number, weakestMonth: number): number {
  return weakestMonth > 0 ? (binOf(perOffer.burden, monthly / weakestMonth)?.[1] ?? 0) : 0;
}

/**
 * The points of a consent of its own: the lowest wallet balance of the 90 days before against the mean
 * month, both in minor units of one currency.
 */
export function bufferPoints(lowestBalance: number, meanMonth: number): number {
  return meanMonth > 0 ? (binOf(perOffer.buffer, lowestBalance / meanMonth)?.[1] ?? 0) : 0;
}

function binOf({ better, bins }: Bins, value: number | null): readonly [number, number] | undefined {
  if (value === null) return undefined;
  return bins.find(([limit]) => (better === 'lower' ? value <= limit : value >= limit));
}

function bandOf(score: number): Band {
  return bands.find(({ from }) => score >= from)?.band ?? 'E';
}

function nextBand(score: number): number | null {
  return [...bands].reverse().find(({ from }) => from > score)?.from ?? null;
}

/** Lines by the points that they lost, in the card's order where they lost the same; small losses are silent. */
function reasonsOf(points: readonly LinePoints[]): Reason[] {
  return points
    .map((line) => ({ ...line, lost: line.of - line.points }))
    .filter(({ lost }) => lost >= card.silentBelow)
    .sort((left, right) => right.lost - left.lost)
    .slice(0, card.mostReasons)
    .map(({ fact }) => {
      const words = lines.find((line) => line.fact === fact)?.reason;
      return { code: fact, en: words?.en ?? '', zh: words?.['zh-CN'] ?? '' };
    });
}

/** Runs the card on the facts as they would have to be: first one line changed, then two, and so on. */
function changesTo(wanted: number | null, facts: TakingsFacts): readonly Change[] {
  if (wanted === null) return [];
  const steps = lines.map((line) => betterBins(line, facts));
  for (let count = 1; count <= lines.length; count += 1) {
    const reaching = choices(steps, count).filter((changes) => scoreWith(facts, changes) >= wanted);
    const [least] = reaching.sort((left, right) => stepsOf(left) - stepsOf(right));
    if (least) return least.map(({ fact, now, need, points }) => ({ fact, now, need, points }));
  }
  return [];
}

type Step = Change & { readonly steps: number };

function betterBins(line: Line, facts: TakingsFacts): Step[] {
  const now = pointsOf(line, facts);
  const better = line.bins.filter(([, points]) => points > now.points).reverse();
  return better.map(([need, points], place) => ({
    fact: line.fact,
    now: now.value,
    need,
    points: points - now.points,
    steps: place + 1,
  }));
}

/** Every way to take one step in so many of the lines. */
function choices(steps: readonly (readonly Step[])[], count: number, from = 0): (readonly Step[])[] {
  if (count === 0) return [[]];
  const found: (readonly Step[])[] = [];
  for (let place = from; place < steps.length; place += 1) {
    const rest = choices(steps, count - 1, place + 1);
    for (const step of steps[place] ?? []) for (const others of rest) found.push([step, ...others]);
  }
  return found;
}

function scoreWith(facts: TakingsFacts, changes: readonly Step[]): number {
  const changed = { ...facts, ...Object.fromEntries(changes.map(({ fact, need }) => [fact, need])) };
  return sumOf(lines.map((line) => pointsOf(line, changed)));
}

function stepsOf(changes: readonly Step[]): number {
  return changes.reduce((sum, { steps }) => sum + steps, 0);
}
