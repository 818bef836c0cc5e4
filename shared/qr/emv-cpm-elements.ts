import type { BerObject } from './ber.ts';
import { hexOf } from './hex.ts';
import type { CpmCard, CpmTrack2 } from './inspection.ts';

/** What a data element of a template may be (EMVCo QRCPS-CPM v1.1 §3.2, EMV Book 3 annex A). */
type Element = {
  readonly fits?: (length: number) => boolean;
  /** Judges the value as ISO 8859-1 text. */
  readonly charset?: RegExp;
  /** Judges the value in hex: a half-byte pattern. */
  readonly pattern?: RegExp;
  readonly fields: (object: BerObject) => Omit<CpmCard, 'transparent' | 'other'>;
};

const track2Pattern = /^(\d{1,19})D(\d{2}(?:0[1-9]|1[0-2]))(\d{3})(\d*)F?$/;
const panPattern = /^(\d{1,19})F*$/;

/** Tags that `61` and `62` share; `4F`, `63` and `64` are handled by the reader. */
export const elements: Readonly<Record<string, Element>> = {
  '50': {
    fits: (length) => length >= 1 && length <= 16,
    charset: /^[A-Za-z0-9 ]*$/,
    fields: (object) => ({ label: textOf(object) }),
  },
  '57': {
    fits: (length) => length <= 19,
    pattern: track2Pattern,
    fields: (object) => ({ track2: track2Of(object) }),
  },
  '5A': {
    fits: (length) => length <= 10,
    pattern: panPattern,
    fields: (object) => ({ pan: panPattern.exec(hexOf(object.value))?.[1] ?? '' }),
  },
  '5F20': {
    fits: (length) => length >= 2 && length <= 26,
    charset: /^[\u0020-\u007e\u00a0-\u00ff]*$/,
    fields: (object) => ({ cardholderName: textOf(object) }),
  },
  '5F2D': {
    fits: (length) => [2, 4, 6, 8].includes(length),
    charset: /^[A-Za-z]*$/,
    fields: (object) => ({ languages: textOf(object).match(/../g) ?? [] }),
  },
  '5F50': {
    charset: /^[\u0020-\u007e]*$/,
    fields: (object) => ({ issuerUrl: textOf(object) }),
  },
  '9F08': { fits: (length) => length === 2, fields: (object) => ({ version: hexOf(object.value) }) },
  '9F19': { fits: (length) => length === 6, fields: (object) => ({ tokenRequestorId: hexOf(object.value) }) },
  '9F24': {
    fits: (length) => length === 29,
    charset: /^[0-9A-Z]*$/,
    fields: (object) => ({ par: textOf(object) }),
  },
  '9F25': {
    fits: (length) => length === 2,
    pattern: /^\d{4}$/,
    fields: (object) => ({ last4: hexOf(object.value) }),
  },
};

export function textOf(object: BerObject): string {
  return String.fromCharCode(...object.value);
}

function track2Of(object: BerObject): CpmTrack2 {
  const [, pan = '', expiry = '', serviceCode = '', rest = ''] =
    track2Pattern.exec(hexOf(object.value)) ?? [];
  return { pan, expiry, serviceCode, ...(rest === '' ? {} : { discretionary: rest }) };
}
