import type { ProblemCode } from './problems.ts';

/** A refusal: a code that the screens can translate, and what the words need (`{field: 'price'}`). */
export type Problem = {
  readonly code: ProblemCode;
  readonly detail?: Readonly<Record<string, string>>;
};

/** What every decision and every call answers. Broken invariants throw; refusals are values. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export function done<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refused(
  code: ProblemCode,
  detail?: Readonly<Record<string, string>>,
): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: detail ? { code, detail } : { code } };
}

/** Makes a forgotten case a compile error, and a loud one if the type was lied to. */
export function unreachable(value: never): never {
  throw new Error(`no case for ${JSON.stringify(value)}`);
}
