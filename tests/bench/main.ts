import { prepareSystem } from '../../build/system.ts';
import { dayView } from '../../main/flow/document-views.ts';
import { aprFigures } from './apr.ts';
import { catalogueFigures } from './catalogue.ts';
import { codeFigures } from './codes.ts';
import { type Figure, figure, percentile, timed } from './figure.ts';
import { offlinePassFigures } from './offline-pass.ts';
import { ownShareFigures } from './own-share.ts';
import { refusedInputFigures } from './refused-input.ts';
import { replayFigures } from './replay.ts';
import { settleFigures } from './settle.ts';
import { benchShop, fillBooks, manyProducts } from './shop.ts';
import { windowFigures } from './window.ts';

/**
 * `npm run bench`: one JSON line a figure, each beside its limit or a peer measured in the same run.
 * With names after it, only those parts run: `npm run -s bench -- books window replay`.
 * `BENCH_SALES` and `BENCH_PRODUCTS` make it smaller.
 */
const wanted = process.argv.slice(2);
const sales = Number(process.env.BENCH_SALES ?? 100_000);
const products = Number(process.env.BENCH_PRODUCTS ?? 100_000);

const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  books: bookFigures,
  window: windowFigures,
  replay: replayFigures,
  share: ownShareFigures,
  codes: codeFigures,
  apr: aprFigures,
  pass: offlinePassFigures,
  refused: refusedInputFigures,
};

prepareSystem(['window', 'virtual-display', 'tests'], console.error);

let missed = 0;
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const each of await run()) {
    if (each.ratio > each.bar) missed += 1;
    console.log(JSON.stringify(each));
  }
}
console.error(missed === 0 ? 'every figure is within its bar' : `${missed} figures are over their bar`);

/** Everything that is measured in the core itself, on books and goods of full size. */
async function bookFigures(): Promise<Figure[]> {
  const shop = await benchShop();
  try {
    const { till } = shop;
    const goods = manyProducts(products, till.counter.newId);
    const booked = till.goods.bookImport(goods);
    if (!booked.ok) throw new Error(`the goods were refused: ${booked.problem.code}`);
    fillBooks(till, goods, sales, 200);
    const day = till.counter.today();
    const reports = Array.from({ length: 200 }, () => timed(() => dayView(till.counter, dayBefore(day), 0)));
    return [
      ...(await settleFigures(till, goods, shop.dataDir, 2050)),
      ...catalogueFigures(till, goods),
      figure(`day report, ${sales} sales in the file, p50`, percentile(reports, 0.5), 5, 1),
    ];
  } finally {
    await shop.remove();
  }
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
