import berTlv from 'ber-tlv';
import { parse } from 'promptparse';
import { readCpm } from '../../shared/qr/emv-cpm.ts';
import { readMpm } from '../../shared/qr/emv-mpm.ts';
import { vectorsOf } from '../qr/vectors.ts';
import { type Figure, figure, timed } from './figure.ts';

/** What a code may take so that 300,000 are read in a second, in microseconds. */
const limitUs = 1_000_000 / 300_000;

/**
 * Codes to pay with, read whole, beside the limit and beside a library that reads the same texts:
 * promptparse splits merchant-presented codes and checks their sum, ber-tlv splits what the base64 of
 * consumer-presented ones holds. Neither judges a value; both are the fastest found that read all of them.
 */
export async function codeFigures(): Promise<Figure[]> {
  const merchant = validOf('emv-mpm', isAscii);
  const consumer = validOf('emv-cpm', () => true);
  return [
    ...beside('merchant-presented code', merchant, readMpm, 'promptparse', (text) => parse(text, true, true)),
    ...beside('consumer-presented code', consumer, readCpm, 'ber-tlv', (text) =>
      berTlv.TlvFactory.parse(Buffer.from(text, 'base64')),
    ),
  ];
}

function beside(
  name: string,
  texts: readonly string[],
  ours: (text: string) => { readonly ok: boolean },
  peer: string,
  theirs: (text: string) => unknown,
): Figure[] {
  for (const text of texts) {
    if (!ours(text).ok) throw new Error(`a valid code was refused: ${text}`);
    if (!theirs(text)) throw new Error(`${peer} does not read: ${text}`);
  }
  const [own, other] = bestInTurns(texts, [ours, theirs]);
  return [
    figure(`${name} read, each, at 300,000 a second`, own, limitUs, 1, 'µs'),
    figure(`${name} read, each, beside ${peer}`, own, other, 1.25, 'µs'),
  ];
}

/** The shortest time a text of several rounds, in microseconds. The readers take turns, so that neither has the quieter machine. */
function bestInTurns(
  texts: readonly string[],
  [first, second]: readonly [(text: string) => unknown, (text: string) => unknown],
): [number, number] {
  const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const turns = Math.ceil(50_000 / texts.length);
  for (let round = 0; round < 12; round += 1) {
    best[0] = Math.min(best[0], perText(texts, turns, first));
    best[1] = Math.min(best[1], perText(texts, turns, second));
  }
  return best;
}

function perText(texts: readonly string[], turns: number, read: (text: string) => unknown): number {
  const ms = timed(() => {
    for (let turn = 0; turn < turns; turn += 1) for (const text of texts) read(text);
  });
  return (ms * 1000) / (turns * texts.length);
}

function validOf(file: 'emv-cpm' | 'emv-mpm', isWanted: (text: string) => boolean): string[] {
  return vectorsOf(file)
    .filter(({ payload, expect }) => expect.valid && isWanted(payload))
    .map(({ payload }) => payload);
}

/** promptparse counts UTF-16 places, so other texts are no peer's. */
function isAscii(text: string): boolean {
  return /^0002[\u0020-\u007e]*$/.test(text);
}
