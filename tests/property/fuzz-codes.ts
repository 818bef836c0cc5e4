import { fileURLToPath } from 'node:url';
import { decodeBase45, encodeBase45 } from '../../shared/qr/base45.ts';
import { decodeBase64, encodeBase64 } from '../../shared/qr/base64.ts';
import { crc16, luhnDigit, mod10Digit } from '../../shared/qr/check-digits.ts';
import { writeCpm } from '../../shared/qr/emv-cpm-write.ts';
import { writeMpm } from '../../shared/qr/emv-mpm-write.ts';
import { inspect } from '../../shared/qr/inspect.ts';
import type { Gs1Fields, Inspection, UpiFields, ValidInspection } from '../../shared/qr/inspection.ts';
import type { Reading } from '../../shared/qr/reading.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { decideScan } from '../../shared/qr/scan.ts';
import { utf8Length } from '../../shared/qr/utf8.ts';
import { writeVoucher } from '../../shared/qr/voucher.ts';
import { vectorFiles, vectorsOf } from '../qr/vectors.ts';

/** What a run saw; `slowestMs` is the longest that one answer took. */
export type FuzzReport = {
  readonly inputs: number;
  readonly valid: number;
  readonly kinds: number;
  readonly problems: number;
  readonly slowestMs: number;
};

/**
 * Reads `count` damaged, repaired and crossed codes made from the vectors by a seed. Throws, naming the
 * input, where the reader throws, answers outside its own list or past the text, or where a code that
 * it found valid does not survive being written again.
 */
export function fuzz(seed: number, count: number): FuzzReport {
  const random = randomFrom(seed);
  const seeds = vectorFiles.flatMap((file) => vectorsOf(file).map((vector) => vector.payload));
  const kinds = new Set<string>();
  const problems = new Set<string>();
  let valid = 0;
  let slowestMs = 0;
  for (let input = 0; input < count; input += 1) {
    const text = damaged(seeds, random);
    const startedMs = performance.now();
    const answer = judged(text);
    slowestMs = Math.max(slowestMs, performance.now() - startedMs);
    kinds.add(answer.kind);
    if (answer.valid) valid += 1;
    else problems.add(answer.problem.code);
  }
  return { inputs: count, valid, kinds: kinds.size, problems: problems.size, slowestMs };
}

type Random = (below: number) => number;

/** mulberry32: 32 bits of state, the same run from the same seed everywhere. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function judged(text: string): Inspection {
  try {
    const answer = inspect(text);
    decideScan(text, undefined, ['21']);
    sameInWrapping(text, answer);
    if (answer.valid) survivesWriting(answer);
    else if (!isInside(answer.problem.at, text)) throw new Error(`problem at ${answer.problem.at}`);
    return answer;
  } catch (error) {
    throw new Error(`${JSON.stringify(text)}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

function isInside(at: number, text: string): boolean {
  return Number.isInteger(at) && at >= 0 && at <= utf8Length(text);
}

/** White space and the identifier of a symbol that says nothing of its contents change no answer, and no place in it. */
function sameInWrapping(text: string, answer: Inspection): void {
  if (/^[\ufeff \t\r\n]|^\]/.test(text)) return;
  for (const wrapped of [`\ufeff \t${text}\r\n`, `\r\n]Q1${text}`, `]C0${text} `]) {
    const again = inspect(wrapped);
    if (stable(again) !== stable(answer)) throw new Error(`in ${JSON.stringify(wrapped)}: ${stable(again)}`);
  }
}

/** The check sum is left out: it changes with the order of the objects. */
function survivesWriting(answer: ValidInspection): void {
  const written = writtenAgain(answer);
  if (written === null) return;
  const again = inspect(written);
  const [before, after] = [answer, again].map((given) => stable(given));
  if (before !== after) throw new Error(`${written} reads as ${after}, was ${before}`);
}

function writtenAgain(answer: ValidInspection): string | null {
  switch (answer.kind) {
    case 'emv-mpm':
      return writeMpm(answer.fields);
    case 'emv-cpm':
      return writeCpm(answer.fields);
    case 'voucher':
      return writeVoucher(answer.fields);
    case 'receipt':
      return writeReceiptCode(answer.fields);
    case 'upi': {
      // Escapes are three times as long, and may be longer than any code.
      const link = upiLink(answer.fields);
      return link.length > 4096 ? null : link;
    }
    case 'gs1':
      return elementString(answer.fields);
    default:
      return null;
  }
}

const upiKeys: Readonly<Record<string, string>> = {
  payeeAddress: 'pa',
  payeeName: 'pn',
  merchantCode: 'mc',
  transactionId: 'tid',
  transactionRef: 'tr',
  note: 'tn',
  amount: 'am',
  minAmount: 'mam',
  currency: 'cu',
  orgId: 'orgid',
};

/** The link of some fields, every sign of a value escaped. */
function upiLink({ other = {}, amountMinor: _, ...named }: UpiFields): string {
  const pairs = Object.entries(named).map(([name, value]) => [upiKeys[name] ?? name, value] as const);
  const escaped = [...pairs, ...Object.entries(other)].map(([key, value]) => {
    const hex = Buffer.from(value).toString('hex').replace(/../g, '%$&');
    return `${key}=${hex}`;
  });
  return `upi://pay?${escaped.join('&')}`;
}

/** What a symbol of GS1 would hold, a separator behind every value. */
function elementString({ ais }: Gs1Fields): string {
  return `]C1${Object.entries(ais)
    .map(([ai, value]) => `${ai}${value}\u001d`)
    .join('')}`;
}

/** JSON with sorted keys and without check sums, nor how a GS1 code was written. */
function stable(value: unknown): string {
  return JSON.stringify(value, (key, inner) => {
    if (key === 'crc' || key === 'syntax') return undefined;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function damaged(seeds: readonly string[], random: Random): string {
  let text = pick(seeds, random);
  const isCpm = text.startsWith('hQVDUFY') && random(2) === 0;
  if (isCpm) return encodeBase64(damagedBytes(decodeBase64(text), random));
  if (text.startsWith('CT1:') && random(2) === 0)
    return `CT1:${encodeBase45(damagedBytes(decodeBase45(text.slice(4), 4), random))}`;
  for (let times = random(4) + 1; times > 0; times -= 1) text = damagedOnce(text, seeds, random);
  return random(2) === 0 ? repaired(text) : text;
}

const spices = [
  '\u0000',
  '\u001d',
  '\ufffd',
  '\ud800',
  '\ufeff',
  '😀',
  '厦',
  'é',
  '%',
  '%C3',
  '(01)',
  '-',
  '.',
  '&',
  '=',
  '?',
  '/01/',
  ']C1',
  ']E0',
  'CT1:',
  'CV1-',
  'CR1-',
  'upi://',
  'hQVDUFY',
  '0002',
  '6304',
  '9999',
  '00',
  ' ',
] as const;

function damagedOnce(text: string, seeds: readonly string[], random: Random): string {
  const at = random(text.length + 1);
  const length = random(6);
  switch (random(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + pick(spices, random) + text.slice(at);
    case 2:
      return text.slice(0, at) + String(random(10)) + text.slice(at + 1);
    case 3:
      return (
        text.slice(0, at) + String.fromCharCode(random(random(8) === 0 ? 65_536 : 128)) + text.slice(at + 1)
      );
    case 4:
      return text.slice(0, at);
    case 5:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
    case 6:
      return text.slice(0, at) + pick(seeds, random).slice(random(40));
    case 7:
      return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
    default:
      return random(200) === 0 ? text.repeat(random(60)) : text.slice(random(4));
  }
}

/** Makes the check sum right again, so that what lies behind it is reached. */
function repaired(text: string): string {
  if (/6304.{4}$/s.test(text)) return text.slice(0, -4) + crc16(text.slice(0, -4));
  if (!/^\d{2,}$/.test(text)) return text;
  const body = text.slice(0, -1);
  return body + (text.length === 20 ? luhnDigit(body) : mod10Digit(body));
}

function damagedBytes(decoded: Reading<number[]>, random: Random): number[] {
  const bytes = decoded.ok ? [...decoded.value] : [];
  for (let times = random(4) + 1; times > 0; times -= 1) {
    const at = random(bytes.length + 1);
    if (random(3) === 0) bytes.splice(at, random(3));
    else if (random(2) === 0) bytes.splice(at, 0, random(256));
    else bytes[Math.min(at, bytes.length)] = random(256);
  }
  return bytes;
}

function pick<T>(choices: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const chosen = choices[random(choices.length)];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count = '1000000', seed = '20261123'] = process.argv.slice(2);
  const startedMs = performance.now();
  const report = fuzz(Number(seed), Number(count));
  const tookS = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(
    JSON.stringify({
      ...report,
      slowestMs: Number(report.slowestMs.toFixed(2)),
      seed: Number(seed),
      tookS: Number(tookS),
    }),
  );
}
