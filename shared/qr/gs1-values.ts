import { hasMod10 } from './check-digits.ts';
import identifiers from './gs1-identifiers.json' with { type: 'json' };
import { bad, type Refusal } from './reading.ts';

/** One application identifier of the GS1 General Specifications §3.2: a range of numbers of one length. */
export type Identifier = (typeof identifiers)[number];

/** The identifier that `ai` names exactly, or undefined; links hold keys of any kind (`310a`). */
export function identifierOf(ai: string): Identifier | undefined {
  if (/\D/.test(ai)) return undefined;
  return identifiers.find(({ from, to }) => ai.length === from.length && ai >= from && ai <= to);
}

/** The application identifier that the text has at `index`: no identifier begins like a longer one. */
export function identifierAt(
  text: string,
  index: number,
): { ai: string; identifier: Identifier } | undefined {
  for (const length of [2, 3, 4]) {
    const ai = text.slice(index, index + length);
    const identifier = ai.length === length ? identifierOf(ai) : undefined;
    if (identifier) return { ai, identifier };
  }
  return undefined;
}

/**
 * Judges a value of an identifier: length, characters, then check digit or date. `offsetOf` gives the
 * byte offset in the scanned text of a character of the value, which links write with escapes.
 */
export function valueProblem(
  identifier: Identifier,
  value: string,
  offsetOf: (index: number) => number,
): Refusal | null {
  if (!hasRightLength(identifier, value.length)) return bad('bad-length', offsetOf(0));
  // The text set is GS1's set 82 (§7.11) as far as the counter meets it.
  const strange = identifier.form === 'digits' ? /[^0-9]/.exec(value) : /[^!-z]|[#$@[\]^`\\]/.exec(value);
  if (strange) return bad('bad-charset', offsetOf(strange.index));
  if (identifier.rule === 'check-digit' && !hasMod10(value)) {
    return bad('bad-check-digit', offsetOf(value.length - 1));
  }
  if (identifier.rule === 'date' && !isDate(value)) return bad('bad-date', offsetOf(0));
  return null;
}

function hasRightLength(identifier: Identifier, length: number): boolean {
  if (identifier.fixed !== undefined) return length === identifier.fixed;
  return length > 0 && length <= (identifier.most ?? 0);
}

/** YYMMDD; day 00 means the month as a whole (§3.4.2). Every year of this century divisible by 4 is a leap year. */
function isDate(value: string): boolean {
  const [year, month, day] = [0, 2, 4].map((start) => Number(value.slice(start, start + 2)));
  if (year === undefined || month === undefined || day === undefined) return false;
  if (month < 1 || month > 12) return false;
  const february = year % 4 === 0 ? 29 : 28;
  const last = month === 2 ? february : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= last;
}
