import { afterAll, beforeAll, expect, it } from 'vitest';
import { button, goods, line, openShop, payKey, say, scan, written } from './counter.ts';
import { picture } from './pictures.ts';
import { type OpenTill, openTill, registerOf } from './window.ts';

/** Language, large text and contrast: switched in a moment, kept over a restart. */
let till: OpenTill;

beforeAll(async () => {
  till = await openShop({ language: 'zh-CN' });
  for (const { code } of [goods.cola, goods.bottleOfCola, goods.canOfCola, goods.cola])
    await scan(till, code);
  await line(till.page, goods.canOfCola.zh).waitFor();
  await scan(till, '6900000000007');
  await till.page.locator('.basket .refused').waitFor();
});

afterAll(() => till.close());

it('says what a cashier must know once, and is quiet about it then', async () => {
  const notice = till.page.locator('.notices .notice');
  await notice.waitFor();
  await till.page.locator('.notices').getByRole('button').click();
  await notice.waitFor({ state: 'detached' });
  await picture(till.page, 'register-zh-CN');
  await till.page.keyboard.press('F9');
  await expect.poll(() => till.page.evaluate(() => document.documentElement.dataset.text)).toBe('large');
  await picture(till.page, 'large-text-zh-CN');
  await till.page.keyboard.press('F9');
});

it('changes its language in the corner, the goods too', async () => {
  await button(till.page, 'language.switch').click();
  await line(till.page, goods.cola.en).waitFor();
  await till.page.getByRole('button', { name: say.en('pay'), exact: true }).waitFor();
  expect(await till.page.evaluate(() => document.documentElement.lang)).toBe('en');
  await picture(till.page, 'register-en');
});

it('is half as large again by F9, and back, in every room and over a sheet', async () => {
  const before = await sizeOf();
  await till.page.keyboard.press('F9');
  await expect.poll(sizeOf).toBe(before * 1.5);
  await till.page.keyboard.press('F10');
  await till.page.getByRole('dialog').waitFor();
  await till.page.keyboard.press('F9');
  await expect.poll(sizeOf).toBe(before);
  await till.page.keyboard.press('Escape');
  await till.page.keyboard.press('F9');
  await expect.poll(sizeOf).toBe(before * 1.5);
});

it('has a theme of high contrast in the settings', async () => {
  await till.page.keyboard.press('Control+5');
  await till.page.getByRole('radio', { name: say.en('contrast.high') }).press('Space');
  await expect
    .poll(() => till.page.evaluate(() => getComputedStyle(document.body).backgroundColor))
    .toBe('rgb(255, 255, 255)');
  await written(till.page, 'books.verify').waitFor();
});

it('keeps all of it, and the open sale, over a restart', async () => {
  const { dataDir } = till;
  await till.close({ keepData: true });
  till = await openTill({ dataDir });
  await payKey(till).waitFor();
  await line(till.page, goods.cola.en).waitFor();
  expect((await registerOf(till)).settings).toMatchObject({
    language: 'en',
    textSize: 'large',
    contrast: 'high',
  });
});

function sizeOf(): Promise<number> {
  return payKey(till).evaluate((key) => Number.parseFloat(getComputedStyle(key).fontSize));
}
