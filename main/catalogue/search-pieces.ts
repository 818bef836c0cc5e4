/**
 * The short pieces under which a product stands in the search index, and under which a query looks it up.
 * A name of a script without spaces goes in neighbouring pairs, a word in its first letters, pinyin initials
 * in pairs, a barcode in threes. The first letter of a piece keeps the kinds apart.
 */

const end = '$';

/** Longest beginning of a name or of initials that has a piece of its own. */
const longestStart = 3;
const longestWordStart = 3;

/** How names and initials begin: the best matches come from here. */
export function startPieces(text: string): string[] {
  return beginnings(text, 1, longestStart).map((beginning) => `^${beginning}`);
}

export function startPiece(term: string): string {
  return `^${term.slice(0, longestStart)}`;
}

/** The first two and three letters of a latin word. A word of one letter is found by the name's start only. */
export function wordPieces(word: string): string[] {
  return beginnings(word, 2, longestWordStart).map((beginning) => `w${beginning}`);
}

export function wordPiece(term: string): string {
  return `w${term.slice(0, longestWordStart)}`;
}

/** Each character with its neighbour, the last one with an end mark: so every character begins one piece. */
export function textPieces(text: string): string[] {
  return runs(text + end, 2).map((run) => `t${run}`);
}

/** Empty for a single character: that is looked up by all the pieces that it begins. */
export function textPiecesWithin(term: string): string[] {
  return runs(term, 2).map((run) => `t${run}`);
}

export function initialsPieces(initials: string): string[] {
  return runs(initials, 2).map((run) => `i${run}`);
}

export function barcodePieces(barcode: string): string[] {
  return runs(barcode, shortestBarcodePart).map((run) => `b${run}`);
}

/** Barcodes are searched from three digits on: one or two say nothing about them. */
export const shortestBarcodePart = 3;

function beginnings(text: string, shortest: number, longest: number): string[] {
  const found: string[] = [];
  for (let length = shortest; length <= Math.min(longest, text.length); length += 1) {
    found.push(text.slice(0, length));
  }
  return found;
}

function runs(text: string, length: number): string[] {
  const found: string[] = [];
  for (let at = 0; at + length <= text.length; at += 1) found.push(text.slice(at, at + length));
  return found;
}
