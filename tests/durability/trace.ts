import { readFileSync } from 'node:fs';

/** One system call that came back, in the order in which they did. */
export type Call = {
  readonly name: string;
  /** What its file descriptor stood for: a path, or both ends of a connection. */
  readonly on: string;
  /** The arguments as strace writes them. */
  readonly text: string;
  readonly result: number;
};

/** Everything that makes bytes durable or lets them out, whoever calls it. */
const traced = [
  'openat',
  'pwrite64',
  'write',
  'writev',
  'sendto',
  'sendmsg',
  'connect',
  'ftruncate',
  'fsync',
  'fdatasync',
  'unlink',
  'rename',
];

/** The words before a command that has it traced into a file; `hex` writes all bytes of it out, unshortened. */
export function tracing(file: string, hex = false): string[] {
  const strings = hex ? ['-xx', '-s', '70000'] : ['-s', '9000'];
  return ['strace', '-f', '--seccomp-bpf', '-yy', ...strings, '-e', `trace=${traced.join(',')}`, '-o', file];
}

/** Reads what strace wrote. A call that others came between counts at the moment it came back. */
export function readTrace(file: string): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest.endsWith(' <unfinished ...>')) {
      begun.set(thread, rest.slice(0, -' <unfinished ...>'.length));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = callIn(resumed ? `${begun.get(thread) ?? ''}${resumed[1]}` : rest);
    if (call) calls.push(call);
  }
  return calls;
}

function callIn(line: string): Call | null {
  const [, name, text = '', result] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(line) ?? [];
  if (name === undefined) return null;
  const on = /^\d+<((?:[^<>]|->)*)>/.exec(text)?.[1] ?? '';
  return { name, on: plain(on), text, result: Number(result) };
}

/** `\x41` as `A`; only what is a path or a word, since bytes are kept as they stand. */
export function plain(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export function isSync({ name }: Call): boolean {
  return name === 'fsync' || name === 'fdatasync';
}

const words = ['READY', 'NEXT', 'STATE', 'ACK', 'REFUSED', 'DONE'];

/** What the child said on its output: `[word, value]`; null for any other call, a compiler's among them. */
export function saying(call: Call): readonly [string, unknown] | null {
  if (call.name !== 'write' || !call.text.startsWith('1<')) return null;
  const quoted = /, "(.*)", \d+$/.exec(call.text)?.[1] ?? '';
  const line = plain(quoted).replaceAll('\\"', '"').replaceAll('\\n', '').trim();
  const gap = line.indexOf(' ');
  const word = line.slice(0, gap);
  return words.includes(word) ? [word, JSON.parse(line.slice(gap + 1))] : null;
}
