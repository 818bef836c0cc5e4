import type { Product } from '../../shared/product.ts';
import { planOf, rank, type SearchPlan, type SearchText } from './search-query.ts';
import {
  barcodePieces,
  initialsPieces,
  signatureBit,
  signatureWords,
  startPiece,
  textPieces,
  wordPieces,
} from './search-signature.ts';
import { folded } from './search-text.ts';

/**
 * Every product's names, initials and barcodes, held in memory and searched as somebody types. It is made
 * from table `product` and holds nothing of its own, so there is nothing in it for `verify` to check.
 */
export type SearchIndex = {
  /** Adds a product, or puts it in the place of the one with its id. A retired product is found no more. */
  readonly put: (product: Searchable) => void;
  /** Ids of the best matches, best first: name in Chinese, pinyin initials, English words, part of a barcode. */
  readonly find: (query: string, limit: number) => string[];
  readonly size: () => number;
};

export type Searchable = Pick<Product, 'id' | 'names' | 'barcodes' | 'retired'> & {
  readonly initials: string;
};

/** A vague query ("a") has tens of thousands of matches; past this many the best of them are good enough. */
const enoughMatches = 4000;

type Entry = SearchText & { readonly id: string; readonly length: number };

export function createSearchIndex(): SearchIndex {
  const placeById = new Map<string, number>();
  const entries: (Entry | null)[] = [];
  let signatures = new Uint32Array(1024 * signatureWords);

  return {
    put: (product) => {
      const place = placeById.get(product.id) ?? entries.length;
      placeById.set(product.id, place);
      if ((place + 1) * signatureWords > signatures.length) signatures = doubled(signatures);
      const entry = product.retired ? null : entryOf(product);
      entries[place] = entry;
      sign(signatures.subarray(place * signatureWords, (place + 1) * signatureWords), entry);
    },
    find: (query, limit) => {
      const plan = planOf(query);
      return plan.length === 0 ? [] : bestOf(entries, signatures, plan, limit);
    },
    size: () => entries.length,
  };
}

function entryOf(product: Searchable): Entry {
  const names = [product.names['zh-CN'], product.names.en].flatMap((name) => (name ? [folded(name)] : []));
  const text = `\n ${names.join('\n ')}\n`;
  return {
    id: product.id,
    names: text,
    initials: product.initials,
    barcodes: `\n${product.barcodes.join('\n')}\n`,
    length: text.length,
  };
}

function sign(signature: Uint32Array, entry: Entry | null): void {
  signature.fill(0);
  if (!entry) return;
  for (const piece of piecesOf(entry)) {
    const { word, mask } = signatureBit(piece);
    signature[word] = (signature[word] ?? 0) | mask;
  }
}

function piecesOf({ names, initials, barcodes }: Entry): string[] {
  const lines = names.split('\n').map((line) => line.trim());
  const pieces = [...initialsPieces(initials), startPiece(initials)];
  for (const line of lines) {
    pieces.push(startPiece(line));
    for (const word of line.split(' ')) {
      pieces.push(...wordPieces(word));
      if (/[^a-z0-9]/.test(word)) pieces.push(...textPieces(word));
    }
  }
  return barcodes.split('\n').reduce((all, barcode) => all.concat(barcodePieces(barcode)), pieces);
}

/**
 * Looks at every signature, at the text of those that may match, and keeps the best `limit`: by rank, then
 * the shorter name, then the older product.
 */
function bestOf(
  entries: readonly (Entry | null)[],
  signatures: Uint32Array,
  plan: SearchPlan,
  limit: number,
): string[] {
  const best: { readonly id: string; readonly score: number }[] = [];
  let matches = 0;
  for (let place = 0; place < entries.length && matches < enoughMatches; place += 1) {
    if (!mayMatch(signatures, place * signatureWords, plan)) continue;
    const entry = entries[place];
    if (!entry) continue;
    const score = scoreOf(entry, plan);
    if (score === null) continue;
    matches += 1;
    const worst = best[limit - 1];
    if (worst && worst.score <= score) continue;
    best.splice(placeFor(best, score), 0, { id: entry.id, score });
    if (best.length > limit) best.pop();
  }
  return best.map(({ id }) => id);
}

function mayMatch(signatures: Uint32Array, offset: number, plan: SearchPlan): boolean {
  for (const ways of plan) {
    let possible = false;
    for (const { bits } of ways) {
      let has = true;
      for (const { word, mask } of bits) {
        if (((signatures[offset + word] ?? 0) & mask) === 0) {
          has = false;
          break;
        }
      }
      if (has) {
        possible = true;
        break;
      }
    }
    if (!possible) return false;
  }
  return true;
}

/** Lower is better; null where a term doesn't match. The longest term (the first) tells the rank. */
function scoreOf(entry: Entry, plan: SearchPlan): number | null {
  let first: number | null = null;
  for (const ways of plan) {
    let termRank: number = rank.none;
    for (const { rankIn } of ways) termRank = Math.min(termRank, rankIn(entry));
    if (termRank === rank.none) return null;
    first ??= termRank;
  }
  return (first ?? rank.none) * 1_000_000 + entry.length;
}

/** Behind all of equal score, so that the older product comes first. */
function placeFor(best: readonly { readonly score: number }[], score: number): number {
  let place = best.length;
  while (place > 0 && (best[place - 1]?.score ?? 0) > score) place -= 1;
  return place;
}

function doubled(signatures: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(signatures.length * 2);
  larger.set(signatures);
  return larger;
}
