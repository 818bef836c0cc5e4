import { type BerObject, hexIn, textIn } from './ber.ts';
import type { CpmCard, CpmTrack2 } from './inspection.ts';

/** What is known of a card while its template is read. */
export type CardDraft = { -readonly [K in keyof CpmCard]: CpmCard[K] };

/** What a data element of a template may be (EMVCo QRCPS-CPM v1.1 §3.2, EMV Book 3 annex A). */
type Element = {
  /** The lengths it may have, least and most; any where none stand. */
  readonly least?: number;
  readonly most?: number;
  readonly isEven?: boolean;
  /** Judges each byte of the value, as ISO 8859-1. */
  readonly takes?: (byte: number) => boolean;
  /** Judges the value in hex: a half-byte pattern. */
  readonly pattern?: RegExp;
  readonly addTo: (card: CardDraft, object: BerObject) => void;
};

const track2Pattern = /^(\d{1,19})D(\d{2}(?:0[1-9]|1[0-2]))(\d{3})(\d*)F?$/;
const panPattern = /^(\d{1,19})F*$/;

/** Tags that `61` and `62` share; `4F`, `63` and `64` are handled by the reader. */
export const elements: ReadonlyMap<string, Element> = new Map<string, Element>([
  [
    '50',
    {
      least: 1,
      most: 16,
      takes: (byte) => isLetter(byte) || isDigit(byte) || byte === 0x20,
      addTo: (card, object) => {
        card.label = textIn(object);
      },
    },
  ],
  [
    '57',
    {
      most: 19,
      pattern: track2Pattern,
      addTo: (card, object) => {
        card.track2 = track2Of(object);
      },
    },
  ],
  [
    '5A',
    {
      most: 10,
      pattern: panPattern,
      addTo: (card, object) => {
        card.pan = panOf(hexIn(object));
      },
    },
  ],
  [
    '5F20',
    {
      least: 2,
      most: 26,
      takes: (byte) => isPrintable(byte) || byte >= 0xa0,
      addTo: (card, object) => {
        card.cardholderName = textIn(object);
      },
    },
  ],
  [
    '5F2D',
    {
      least: 2,
      most: 8,
      isEven: true,
      takes: isLetter,
      addTo: (card, object) => {
        card.languages = textIn(object).match(/../g) ?? [];
      },
    },
  ],
  [
    '5F50',
    {
      takes: isPrintable,
      addTo: (card, object) => {
        card.issuerUrl = textIn(object);
      },
    },
  ],
  [
    '9F08',
    {
      least: 2,
      most: 2,
      addTo: (card, object) => {
        card.version = hexIn(object);
      },
    },
  ],
  [
    '9F19',
    {
      least: 6,
      most: 6,
      addTo: (card, object) => {
        card.tokenRequestorId = hexIn(object);
      },
    },
  ],
  [
    '9F24',
    {
      least: 29,
      most: 29,
      takes: (byte) => isDigit(byte) || (byte >= 0x41 && byte <= 0x5a),
      addTo: (card, object) => {
        card.par = textIn(object);
      },
    },
  ],
  [
    '9F25',
    {
      least: 2,
      most: 2,
      pattern: /^\d{4}$/,
      addTo: (card, object) => {
        card.last4 = hexIn(object);
      },
    },
  ],
]);

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}

/** The digits before the filling halves. */
function panOf(hex: string): string {
  const filled = hex.indexOf('F');
  return filled < 0 ? hex : hex.slice(0, filled);
}

function track2Of(object: BerObject): CpmTrack2 {
  const [, pan = '', expiry = '', serviceCode = '', rest = ''] = track2Pattern.exec(hexIn(object)) ?? [];
  return rest === '' ? { pan, expiry, serviceCode } : { pan, expiry, serviceCode, discretionary: rest };
}
