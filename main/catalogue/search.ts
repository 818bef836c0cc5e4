import type { Product } from '../../shared/product.ts';
import type { Database } from '../store/database.ts';
import { initialsOf } from './pinyin.ts';
import { productsByIds, readBarcodesIn, searchableAfter } from './records.ts';
import { createSearchIndex } from './search-index.ts';

/** Searching the goods as somebody types. */
export type GoodsSearch = {
  /** The best matches, best first. Reads in what is not read in yet, so that no answer is a half one. */
  readonly find: (query: string, limit: number) => Product[];
  /** Tell it what was saved or imported, after the commit. */
  readonly saved: (products: readonly Product[]) => void;
  /** Reads the next few thousand products in, for idle moments after the start; true: all are in. */
  readonly readSome: () => boolean;
};

/** Some 6 ms of reading: short enough to stand between two scans. */
const productsAtOnce = 250;

export function createGoodsSearch(db: Database): GoodsSearch {
  const index = createSearchIndex();
  let readTo = 0n;
  let isRead = false;

  const readSome = (): boolean => {
    if (isRead) return true;
    const rows = searchableAfter(db, readTo, productsAtOnce);
    for (const { product, initials } of rows) index.put({ ...product, initials });
    readTo = rows.at(-1)?.rowid ?? readTo;
    isRead = rows.length < productsAtOnce;
    if (isRead) readBarcodesIn(db);
    return isRead;
  };

  return {
    find: (query, limit) => {
      while (!readSome());
      return productsByIds(db, index.find(query, limit));
    },
    saved: (products) => {
      for (const product of products)
        index.put({ ...product, initials: initialsOf(product.names['zh-CN'] ?? '') });
    },
    readSome,
  };
}
