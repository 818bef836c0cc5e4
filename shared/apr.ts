/** Money at a day: `minor` > 0 comes to the shop, < 0 leaves it; `day` counts whole days from any one day. */
export type CashFlow = { readonly day: number; readonly minor: number };

/** `rate` 0.0432 is 4.32 % a year. `severalRates`: more than one makes the flows worth nothing; the one nearest 0 is given. */
export type YearlyRate = { readonly rate: number; readonly severalRates: boolean };

/**
 * The effective yearly rate X of a cash flow: Σ minor ÷ (1 + X)^(day ÷ 365) = 0 (Directive 2008/48/EC,
 * annex I; a year has 365 days always). null: no rate above −100 % that a number holds does it, or every
 * rate does.
 *
 * All rates are found, not one: with x = (1 + X)^(−1 ÷ 365) the sum is a polynomial in x, and by the
 * proof of Descartes' rule of signs the derivative of it × x^(−δ), with δ between two days where its sign
 * changes, has one change of sign fewer. So its roots, found the same way, part the line into stretches on
 * each of which the sum rises or falls, with at most one root each.
 */
export function yearlyRate(flows: readonly CashFlow[]): YearlyRate | null {
  const roots = rootsOf(summed(flows));
  // In t = ln x, the day's logarithmic discount: X = e^(−365 t) − 1.
  const rates = roots
    .map((root) => Math.expm1(-365 * root))
    .filter((rate) => rate > -1 && Number.isFinite(rate))
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  const [rate] = rates;
  // Where the flows add up to nothing the rate is 0, not nearly 0.
  return rate === undefined
    ? null
    : { rate: isNought(flows, rate) ? 0 : rate, severalRates: rates.length > 1 };
}

function isNought(flows: readonly CashFlow[], rate: number): boolean {
  return Math.abs(rate) < 1e-9 && flows.reduce((sum, { minor }) => sum + minor, 0) === 0;
}

/** How often a payment in is followed by one out or the other way round: the most rates that there can be. */
export function signChanges(flows: readonly CashFlow[]): number {
  const { factors } = summed(flows);
  return factors.filter((factor, place) => place > 0 && factor > 0 !== (factors[place - 1] ?? 0) > 0).length;
}

/** Terms c·e^(d·t), by rising d, none of them 0. */
type Sum = { readonly days: readonly number[]; readonly factors: readonly number[] };

function summed(flows: readonly CashFlow[]): Sum {
  const byDay = new Map<number, number>();
  for (const { day, minor } of flows) byDay.set(day, (byDay.get(day) ?? 0) + minor);
  const rows = [...byDay].filter(([, minor]) => minor !== 0).sort(([a], [b]) => a - b);
  return { days: rows.map(([day]) => day), factors: rows.map(([, minor]) => minor) };
}

/** Every t where the sum is 0, rising; one that only touches 0 counts once. */
function rootsOf(sum: Sum): number[] {
  const change = firstChange(sum.factors);
  if (change < 0) return [];
  const delta = ((sum.days[change - 1] ?? 0) + (sum.days[change] ?? 0)) / 2;
  const turned = turnedAt(sum, delta);
  const turns = rootsOf(turned);
  return stretches(sum, turns).flatMap(([from, to]) => rootBetween(sum, from, to));
}

/** The derivative of the sum × e^(−delta·t), made smaller so that no repetition runs over. */
function turnedAt({ days, factors }: Sum, delta: number): Sum {
  const span = (days.at(-1) ?? 0) - (days[0] ?? 0);
  const terms = days.map((day, place): [number, number] => [
    day - delta,
    ((factors[place] ?? 0) * (day - delta)) / span,
  ]);
  const left = terms.filter(([, factor]) => factor !== 0);
  return { days: left.map(([day]) => day), factors: left.map(([, factor]) => factor) };
}

/** The first place whose factor has the other sign than the one before; -1: there is none. */
function firstChange(factors: readonly number[]): number {
  return factors.findIndex((factor, place) => place > 0 && factor > 0 !== (factors[place - 1] ?? 0) > 0);
}

/** A point and the sum there, 0 where it is no more than what rounding leaves of nothing. */
type Point = { readonly t: number; readonly value: number };

/** The stretches between turning points, and the two outer ones as far as the outermost term rules alone. */
function stretches(sum: Sum, turns: readonly number[]): (readonly [Point, Point])[] {
  const from = outwards(sum, (turns[0] ?? 0) - step, -step, sum.factors[0] ?? 0);
  const to = outwards(sum, (turns.at(-1) ?? 0) + step, step, sum.factors.at(-1) ?? 0);
  const borders = [from, ...turns.map((t) => pointAt(sum, t)), to];
  return borders.slice(1).map((border, place) => [borders[place] ?? from, border]);
}

/** A day's discount of 0.1 %, some 40 % a year: the rates that are asked for lie a step or few away. */
const step = 0.001;

/** Goes out from a point, further each time, until the sum has the sign of the term that rules far out. */
function outwards(sum: Sum, start: number, first: number, ruling: number): Point {
  let point = pointAt(sum, start);
  for (let reach = first; Math.sign(point.value) !== Math.sign(ruling); reach *= 2)
    point = pointAt(sum, start + reach);
  return point;
}

/** The root of a sum that rises or falls from one point to another; none where it keeps its sign. */
function rootBetween(sum: Sum, from: Point, to: Point): number[] {
  if (from.value === 0) return [from.t];
  // The next stretch begins where this one ends, and answers for that.
  if (to.value === 0 || from.value > 0 === to.value > 0) return [];
  let [low, high] = [from.t, to.t];
  let t = (low + high) / 2;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const { value, slope } = slopeAt(sum, t);
    if (value === 0) return [t];
    if (value > 0 === from.value > 0) low = t;
    else high = t;
    const newton = t - value / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) < exact) return [next];
    t = next;
  }
  return [t];
}

/** Halving alone needs fewer to come from any stretch to its root. */
const mostTurns = 200;
/** A difference of a day's discount that no rate's tenth decimal shows. */
const exact = 1e-16;

/** The sum times a positive number that keeps it from running over: only its sign and its zeros count. */
function pointAt({ days, factors }: Sum, t: number): Point {
  const ruling = rulingDay(days, t);
  let value = 0;
  let size = 0;
  for (let place = 0; place < factors.length; place += 1) {
    const term = (factors[place] ?? 0) * Math.exp(((days[place] ?? 0) - ruling) * t);
    value += term;
    size += Math.abs(term);
  }
  return { t, value: Math.abs(value) <= size * 1e-14 ? 0 : value };
}

function slopeAt({ days, factors }: Sum, t: number): { readonly value: number; readonly slope: number } {
  const ruling = rulingDay(days, t);
  let value = 0;
  let slope = 0;
  for (let place = 0; place < factors.length; place += 1) {
    const since = (days[place] ?? 0) - ruling;
    const term = (factors[place] ?? 0) * Math.exp(since * t);
    value += term;
    slope += term * since;
  }
  return { value, slope };
}

/** The day that weighs most: counted from it no weight is above 1. */
function rulingDay(days: readonly number[], t: number): number {
  return (t > 0 ? days.at(-1) : days[0]) ?? 0;
}
