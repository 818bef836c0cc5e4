import { toSVG } from 'bwip-js/node';
import { hasMod10 } from '../../shared/qr/check-digits.ts';

/** A code as SVG: goods as EAN, everything else as QR. Null where the text doesn't fit into one. */
export function pictureOf(text: string): string | null {
  try {
    if (/^(\d{8}|\d{13})$/.test(text) && hasMod10(text)) {
      const bcid = text.length === 8 ? 'ean8' : 'ean13';
      return toSVG({ bcid, text, includetext: true, height: 14, paddingwidth: 4 });
    }
    // Digits that are no goods are shown as a shop would find them on paper: a bar code without a check.
    if (/^\d{6,20}$/.test(text)) return toSVG({ bcid: 'code128', text, includetext: true, height: 14 });
    return toSVG({ bcid: 'qrcode', text, paddingwidth: 4, paddingheight: 4 });
  } catch {
    return null;
  }
}
