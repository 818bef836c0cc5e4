import { encodeBase64 } from './base64.ts';
import { writeBer } from './ber.ts';
import { readCpm } from './emv-cpm.ts';
import { bytesOfHex } from './hex.ts';
import type { CpmApplication, CpmCard, CpmFields } from './inspection.ts';

type Bytes = readonly number[];

/**
 * The text of a consumer-presented code: what a wallet shows. Text values are written as ISO 8859-1,
 * everything else from hex. Throws where the fields make no code that a till would read.
 */
export function writeCpm(fields: Omit<CpmFields, 'format'>): string {
  const common = fields.common ? writeBer('62', cardBytes(fields.common, '64')) : [];
  const text = encodeBase64([
    ...writeBer('85', bytesOfText('CPV01')),
    ...fields.applications.flatMap((application) => writeBer('61', applicationBytes(application))),
    ...common,
    ...hexObjects(fields.other),
  ]);
  const again = readCpm(text);
  if (!again.ok) throw new Error(`not a code to pay with: ${again.problem.code} at ${again.problem.at}`);
  return text;
}

function applicationBytes(application: CpmApplication): Bytes {
  return [...writeBer('4F', bytesOf(application.aid)), ...cardBytes(application, '63')];
}

function cardBytes(card: CpmCard, transparentTag: '63' | '64'): Bytes {
  const transparent = card.transparent ? hexObjects(card.transparent) : undefined;
  const values: [string, Bytes | undefined][] = [
    ['50', textBytes(card.label)],
    ['57', track2Bytes(card)],
    ['5A', hexBytes(card.pan)],
    ['5F20', textBytes(card.cardholderName)],
    ['5F2D', textBytes(card.languages?.join(''))],
    ['5F50', textBytes(card.issuerUrl)],
    ['9F08', hexBytes(card.version)],
    ['9F19', hexBytes(card.tokenRequestorId)],
    ['9F24', textBytes(card.par)],
    ['9F25', hexBytes(card.last4)],
    [transparentTag, transparent],
  ];
  const written = values.flatMap(([tag, value]) => (value === undefined ? [] : writeBer(tag, value)));
  return [...written, ...hexObjects(card.other)];
}

function track2Bytes({ track2 }: CpmCard): Bytes | undefined {
  if (track2 === undefined) return undefined;
  const { pan, expiry, serviceCode, discretionary = '' } = track2;
  return hexBytes(`${pan}D${expiry}${serviceCode}${discretionary}`);
}

function hexObjects(hexByTag: Readonly<Record<string, string>> = {}): number[] {
  return Object.entries(hexByTag).flatMap(([tag, hex]) => writeBer(tag, bytesOf(hex)));
}

function textBytes(text: string | undefined): Bytes | undefined {
  return text === undefined ? undefined : bytesOfText(text);
}

/** An odd number of half-bytes is filled up with F, as card numbers are (EMV Book 3 §4.3, format cn). */
function hexBytes(hex: string | undefined): Bytes | undefined {
  if (hex === undefined) return undefined;
  return bytesOf(hex.length % 2 === 0 ? hex : `${hex}F`);
}

function bytesOf(hex: string): Bytes {
  const bytes = bytesOfHex(hex);
  if (bytes === null) throw new Error('not hex');
  return bytes;
}

function bytesOfText(text: string): Bytes {
  const bytes = [...text].map((character) => character.codePointAt(0) ?? 0);
  if (bytes.some((byte) => byte > 0xff)) throw new Error('not ISO 8859-1');
  return bytes;
}
