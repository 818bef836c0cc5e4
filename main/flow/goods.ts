import type { AskInput } from '../../shared/contract.ts';
import type { Product } from '../../shared/product.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { rateOn } from '../../shared/tax.ts';
import { productByGtin, productById, productByScaleItem } from '../catalogue/records.ts';
import { decideSave, type ShopGoods } from '../catalogue/rules.ts';
import type { GoodsSearch } from '../catalogue/search.ts';
import type { Baskets } from './baskets.ts';
import { type Counter, refusal, unlessFull } from './counter.ts';

export type Goods = {
  /** Saves one product; with `scanId` it also answers the refused scan and rings the product up. */
  readonly save: (input: AskInput<'goods.save'>) => Result<Product>;
  /** Books an import, in links of at most 500 products, all in one transaction. */
  readonly bookImport: (products: readonly Product[]) => Result<null>;
};

/** Products in one journal link; the event's schema says the same. */
const productsALink = 500;

export function createGoods(counter: Counter, baskets: Baskets, search: GoodsSearch): Goods {
  const { db, journal } = counter;
  return {
    save: (input) => {
      const { scanId, ...asked } = input;
      // A second tap on the same red row: its product has been added already.
      if (scanId !== undefined && !hasScan(baskets, scanId)) return refused('unknown-line');
      const decided = decideSave(asked, shopGoods(counter));
      if (!decided.ok) return refusal(decided.problem);
      const product = decided.value;
      return unlessFull(() => {
        journal.commit((record) => record('product-saved', { product }));
        search.saved([product]);
        if (scanId !== undefined) answerScan(baskets, scanId, product);
        return done(product);
      });
    },
    bookImport: (products) =>
      unlessFull(() => {
        const importId = counter.newId();
        journal.commit((record) => {
          for (let start = 0; start < products.length; start += productsALink) {
            record('products-imported', { importId, products: products.slice(start, start + productsALink) });
          }
        });
        search.saved(products);
        return done(null);
      }),
  };

  function shopGoods(at: Counter): ShopGoods {
    const { currency, taxRates } = at.terminal();
    const today = at.today();
    const classes = [...new Set(taxRates.map((rate) => rate.taxClass))];
    return {
      currency,
      newId: at.newId,
      taxClasses: classes.filter((taxClass) => rateOn(taxRates, taxClass, today) !== null),
      productById: (id) => productById(db, id),
      productByGtin: (barcode) => productByGtin(db, barcode),
      productByScaleItem: (item) => productByScaleItem(db, item),
    };
  }
}

function hasScan(baskets: Baskets, scanId: string): boolean {
  return baskets.current().refusedScans.some((scan) => scan.id === scanId);
}

/** The row that asked for the product goes, and the product is rung up in its place. */
function answerScan(baskets: Baskets, scanId: string, product: Product): void {
  const dismissed = baskets.change([{ type: 'scan-dismissed', scanId, by: 'product-added' }]);
  if (dismissed.ok && !product.retired && product.unit === 'each') baskets.addProduct(product);
}
