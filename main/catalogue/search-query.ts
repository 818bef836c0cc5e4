import {
  barcodePieces,
  initialsPieces,
  shortestBarcodePart,
  startPiece,
  textPiecesWithin,
  wordPiece,
} from './search-pieces.ts';
import { termsOf } from './search-text.ts';

/** What the index knows of a product. `names` is the folded names, each as `\n word word`. */
export type SearchText = {
  readonly names: string;
  readonly initials: string;
  readonly barcodes: string;
};

/** How well a term matches; lower is better. */
export const rank = { exact: 0, start: 1, word: 2, inside: 3, none: 4 } as const;

/** One way in which a term can match. */
export type Way = {
  /** The piece of the products that begin with it; null: this way has no such beginning. */
  readonly start: string | null;
  /** Pieces that a product must have to match at all; the rarest is looked through. */
  readonly pieces: readonly string[];
  /** A single character: every piece that it begins is looked through. */
  readonly character: string | null;
  readonly rankIn: (text: SearchText) => number;
};

/** Each term in its possible ways: a product must match every term in one of its ways. */
export type SearchPlan = readonly (readonly Way[])[];

/** Reads a query; an empty plan means that there is nothing to look for. */
export function planOf(query: string): SearchPlan {
  return termsOf(query).map(waysOf);
}

function waysOf(term: string): Way[] {
  if (/[^a-z0-9]/.test(term)) return [insideName(term)];
  if (term.length === 1) return [startOf(term)];
  const ways = [wordOf(term), initialsOf(term)];
  if (/^\d+$/.test(term) && term.length >= shortestBarcodePart) ways.push(barcodeOf(term));
  return ways;
}

/** Chinese, and every other script: the term anywhere in a name. */
function insideName(term: string): Way {
  const start = `\n ${term}`;
  return {
    start: startPiece(term),
    pieces: textPiecesWithin(term),
    character: term.length === 1 ? term : null,
    rankIn: ({ names }) => {
      if (!names.includes(term)) return rank.none;
      if (!names.includes(start)) return rank.inside;
      return names.includes(`${start}\n`) ? rank.exact : rank.start;
    },
  };
}

/** A single latin letter or digit: names and initials that begin with it. */
function startOf(letter: string): Way {
  const start = `\n ${letter}`;
  return {
    start: startPiece(letter),
    pieces: [],
    character: null,
    rankIn: ({ names, initials }) =>
      initials.startsWith(letter) || names.includes(start) ? rank.start : rank.none,
  };
}

/** Letters and digits: the beginning of a word. */
function wordOf(term: string): Way {
  const word = ` ${term}`;
  const start = `\n${word}`;
  return {
    start: startPiece(term),
    pieces: [wordPiece(term)],
    character: null,
    rankIn: ({ names }) => {
      if (!names.includes(word)) return rank.none;
      if (!names.includes(start)) return rank.word;
      return names.includes(`${start}\n`) ? rank.exact : rank.start;
    },
  };
}

/** Pinyin initials in a row, from the first character on or from a later one. */
function initialsOf(term: string): Way {
  return {
    start: startPiece(term),
    pieces: initialsPieces(term),
    character: null,
    rankIn: ({ initials }) => {
      const at = initials.indexOf(term);
      if (at < 0) return rank.none;
      if (at > 0) return rank.inside;
      return initials.length === term.length ? rank.exact : rank.start;
    },
  };
}

/** A part of a barcode; the end of one is what people read out. */
function barcodeOf(digits: string): Way {
  return {
    start: null,
    pieces: barcodePieces(digits),
    character: null,
    rankIn: ({ barcodes }) => {
      if (!barcodes.includes(digits)) return rank.none;
      if (barcodes.includes(`\n${digits}\n`)) return rank.exact;
      return barcodes.includes(`${digits}\n`) ? rank.start : rank.inside;
    },
  };
}
