import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';

/** Takes the words after its name; answers the exit code. Throws what is to be said in one line. */
export type Command = (words: readonly string[]) => Promise<number>;

/** What a person asked for can't be done; the message is the line that says why. */
export class CommandError extends Error {}

/** What a command may be told: by flags with a value, and by switches. */
type Flags<V extends string, S extends string> = { readonly [K in V]?: string } & {
  readonly [K in S]?: boolean;
};

/** The flags as given; throws for any that isn't known, for a value left out, and for loose words. */
export function flagsOf<V extends string, S extends string = never>(
  words: readonly string[],
  values: readonly V[],
  switches: readonly S[] = [],
): Flags<V, S> {
  const options = Object.fromEntries([
    ...values.map((name) => [name, { type: 'string' }] as const),
    ...switches.map((name) => [name, { type: 'boolean' }] as const),
  ]);
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values as Flags<
      V,
      S
    >;
  } catch (error) {
    throw new CommandError(firstSentence(error));
  }
}

/** The value of a flag that must be there. */
export function required(value: string | undefined, flag: string): string {
  if (value === undefined || value === '') throw new CommandError(`--${flag} is missing`);
  return value;
}

/** `--data DIR`, which must be there already: for every command that reads. */
export function folderOf(value: string | undefined): string {
  const folder = required(value, 'data');
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new CommandError(`there is no folder ${folder}`);
  return folder;
}

/** What a data folder holds of its own; nothing that a command writes for others may stand in its place. */
const ownFiles = /^(?:(?:keys|sandbox)(?:\/|$)|(?:till|lock)\.|scheme-url\.json$)/;

/**
 * A file to be written for somebody else, beside or outside the books in `dataDir`. Throws for a folder,
 * for one in a folder that isn't there, and for the till's own files, also by way of a link.
 */
export function fileToWrite(value: string, dataDir: string): string {
  const path = resolve(value);
  if (!existsSync(dirname(path))) throw new CommandError(`there is no folder ${dirname(path)}`);
  if (existsSync(path) && statSync(path).isDirectory()) throw new CommandError(`${path} is a folder`);
  const target = existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
  const books = existsSync(dataDir) ? realpathSync(dataDir) : resolve(dataDir);
  if (ownFiles.test(relative(books, target).split(sep).join('/')))
    throw new CommandError(`${path} belongs to the books: choose another file`);
  return path;
}

/** A whole number of at least `least`. */
export function wholeNumber(value: string, flag: string, least: number): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least))
    throw new CommandError(`--${flag} takes a whole number from ${least} on, not ${value}`);
  return number;
}

/** True for a calendar day as people and ISO 8601 write it: `2026-11-23`. */
export function isDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().slice(0, 10) === value
  );
}

/** A flag's calendar day. */
export function dayFlag(value: string, flag = 'day'): string {
  if (!isDay(value)) throw new CommandError(`--${flag} takes YYYY-MM-DD, not ${value}`);
  return value;
}

/** Minor units as a JSON number: the command line's form of money. Throws above 2^53-1. */
export function minorNumber(minor: bigint | string): number {
  const number = Number(minor);
  if (!Number.isSafeInteger(number))
    throw new CommandError(`${minor} is more than a JSON number holds exactly`);
  return number;
}

/** The command's one answer. */
export function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('. ')[0] ?? message;
}
