import { sumMinor } from './money.ts';
import type { SettlementAnswer } from './scheme-wire.ts';

/** What of a day's settlement file does not hold; each has words in both languages (`settlement.why.<fault>`). */
export const fileFaults = ['pages', 'date', 'count', 'rows', 'gross', 'fee', 'net', 'hash'] as const;
export type FileFault = (typeof fileFaults)[number];

/**
 * The first thing that does not hold in a day's file, or null: its rows numbered from 1, each net its gross
 * less its fee in the file's own currency, and the head's sums those of the rows (payments.md §6).
 * `linesHash` is the SHA-256, in hex, of the RFC 8785 JSON of all lines.
 */
export function fileFault(file: SettlementAnswer, date: string, linesHash: string): FileFault | null {
  const { lines, gross, fee, net } = file;
  const sum = (part: 'gross' | 'fee' | 'net'): string =>
    sumMinor(lines.map((line) => BigInt(line[part]))).toString();
  const holds: readonly (readonly [FileFault, boolean])[] = [
    ['date', file.date === date],
    ['count', file.count === lines.length],
    ['hash', file.hash === linesHash],
    ['rows', lines.every((line, index) => isWholeLine(line, index + 1, gross.currency))],
    ['gross', gross.minor === sum('gross')],
    ['fee', fee.minor === sum('fee') && fee.currency === gross.currency],
    ['net', net.minor === sum('net') && net.currency === gross.currency],
  ];
  return holds.find(([, isRight]) => !isRight)?.[0] ?? null;
}

function isWholeLine(line: SettlementAnswer['lines'][number], seq: number, currency: string): boolean {
  return (
    line.seq === seq &&
    line.currency === currency &&
    BigInt(line.gross) - BigInt(line.fee) === BigInt(line.net)
  );
}
