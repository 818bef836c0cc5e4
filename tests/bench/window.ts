import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright';
import { findElectron, switchesHere } from '../../build/electron-runtime.ts';
import { fromWire, toDecimal } from '../../shared/money.ts';
import { displayName, type OpenTill, openTill } from '../journeys/window.ts';
import { type Figure, figure, percentile } from './figure.ts';
import { manyProducts } from './shop.ts';

const paintLimitMs = 50;
const roundTripLimitMs = 5;
const startLimitMs = 800;

/** What a cashier waits for, measured in the real window. */
export async function windowFigures(): Promise<Figure[]> {
  const starts = await startFigures();
  const till = await openTill({ language: 'en' });
  try {
    await till.page.waitForSelector('.sell .basket');
    // The lookups last: they put a large shop's goods on the shelves of the practice shop.
    const scans = await scanFigures(till);
    return [...(await lookupFigures(till)), ...scans, ...starts];
  } finally {
    await till.close();
  }
}

/** As many as `BENCH_PRODUCTS` says, imported as an owner would, before they are looked up. */
const products = Number(process.env.BENCH_PRODUCTS ?? 100_000);

/** Product search by a whole barcode, asked by the window and answered by the core. */
async function lookupFigures(till: OpenTill): Promise<Figure[]> {
  const goods = manyProducts(products, () => '');
  const rows = goods.map(
    ({ names, barcodes, price }) =>
      `${barcodes[0]},${names['zh-CN']},${names.en},${toDecimal(fromWire(price))},standard`,
  );
  const codes = goods
    .slice(0, 1100)
    .map((_, index) => goods[(index * 7919) % goods.length]?.barcodes[0] ?? '');
  const given = { csv: `barcode,name_zh,name_en,price,tax class\n${rows.join('\n')}\n`, codes };
  const times = await till.page.evaluate(async ({ csv, codes }) => {
    const samples: number[] = [];
    const client = Reflect.get(window, 'till') as {
      ask: (name: string, input: unknown) => Promise<{ ok: boolean; value: { products: unknown[] } }>;
    };
    const imported = await client.ask('goods.import', { csv, apply: true });
    if (!imported.ok) throw new Error(`the goods were refused: ${JSON.stringify(imported)}`);
    for (const [index, text] of codes.entries()) {
      const start = performance.now();
      const answer = await client.ask('goods.search', { text, limit: 1 });
      if (!answer.ok || answer.value.products.length !== 1) throw new Error(`${text} was not found`);
      if (index >= 100) samples.push(performance.now() - start);
    }
    return samples;
  }, given);
  const name = `product by barcode, ${products} products, window to core and back, p99`;
  return [figure(name, percentile(times, 0.99), roundTripLimitMs, 1)];
}

/** From the last key of a wedge scan to the frame after the line stands in the basket. */
async function scanFigures(till: OpenTill): Promise<Figure[]> {
  const codes = await till.page.evaluate(async () => {
    const client = Reflect.get(window, 'till') as { ask: (name: string, input: unknown) => Promise<unknown> };
    const answer = (await client.ask('goods.list', { limit: 200 })) as {
      value: { products: { barcodes: string[]; unit: string }[] };
    };
    return answer.value.products
      .flatMap((product) => (product.unit === 'each' ? product.barcodes.slice(0, 1) : []))
      .slice(0, 60);
  });
  const times: number[] = [];
  for (const [index, code] of codes.entries()) {
    const took = await till.page.evaluate(paintedAfterScan, code);
    if (index >= 5) times.push(took);
  }
  return [figure('scan to line painted, p95', percentile(times, 0.95), paintLimitMs, 1)];
}

/** Runs in the window: types a code as a wedge does and waits for the paint of what it changed. */
function paintedAfterScan(code: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const basket = document.querySelector('.basket');
    if (!basket) return reject(new Error('there is no basket on the screen'));
    let start = 0;
    const observer = new MutationObserver(() => {
      observer.disconnect();
      // What was changed before a frame is painted at its end; a task that was queued in it comes after.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    });
    observer.observe(basket, { childList: true, subtree: true, characterData: true, attributes: true });
    // Digits as a wedge types them, then Enter. No function in here may have a name: this text runs inside
    // the page, which doesn't know the loader's helper for names.
    for (const key of [...code, 'Enter']) {
      const init = { code: key === 'Enter' ? key : `Digit${key}`, key, bubbles: true, cancelable: true };
      if (key === 'Enter') start = performance.now();
      document.dispatchEvent(new KeyboardEvent('keydown', init));
      document.dispatchEvent(new KeyboardEvent('keyup', init));
    }
    setTimeout(() => reject(new Error(`nothing was painted for ${code}`)), 3000);
  });
}

/** Start of a shop that has been opened before, to a usable register, less the bare runtime's own start. */
async function startFigures(): Promise<Figure[]> {
  const first = await openTill({ language: 'en' });
  await first.page.waitForSelector('.sell .basket');
  const { dataDir } = first;
  await first.close({ keepData: true });
  const bare: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    bare.push(await bareStart());
    const start = performance.now();
    const till = await openTill({ dataDir, language: 'en' });
    await till.page.waitForSelector('.sell .basket');
    whole.push(performance.now() - start);
    await till.close({ keepData: true });
  }
  rmSync(dataDir, { recursive: true, force: true });
  const own = percentile(whole, 0.5) - percentile(bare, 0.5);
  return [figure('start to usable register, less the bare runtime, p50', own, startLimitMs, 1)];
}

/** The runtime with one empty page: what no program on it can be faster than. */
async function bareStart(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bare-'));
  writeFileSync(join(folder, 'package.json'), '{"name":"bare","version":"1.0.0","main":"main.cjs"}');
  writeFileSync(
    join(folder, 'main.cjs'),
    "const {app,BrowserWindow}=require('electron');app.whenReady().then(()=>{const w=new BrowserWindow({width:1280,height:800});w.loadURL('data:text/html,<title>bare</title><p id=there>there</p>')});",
  );
  const runtime = await findElectron(() => {});
  process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.folder;
  process.env.DISPLAY = await displayName();
  const start = performance.now();
  const electron = await _electron.launch({ args: [...switchesHere(), folder] });
  const page = await electron.firstWindow();
  await page.waitForSelector('#there');
  const took = performance.now() - start;
  await electron.close();
  rmSync(folder, { recursive: true, force: true });
  return took;
}
