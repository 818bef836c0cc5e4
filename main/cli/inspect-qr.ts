import { parseArgs } from 'node:util';
import { inspect } from '../../shared/qr/inspect.ts';
import type { CodeProblemCode } from '../../shared/qr/reading.ts';
import { type Command, CommandError } from './command.ts';

/**
 * `inspect-qr PAYLOAD` or `inspect-qr -` (a payload a line on stdin): what each code is, one JSON line an
 * input, blank lines too. With `--json` an input line is a JSON string, since payloads may hold CR or LF.
 */
export const inspectQr: Command = async (words) => {
  const { payload, isJson } = wordsOf(words);
  if (payload !== '-') {
    process.stdout.write(`${answerTo(payload, isJson)}\n`);
    return 0;
  }
  for await (const lines of linesOf(process.stdin)) {
    const answers = lines.map((line) => `${answerTo(line, isJson)}\n`).join('');
    if (!process.stdout.write(answers)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  return 0;
};

function wordsOf(words: readonly string[]): { readonly payload: string; readonly isJson: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [payload] = positionals;
    if (payload === undefined || positionals.length > 1) throw new Error('takes one payload, or - for stdin');
    return { payload, isJson: values.json ?? false };
  } catch (error) {
    throw new CommandError(
      `inspect-qr ${error instanceof Error ? error.message : error} (a payload that begins with - comes after --)`,
    );
  }
}

/** Beyond it a line is not even kept: it can hold no code, which has at most 4096 bytes (of six characters each in JSON). */
const mostCharacters = 1_000_000;

/** `line`: null where it was longer than any line is kept. */
function answerTo(line: string | null, isJson: boolean): string {
  if (line === null) return refusal('too-long', 4096);
  const text = isJson && line !== '' ? jsonString(line) : line;
  // A line that holds no JSON string holds no code either, and every line has its answer.
  return text === null ? refusal('unknown-kind', 0) : JSON.stringify(inspect(text));
}

function refusal(code: CodeProblemCode, at: number): string {
  return JSON.stringify({ kind: 'unknown', valid: false, problem: { code, at } });
}

function jsonString(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Lines end with LF alone: a CR belongs to the payload. A last line needs no LF; an empty rest is none. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<(string | null)[]> {
  let parts: string[] = [];
  let length = 0;
  const keep = (part: string): void => {
    length += part.length;
    if (length > mostCharacters) parts = [];
    else parts.push(part);
  };
  const take = (): string | null => {
    const line = length > mostCharacters ? null : parts.join('');
    parts = [];
    length = 0;
    return line;
  };
  input.setEncoding('utf8');
  for await (const piece of input) {
    const [first = '', ...lines] = String(piece).split('\n');
    keep(first);
    const rest = lines.pop();
    if (rest === undefined) continue;
    yield [take(), ...lines];
    keep(rest);
  }
  if (length > 0) yield [take()];
}
