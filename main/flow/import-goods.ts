import type { AskInput } from '../../shared/contract.ts';
import { done, type Result } from '../../shared/result.ts';
import { rateOn } from '../../shared/tax.ts';
import { decideImport, type ImportReport, type ImportShop } from '../catalogue/import.ts';
import { codelessByName, productByGtin, productByScaleItem } from '../catalogue/records.ts';
import type { Counter } from './counter.ts';
import type { Goods } from './goods.ts';

/** Takes a file of goods in, or only says what would become of it. Rows that are refused change nothing. */
export function importGoods(
  counter: Counter,
  goods: Goods,
  input: AskInput<'goods.import'>,
): Result<ImportReport> {
  const decided = decideImport(input.csv, shopFor(counter));
  if (!decided.ok) return decided;
  const { products, report } = decided.value;
  if (input.apply && products.length > 0) {
    const booked = goods.bookImport(products);
    if (!booked.ok) return booked;
  }
  return done(report);
}

function shopFor(counter: Counter): ImportShop {
  const { currency, taxRates } = counter.terminal();
  const today = counter.today();
  const classes = [...new Set(taxRates.map((rate) => rate.taxClass))];
  return {
    currency,
    taxClasses: classes.flatMap((taxClass) => {
      const rateBasisPoints = rateOn(taxRates, taxClass, today);
      return rateBasisPoints === null ? [] : [{ taxClass, rateBasisPoints }];
    }),
    productByGtin: (barcode) => productByGtin(counter.db, barcode),
    productByScaleItem: (item) => productByScaleItem(counter.db, item),
    productByName: codelessByName(counter.db),
    newId: counter.newId,
  };
}
