import {
  barcodePieces,
  initialsPieces,
  type SignatureBit,
  signatureBit,
  startPiece,
  textPieces,
  wordPieces,
} from './search-signature.ts';
import { termsOf } from './search-text.ts';

/** What the index knows of a product. `names` is the folded names, each as `\n word word`. */
export type SearchText = {
  readonly names: string;
  readonly initials: string;
  readonly barcodes: string;
};

/** How well a term matches; lower is better. */
export const rank = { exact: 0, start: 1, word: 2, inside: 3, none: 4 } as const;

/** One way in which a term can match, with the bits without which it can't. */
type Way = {
  readonly bits: readonly SignatureBit[];
  readonly rankIn: (text: SearchText) => number;
};

/** Each term in its possible ways: a product must match every term in one of its ways. */
export type SearchPlan = readonly (readonly Way[])[];

/** Barcodes are searched from three digits on: one or two say nothing about them. */
const shortestBarcodePart = 3;

/** Reads a query; an empty plan means that there is nothing to look for. */
export function planOf(query: string): SearchPlan {
  return termsOf(query).map(waysOf);
}

function waysOf(term: string): Way[] {
  if (/[^a-z0-9]/.test(term)) return [insideName(term)];
  const ways = term.length === 1 ? [startOf(term)] : [wordOf(term), initialsWay(term)];
  if (/^\d+$/.test(term) && term.length >= shortestBarcodePart) ways.push(barcodeWay(term));
  return ways;
}

/** Chinese, and every other script: the term anywhere in a name. */
function insideName(term: string): Way {
  const start = `\n ${term}`;
  return {
    bits: textPieces(term).map(signatureBit),
    rankIn: ({ names }) => {
      if (!names.includes(term)) return rank.none;
      if (names.includes(`${start}\n`)) return rank.exact;
      return names.includes(start) ? rank.start : rank.inside;
    },
  };
}

/** A single letter: names and initials that begin with it. */
function startOf(letter: string): Way {
  const start = `\n ${letter}`;
  return {
    bits: [signatureBit(startPiece(letter))],
    rankIn: ({ names, initials }) =>
      initials.startsWith(letter) || names.includes(start) ? rank.start : rank.none,
  };
}

/** Letters and digits: the beginning of a word. */
function wordOf(term: string): Way {
  const word = ` ${term}`;
  const start = `\n${word}`;
  return {
    bits: wordPieces(term).map(signatureBit),
    rankIn: ({ names }) => {
      if (!names.includes(word)) return rank.none;
      if (names.includes(`${start}\n`)) return rank.exact;
      return names.includes(start) ? rank.start : rank.word;
    },
  };
}

/** Pinyin initials in a row, from the first character on or from a later one. */
function initialsWay(term: string): Way {
  return {
    bits: initialsPieces(term).map(signatureBit),
    rankIn: ({ initials }) => {
      const at = initials.indexOf(term);
      if (at < 0) return rank.none;
      if (at > 0) return rank.inside;
      return initials.length === term.length ? rank.exact : rank.start;
    },
  };
}

/** A part of a barcode; the end of one is what people read out. */
function barcodeWay(digits: string): Way {
  return {
    bits: barcodePieces(digits).map(signatureBit),
    rankIn: ({ barcodes }) => {
      if (!barcodes.includes(digits)) return rank.none;
      if (barcodes.includes(`\n${digits}\n`)) return rank.exact;
      return barcodes.includes(`${digits}\n`) ? rank.start : rank.inside;
    },
  };
}
