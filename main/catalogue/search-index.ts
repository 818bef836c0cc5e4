import type { Product } from '../../shared/product.ts';
import { barcodePieces, initialsPieces, startPieces, textPieces, wordPieces } from './search-pieces.ts';
import { planOf, rank, type SearchPlan, type SearchText, type Way } from './search-query.ts';
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
};

export type Searchable = Pick<Product, 'id' | 'names' | 'barcodes' | 'retired'> & {
  readonly initials: string;
};

/**
 * A vague query ("a", 奶) matches tens of thousands. Past this many, the best of them are good enough: the
 * next letter will tell more than another look.
 */
const enoughMatches = 500;

type Entry = SearchText & { readonly id: string };

type State = {
  readonly placeById: Map<string, number>;
  readonly entries: (Entry | null)[];
  /** Places of the products that have a piece. A changed product may stand under an old piece: matches are checked. */
  readonly placesByPiece: Map<string, number[]>;
  /** The pairs that a character begins. */
  readonly piecesByCharacter: Map<string, string[]>;
};

export function createSearchIndex(): SearchIndex {
  const state: State = {
    placeById: new Map(),
    entries: [],
    placesByPiece: new Map(),
    piecesByCharacter: new Map(),
  };
  return {
    put: (product) => put(state, product),
    find: (query, limit) => {
      const plan = planOf(query);
      return plan.length === 0 ? [] : bestOf(state, plan, limit);
    },
  };
}

function put(state: State, product: Searchable): void {
  const place = state.placeById.get(product.id) ?? state.entries.length;
  state.placeById.set(product.id, place);
  const before = state.entries[place];
  const entry = product.retired ? null : entryOf(product);
  state.entries[place] = entry;
  if (!entry || (before && isSameText(before, entry))) return;
  for (const piece of new Set(piecesOf(entry))) addPlace(state, piece, place);
}

function entryOf({ id, names, initials, barcodes }: Searchable): Entry {
  const lines = [names['zh-CN'], names.en].flatMap((name) => (name ? [` ${folded(name)}`] : []));
  // `join` makes one flat string; text put together with + is laid out again at its first reading.
  return {
    id,
    names: ['', ...lines, ''].join('\n'),
    initials,
    barcodes: ['', ...barcodes, ''].join('\n'),
  };
}

function isSameText(left: Entry, right: Entry): boolean {
  return left.names === right.names && left.barcodes === right.barcodes && left.initials === right.initials;
}

function piecesOf({ names, initials, barcodes }: Entry): string[] {
  const pieces = [...initialsPieces(initials), ...startPieces(initials)];
  for (const line of names.split('\n')) {
    const name = line.trimStart();
    pieces.push(...startPieces(name));
    for (const word of name.split(' ')) {
      pieces.push(...(/[^a-z0-9]/.test(word) ? textPieces(word) : wordPieces(word)));
    }
  }
  for (const barcode of barcodes.split('\n')) pieces.push(...barcodePieces(barcode));
  return pieces;
}

function addPlace({ placesByPiece, piecesByCharacter }: State, piece: string, place: number): void {
  const places = placesByPiece.get(piece);
  if (places) {
    places.push(place);
    return;
  }
  placesByPiece.set(piece, [place]);
  if (!piece.startsWith('t')) return;
  const character = piece.charAt(1);
  const pieces = piecesByCharacter.get(character);
  if (pieces) pieces.push(piece);
  else piecesByCharacter.set(character, [piece]);
}

type Match = { readonly place: number; readonly score: number };

/**
 * Looks through the products of one term, the one with the fewest: first those that begin with it, then,
 * where they don't fill the answer, all that hold it. Best first; of equals the older product.
 */
function bestOf(state: State, plan: SearchPlan, limit: number): string[] {
  const driving = plan.reduce((best, ways) => (costOf(state, ways) < costOf(state, best) ? ways : best));
  const matches = new Map<number, Match>();
  look(state, plan, matches, starting(state, driving));
  if (matches.size < limit) look(state, plan, matches, holding(state, driving));
  return [...matches.values()]
    .sort((a, b) => a.score - b.score || a.place - b.place)
    .slice(0, limit)
    .flatMap(({ place }) => state.entries[place]?.id ?? []);
}

function look(
  { entries }: State,
  plan: SearchPlan,
  matches: Map<number, Match>,
  lists: readonly (readonly number[])[],
): void {
  for (const places of lists) {
    for (const place of places) {
      const entry = entries[place];
      if (!entry || matches.has(place)) continue;
      const score = scoreOf(entry, plan);
      if (score === null) continue;
      matches.set(place, { place, score });
      if (matches.size >= enoughMatches) return;
    }
  }
}

const none: readonly number[] = [];

function starting({ placesByPiece }: State, ways: readonly Way[]): (readonly number[])[] {
  const pieces = new Set(ways.flatMap(({ start }) => start ?? []));
  return [...pieces].map((piece) => placesByPiece.get(piece) ?? none);
}

function holding(state: State, ways: readonly Way[]): (readonly number[])[] {
  return ways.flatMap(({ pieces, character }) => {
    const lists = (character === null ? pieces : (state.piecesByCharacter.get(character) ?? [])).map(
      (piece) => state.placesByPiece.get(piece) ?? none,
    );
    if (character !== null || lists.length < 2) return lists;
    return [lists.reduce((rarest, list) => (list.length < rarest.length ? list : rarest))];
  });
}

/** How many products would have to be looked at for a term. A single letter can only be found by starts. */
function costOf(state: State, ways: readonly Way[]): number {
  const hasPieces = ways.some(({ pieces, character }) => pieces.length > 0 || character !== null);
  const lists = hasPieces ? holding(state, ways) : starting(state, ways);
  return lists.reduce((total, list) => total + list.length, 0);
}

/** Lower is better; null where a term doesn't match. The longest term (the first) tells the rank; then the shorter name. */
function scoreOf(entry: Entry, plan: SearchPlan): number | null {
  let first: number | null = null;
  for (const ways of plan) {
    let best: number = rank.none;
    for (const { rankIn } of ways) best = Math.min(best, rankIn(entry));
    if (best === rank.none) return null;
    first ??= best;
  }
  return (first ?? rank.none) * 1_000_000 + entry.names.length;
}
