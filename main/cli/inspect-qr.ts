import { parseArgs } from 'node:util';
import { inspect } from '../../shared/qr/inspect.ts';
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

function answerTo(line: string, isJson: boolean): string {
  const text = isJson ? jsonString(line) : line;
  // A line that holds no JSON string holds no code either, and every line has its answer.
  if (text === null)
    return JSON.stringify({ kind: 'unknown', valid: false, problem: { code: 'unknown-kind', at: 0 } });
  return JSON.stringify(inspect(text));
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
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string[]> {
  let rest = '';
  input.setEncoding('utf8');
  for await (const piece of input) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
}
