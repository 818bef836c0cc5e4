/**
 * A signature is a product's search text as 256 bits: one bit for each short piece that a query could
 * begin with. A query asks for its own bits; a product that lacks one can't match. Scanning 100,000 of
 * them costs a fraction of a millisecond and 3 MB (superimposed coding, Roberts 1979).
 */
export const signatureWords = 8;

/** One bit of a signature: which of its 32-bit words, and the mask within. */
export type SignatureBit = { readonly word: number; readonly mask: number };

export function signatureBit(piece: string): SignatureBit {
  const bit = hashOf(piece) & (signatureWords * 32 - 1);
  return { word: bit >>> 5, mask: 1 << (bit & 31) };
}

/** Pieces of text without word bounds (Chinese): each character and each neighbouring pair. */
export function textPieces(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    pieces.push(`t${text[at]}`);
    if (at + 1 < text.length) pieces.push(`t${text.slice(at, at + 2)}`);
  }
  return pieces;
}

/** The first one, two and three letters of a word: what somebody types of it. */
export function wordPieces(word: string): string[] {
  const pieces: string[] = [];
  for (let length = 1; length <= Math.min(3, word.length); length += 1) {
    pieces.push(`w${word.slice(0, length)}`);
  }
  return pieces;
}

/** Every neighbouring pair of pinyin initials. */
export function initialsPieces(initials: string): string[] {
  return runsOf(initials, 2).map((run) => `i${run}`);
}

/** Every three neighbouring digits of a barcode. */
export function barcodePieces(barcode: string): string[] {
  return runsOf(barcode, 3).map((run) => `b${run}`);
}

/** How a name or its initials begin: enough for a query of one letter. */
export function startPiece(text: string): string {
  return `^${text.slice(0, 1)}`;
}

function runsOf(text: string, length: number): string[] {
  const runs: string[] = [];
  for (let at = 0; at + length <= text.length; at += 1) runs.push(text.slice(at, at + length));
  return runs;
}

/** FNV-1a over UTF-16 units, with a last stir since only the low bits are used. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
