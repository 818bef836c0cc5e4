import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WordKey } from '../../renderer/words.ts';
import { button, goods, line, openShop, payKey, say, scan, total, written } from './counter.ts';
import { openPractice } from './customer.ts';
import { findings, holdsInEachSize, passesInEachLook } from './looking.ts';
import { tabThrough } from './tabbing.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** Every room and every sheet for eyes, ears and fingers that are not like ours. */
let till: OpenTill;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
});

afterAll(() => till.close());

describe('every room passes axe in both languages and in large text:', () => {
  it('the register before the first scan', () => passesInEachLook(till, 'register, empty'));

  it('the register with goods, a red row and a notice', async () => {
    await scan(till, goods.cola.code);
    await scan(till, goods.bottleOfCola.code);
    await scan(till, '6900000000007');
    await till.page.locator('.basket .refused').waitFor();
    await passesInEachLook(till, 'register');
  });

  it('what a search finds, and that it finds nothing', async () => {
    await till.page.getByRole('combobox').fill('cola');
    await till.page.locator('#found [role="option"]').first().waitFor();
    await passesInEachLook(till, 'search');
    await till.page.getByRole('combobox').fill('zzzzqq');
    await written(till.page, 'search.none.hint').waitFor();
    await passesInEachLook(till, 'nothing found');
    await till.page.getByRole('combobox').fill('');
  });

  it.each([
    ['sales', 'Control+2', '.empty-state'],
    ['shift', 'Control+3', '#shift-title'],
    ['goods', 'Control+4', '.rows .row'],
    ['settings', 'Control+5', '#books-title'],
  ])('%s', async (room, key, landmark) => {
    await till.page.keyboard.press(key);
    await till.page.locator(landmark).first().waitFor();
    await passesInEachLook(till, room);
    await till.page.keyboard.press('Control+1');
    await payKey(till).waitFor();
  });
});

describe('every sheet over the register passes axe in both languages and in large text:', () => {
  it.each(['F3', 'F4', 'F10'])('the one behind %s', async (key) => {
    await till.page.keyboard.press(key);
    await passesAsSheet(key);
  });

  it.each(['sell-by-amount', 'cash.in', 'cash.out', 'drawer.open'] as const)('%s', async (word) => {
    await till.page.keyboard.press('F10');
    await till.page
      .getByRole('dialog')
      .getByRole('button', { name: say.en(word) })
      .click();
    await passesAsSheet(word);
  });

  it.each(['goods.add-this', 'discount'] as const)('%s', async (word: WordKey) => {
    await button(till.page, word).click();
    await passesAsSheet(word);
  });

  it('held sales', async () => {
    await ask(till, 'basket.hold', {});
    await till.page.keyboard.press('F7');
    await passesAsSheet('held');
    const [held] = (await registerOf(till)).held;
    await ask(till, 'basket.recall', { basketId: held?.basketId ?? '' });
    await line(till.page, goods.cola.en).waitFor();
  });
});

describe('the register', () => {
  it('shows total and pay key whole on every screen it is made for, however long the sale', async () => {
    for (let more = 0; more < 14; more += 1)
      await ask(till, 'basket.addAmount', { amount: `${more + 1}.50`, taxClass: 'standard' });
    await holdsInEachSize(till, 'register', '.basket-total, .basket-foot .button, .search, .top-bar button');
  });

  it('leads the Tab key to every one of its keys, each with a visible ring', async () => {
    expect(await tabThrough(till.page)).toEqual({ missed: [], ringless: [] });
  });

  it('tells a screen reader what was scanned and what it comes to', async () => {
    await scan(till, goods.canOfCola.code);
    await line(till.page, goods.canOfCola.en).waitFor();
    const status = till.page.getByRole('status');
    await status.filter({ hasText: `${goods.canOfCola.en}, 1, 2.80` }).waitFor({ state: 'attached' });
    const now = (await total(till.page).textContent()) ?? '';
    await status.filter({ hasText: now }).waitFor({ state: 'attached' });
    await scan(till, '6928804011143');
    const alarm = till.page.getByRole('alert').filter({ hasText: '6928804011143' });
    await alarm.waitFor({ state: 'attached' });
  });
});

describe('for eyes that need more', () => {
  it('the register passes axe in high contrast', async () => {
    await ask(till, 'settings.set', { contrast: 'high' });
    await passesInEachLook(till, 'register, high contrast');
    await ask(till, 'settings.set', { contrast: 'normal' });
  });

  it('everything is in reach at twice the size, and scrolls one way only', async () => {
    await zoom(2);
    await payKey(till).scrollIntoViewIfNeeded();
    expect(await findings(till.page)).toEqual([]);
    const across = await till.page.evaluate(() => {
      const room = document.querySelector('.room');
      return room === null || room.scrollWidth > room.clientWidth;
    });
    expect(across).toBe(false);
    await zoom(1);
  });
});

describe('the practice pages', () => {
  it.each(['phone', 'sheet'] as const)('pass axe in both languages and in large text: %s', async (name) => {
    const page = await openPractice(till, name);
    for (const press of ['#language', '#text-size', '#language', '#text-size']) {
      await page.locator(press).click();
      expect(await findings(page), `${name} after ${press}`).toEqual([]);
    }
    await page.close();
  });
});

async function zoom(factor: number): Promise<void> {
  await till.electron.evaluate(({ BrowserWindow }, to) => {
    const all = BrowserWindow.getAllWindows();
    const register = all.find((each) => each.webContents.getURL().startsWith('till:'));
    register?.webContents.setZoomFactor(to);
  }, factor);
  await expect.poll(() => till.page.evaluate(() => devicePixelRatio)).toBe(factor);
}

async function passesAsSheet(name: string): Promise<void> {
  const sheet = till.page.getByRole('dialog');
  await sheet.waitFor();
  await passesInEachLook(till, `sheet ${name}`);
  await till.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
}
