import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright';
import { findElectron, switchesHere } from '../../build/electron-runtime.ts';
import { displayName, type OpenTill, openTill } from '../journeys/window.ts';
import { type Figure, figure, percentile } from './figure.ts';

const paintLimitMs = 50;
const roundTripLimitMs = 5;
const startLimitMs = 800;

/** What a cashier waits for, measured in the real window. */
export async function windowFigures(): Promise<Figure[]> {
  const starts = await startFigures();
  const till = await openTill({ language: 'en' });
  try {
    await till.page.waitForSelector('.sell .basket');
    return [...(await lookupFigures(till)), ...(await scanFigures(till)), ...starts];
  } finally {
    await till.close();
  }
}

/** Product search by a whole barcode, asked by the window and answered by the core. */
async function lookupFigures(till: OpenTill): Promise<Figure[]> {
  const times = await till.page.evaluate(async () => {
    const samples: number[] = [];
    const client = Reflect.get(window, 'till') as {
      ask: (
        name: string,
        input: unknown,
      ) => Promise<{ ok: boolean; value: { products: { barcodes: string[] }[] } }>;
    };
    const { value } = await client.ask('goods.tiles', { category: null, limit: 60 });
    const codes = value.products.flatMap((product) => product.barcodes.slice(0, 1));
    for (let index = 0; index < 1100; index += 1) {
      const start = performance.now();
      const answer = await client.ask('goods.search', { text: codes[index % codes.length] ?? '', limit: 1 });
      if (!answer.ok) throw new Error('the search was refused');
      if (index >= 100) samples.push(performance.now() - start);
    }
    return samples;
  });
  return [
    figure('product by barcode, window to core and back, p99', percentile(times, 0.99), roundTripLimitMs, 1),
  ];
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
