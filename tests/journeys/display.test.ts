import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayPage } from '../../main/shell/asset.ts';
import { asks } from '../../shared/contract.ts';
import { button, goods, line, openShop, say, scan } from './counter.ts';
import { displayNow, displayOf, plugScreen, resizeDisplay } from './customer-display.ts';
import { readOffTheWindow } from './decoder.ts';
import { findings } from './looking.ts';
import { picture } from './pictures.ts';
import { until } from './until.ts';
import { ask, killAndAwaitNext, type OpenTill, openTill, registerOf } from './window.ts';

/** The customer's display: a second window that shows the sale and can do nothing. */
let till: OpenTill;
let display: Page;
const { cola, bottleOfCola, canOfCola } = goods;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
});

afterAll(() => till.close());

describe('the display', () => {
  it('is opened from the settings, and greets', async () => {
    expect(displayNow(till)).toBeNull();
    await till.page.keyboard.press('Control+5');
    await button(till.page, 'practice.display').click();
    display = await displayOf(till);
    await display.getByText(say.en('display.welcome')).waitFor();
    await display.getByText(say.en('practice.strip')).waitFor();
    expect(await display.locator('h1').textContent()).toBe((await registerOf(till)).shop.name);
    await till.page.keyboard.press('Control+1');
  });

  it('shows each scan with its price, and the total', async () => {
    await scan(till, bottleOfCola.code);
    await scan(till, cola.code);
    await scan(till, cola.code);
    await row(cola.en).getByText('2 × 3.00').waitFor();
    await row(bottleOfCola.en).getByText('6.50', { exact: true }).waitFor();
    await expect.poll(due).toBe('¥12.50');
    await ask(till, 'basket.discountAll', { discount: { kind: 'percent', basisPoints: 1000 } });
    await expect.poll(due).toBe('¥11.25');
    await display.getByText('−1.25').waitFor();
    await ask(till, 'basket.discountAll', { discount: null });
  });

  it('hides the basket while another room is open', async () => {
    await till.page.keyboard.press('Control+3');
    await display.getByText(say.en('display.welcome')).waitFor();
    await till.page.keyboard.press('Control+1');
    await row(cola.en).waitFor();
  });

  it('speaks the till’s language and grows with its text', async () => {
    await ask(till, 'settings.set', { language: 'zh-CN' });
    await row(cola.zh).waitFor();
    expect(await display.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    const before = await sizeOfDue();
    await ask(till, 'settings.set', { textSize: 'large' });
    await expect.poll(sizeOfDue).toBeGreaterThan(before * 1.2);
    await ask(till, 'settings.set', { language: 'en', textSize: 'normal' });
    await row(cola.en).waitFor();
  });

  it('shows what is paid and what is left, then thanks with the change', async () => {
    await ask(till, 'pay.open', {});
    await ask(till, 'pay.cash', { tendered: '5', part: true });
    await display.getByText('−5.00').waitFor();
    await expect.poll(due).toBe('¥7.50');
    await ask(till, 'pay.cash', { tendered: '10' });
    await display.getByRole('heading', { name: say.en('display.thanks') }).waitFor();
    await display.getByText('¥2.50').waitFor();
    await scan(till, cola.code);
    await expect.poll(due).toBe('¥3.00');
  });
});

describe('the display, as an attacker would find it', () => {
  it('has one question and no way to ask another', async () => {
    const found = await display.evaluate(() => ({
      own: Object.keys(Reflect.get(window, 'display')).sort(),
      others: ['till', 'require', 'process', 'module', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
    }));
    expect(found).toEqual({ own: ['get', 'onChange'], others: [] });
    // Whatever is given along is not heard.
    const answered = await display.evaluate(
      (names) => Promise.all(names.map((name) => Reflect.get(window, 'display').get(name, {}))),
      Object.keys(asks),
    );
    for (const { ok, value } of answered) {
      expect(ok).toBe(true);
      expect(Object.keys(value).sort()).toEqual([
        'contrast',
        'language',
        'practice',
        'scene',
        'shop',
        'textSize',
      ]);
    }
  });

  it('stays at its page', async () => {
    await display.evaluate(() => {
      window.open('till://app/index.html');
      location.assign('till://app/index.html');
    });
    await display.evaluate(() => location.assign('https://example.com/'));
    await display.waitForTimeout(250);
    expect(display.url()).toBe(displayPage);
    expect(till.electron.windows()).toHaveLength(2);
  });

  it('gets no port at another page, even where it is brought there', async () => {
    await loadInDisplay('till://app/index.html');
    await display.waitForLoadState();
    // The register's page in this window has no way to the counter, and this page no port: it waits for ever.
    const found = await display.evaluate(async () => ({
      till: 'till' in window,
      answer: await Promise.race([
        Reflect.get(window, 'display').get(),
        new Promise((resolve) => setTimeout(() => resolve('nothing'), 1000)),
      ]),
    }));
    expect(found).toEqual({ till: false, answer: 'nothing' });
    await loadInDisplay(displayPage);
    display = await displayOf(till);
    await expect.poll(due).toBe('¥3.00');
  });

  it('shows the sale again after a reload, by a port of its own', async () => {
    await display.reload();
    await expect.poll(due).toBe('¥3.00');
    await scan(till, canOfCola.code);
    await row(canOfCola.en).waitFor();
  });
});

describe('whatever becomes of it', () => {
  it('comes back after its process died, and the sale goes on meanwhile', async () => {
    const dead = display;
    await till.electron.evaluate(({ BrowserWindow }, page) => {
      const all = BrowserWindow.getAllWindows();
      all.find((each) => each.webContents.getURL() === page)?.webContents.forcefullyCrashRenderer();
    }, displayPage);
    await scan(till, cola.code);
    await line(till.page, cola.en).getByText('2', { exact: true }).waitFor();
    display = await displayOf(till, dead);
    await row(cola.en).getByText('2 × 3.00').waitFor();
  });

  it('shows the sale on after the core was killed', async () => {
    await killAndAwaitNext(till, 'core');
    await registerOf(till);
    await scan(till, cola.code);
    await row(cola.en).getByText('3 × 3.00').waitFor();
  });

  it('moves to the second screen when one is plugged in, and back when it is gone', async () => {
    const inWindow = display;
    await plugScreen(till, true);
    display = await displayOf(till, inWindow);
    await row(cola.en).waitFor();
    expect(await placeOfDisplay()).toMatchObject({ width: 800, height: 480 });
    const onScreen = display;
    await plugScreen(till, false);
    display = await displayOf(till, onScreen);
    await row(cola.en).waitFor();
  });

  it('stays closed when it is closed by hand, until a second screen is there', async () => {
    await closeDisplay();
    await expect.poll(async () => (await registerOf(till)).settings.customerDisplay).toBe('second-screen');
    expect(displayNow(till)).toBeNull();
    await plugScreen(till, true);
    display = await displayOf(till);
    await ask(till, 'settings.set', { customerDisplay: 'off' });
    await until(() => displayNow(till) === null);
    await plugScreen(till, false);
  });

  it('is there again after a restart, where it was wanted', async () => {
    await ask(till, 'settings.set', { customerDisplay: 'window' });
    await displayOf(till);
    const { dataDir } = till;
    await till.close({ keepData: true });
    till = await openTill({ dataDir });
    display = await displayOf(till);
    await row(cola.en).waitFor();
  });
});

describe('the register', () => {
  it('ends the program when it is closed, with the display open', async () => {
    const other = await openShop({ language: 'en' });
    await ask(other, 'settings.set', { customerDisplay: 'window' });
    await displayOf(other);
    const gone = once(other.electron.process(), 'exit');
    await other.electron.evaluate(({ BrowserWindow }, page) => {
      const all = BrowserWindow.getAllWindows();
      // Later, so that this call is answered before its program ends.
      setTimeout(() => all.find((each) => each.webContents.getURL() !== page)?.close());
    }, displayPage);
    expect(await gone).toEqual([0, null]);
    rmSync(other.dataDir, { recursive: true, force: true });
  });
});

describe('our code on it', () => {
  it.each([
    { width: 1280, height: 800, language: 'en', textSize: 'normal' },
    { width: 1280, height: 800, language: 'zh-CN', textSize: 'large' },
    { width: 1920, height: 1080, language: 'en', textSize: 'large' },
    { width: 800, height: 480, language: 'zh-CN', textSize: 'normal' },
    { width: 800, height: 480, language: 'en', textSize: 'large' },
  ] as const)('is read off it: $width×$height, $language, $textSize text', async (look) => {
    const { width, height, language, textSize } = look;
    await resizeDisplay(till, width, height);
    await ask(till, 'settings.set', { language, textSize });
    await ask(till, 'pay.open', {});
    await ask(till, 'pay.showCode', {});
    await display.getByText(new RegExp(`${say.en('display.scan')}|${say.zh('display.scan')}`)).waitFor();
    expect(await readOffTheWindow(display)).toEqual([(await registerOf(till)).pay?.shownCode?.payload]);
    const seconds = async () =>
      Number(/\d+/.exec((await display.locator('.display-code-left').textContent()) ?? '')?.[0]);
    const left = await seconds();
    expect(left).toBeGreaterThan(10);
    await expect.poll(seconds).toBeLessThan(left);
    expect(await display.evaluate(notWhole)).toEqual([]);
    expect(await findings(display)).toEqual([]);
    await picture(display, `display-code-${width}-${language}-${textSize}`);
  });

  it('is gone as soon as it is taken back', async () => {
    const attemptId = (await registerOf(till)).pay?.attempt?.id ?? '';
    await ask(till, 'pay.stop', { attemptId });
    await display.locator('svg.qr-code').waitFor({ state: 'detached' });
    await until(async () => (await registerOf(till)).unresolved.length === 0);
    await ask(till, 'pay.back', {});
    await ask(till, 'settings.set', { language: 'en', textSize: 'normal' });
  });
});

describe('its looks', () => {
  it.each([
    { width: 1280, height: 800 },
    { width: 1920, height: 1080 },
    { width: 800, height: 480 },
  ])('are whole at $width×$height in both languages, and pass axe', async ({ width, height }) => {
    await resizeDisplay(till, width, height);
    for (const language of ['en', 'zh-CN'] as const)
      for (const textSize of ['normal', 'large'] as const) {
        await ask(till, 'settings.set', { language, textSize });
        await passes(`${width}-${language}-${textSize}`);
      }
    await ask(till, 'settings.set', { language: 'en', textSize: 'normal' });
  });
});

/** Goes through greeting, a long basket, a part taken and the thanks, in the look as it is set. */
async function passes(look: string): Promise<void> {
  await ask(till, 'basket.abandon', {});
  await display.locator('[data-show="greeting"]').waitFor();
  await holds(`greeting-${look}`);
  const { products } = await needed(ask(till, 'goods.tiles', { category: null, limit: 12 }));
  for (const { id, unit } of products.filter(({ barcodes }) => !barcodes.includes(bottleOfCola.code)))
    await ask(till, 'basket.addProduct', { productId: id, quantity: unit === 'kg' ? '0.535' : '2' });
  await scan(till, bottleOfCola.code);
  await display.locator('.display-line[data-newest="true"]').getByText('6.50', { exact: true }).waitFor();
  await ask(till, 'basket.discountAll', { discount: { kind: 'percent', basisPoints: 500 } });
  await ask(till, 'pay.open', {});
  await ask(till, 'pay.cash', { tendered: '20', part: true });
  await ask(till, 'pay.part', { amount: '10' });
  await display.getByText('−20.00').waitFor();
  await holds(`sale-${look}`);
  await ask(till, 'pay.part', { amount: null });
  await ask(till, 'pay.cash', { tendered: '10000' });
  await display.locator('[data-show="thanks"]').waitFor();
  await holds(`thanks-${look}`);
  await ask(till, 'pay.next', {});
}

async function holds(name: string): Promise<void> {
  expect(await display.evaluate(notWhole), name).toEqual([]);
  expect(await findings(display), name).toEqual([]);
  if (name.startsWith('sale') && name.endsWith('normal')) await picture(display, `display-${name}`);
}

/** Runs in the page. What is cut or outside; lines above the newest may be out of sight. */
function notWhole(): string[] {
  const shown =
    '.display-head > *, .display-middle > *, .display-code > *, .display-sums > *, .display-line[data-newest="true"]';
  return [...document.querySelectorAll(shown)].flatMap((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    const isOutside = left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1;
    const isCut = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0;
    return isOutside || isCut ? [`${each.className} ${each.textContent}`] : [];
  });
}

async function needed<T>(answer: Promise<{ ok: true; value: T } | { ok: false }>): Promise<T> {
  const given = await answer;
  if (!given.ok) throw new Error('the counter refused');
  return given.value;
}

function row(name: string) {
  return display.locator('.display-line').filter({ has: display.getByText(name, { exact: true }) });
}

function due(): Promise<string | null> {
  return display.locator('.display-due .money').textContent();
}

function sizeOfDue(): Promise<number> {
  return display
    .locator('.display-due strong')
    .evaluate((each) => Number.parseFloat(getComputedStyle(each).fontSize));
}

function loadInDisplay(address: string): Promise<void> {
  return till.electron.evaluate(
    ({ BrowserWindow }, [page, wanted]) => {
      const all = BrowserWindow.getAllWindows();
      const window = all.find((each) => each.webContents.getURL() === page) ?? all.at(-1);
      return window?.webContents.loadURL(wanted);
    },
    [display.url(), address] as const,
  );
}

function closeDisplay(): Promise<void> {
  return till.electron.evaluate(({ BrowserWindow }, page) => {
    const all = BrowserWindow.getAllWindows();
    all.find((each) => each.webContents.getURL() === page)?.close();
  }, displayPage);
}

function placeOfDisplay(): Promise<unknown> {
  return till.electron.evaluate(({ BrowserWindow }, page) => {
    const all = BrowserWindow.getAllWindows();
    return all.find((each) => each.webContents.getURL() === page)?.getBounds();
  }, displayPage);
}
