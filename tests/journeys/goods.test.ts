import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, line, openShop, say, scan, total, written } from './counter.ts';
import { type OpenTill, registerOf } from './window.ts';

/** Goods of the shop's own: found as somebody types, added from a red row, brought in from a file. */
let till: OpenTill;
const unknown = '6900000000007';

beforeAll(async () => {
  till = await openShop({ language: 'zh-CN' });
});

afterAll(() => till.close());

describe('searching', () => {
  it.each([
    ['Chinese', '可口可乐'],
    ['pinyin initials', 'kkkl'],
    ['English', 'coca'],
    ['part of the barcode', '928804011'],
  ])('finds by %s, and Enter sells the first', async (_, text) => {
    const before = (await registerOf(till)).basket.pieces;
    await till.page.keyboard.press('F2');
    await till.page.keyboard.type(text, { delay: 80 });
    const first = till.page.locator('#found [role="option"]').first();
    await first.waitFor();
    expect(await first.textContent()).toContain('可口可乐');
    await till.page.waitForTimeout(600);
    await till.page.keyboard.press('Enter');
    await expect.poll(async () => (await registerOf(till)).basket.pieces).toBe(before + 1);
  });

  it('says what to do when nothing is found', async () => {
    await till.page.keyboard.press('F2');
    await till.page.keyboard.type('zzzzqq', { delay: 80 });
    await written(till.page, 'search.none', { text: 'zzzzqq' }).waitFor();
    await written(till.page, 'search.none.hint').waitFor();
    await till.page.keyboard.press('Escape');
  });
});

describe('a code that nobody knows', () => {
  it('is added as a product from its red row, and sold at once', async () => {
    await scan(till, unknown);
    await button(till.page, 'goods.add-this').click();
    const sheet = till.page.getByRole('dialog');
    expect(await sheet.getByLabel(say.zh('goods.barcodes')).inputValue()).toBe(unknown);
    await sheet.getByLabel(say.zh('name.zh-CN')).fill('自家酱菜');
    await sheet.getByLabel(say.zh('price')).fill('8.5');
    await till.page.keyboard.press('F12');
    await sheet.waitFor({ state: 'detached' });
    await line(till.page, '自家酱菜').waitFor();
    expect(await till.page.locator('.basket .refused').count()).toBe(0);
  });

  it('is sold by amount from its red row', async () => {
    const before = (await registerOf(till)).basket.lines.length;
    await scan(till, '6900000000014');
    await button(till.page, 'sell-by-amount').click();
    await till.page.getByRole('dialog').getByRole('textbox').first().fill('2.50');
    await till.page.keyboard.press('F12');
    await expect.poll(async () => (await registerOf(till)).basket.lines.length).toBe(before + 1);
    expect((await registerOf(till)).basket.refusedScans).toEqual([]);
  });
});

describe('a file of goods', () => {
  it('is looked at first, row by row; what is wrong is named; then it is brought in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'goods-'));
    const file = join(folder, 'goods.csv');
    writeFileSync(
      file,
      [
        'barcode,name_zh,name_en,price,category,tax_class,unit',
        '6900000000021,手工面,Hand-made noodles,6.00,noodles,standard,each',
        '6900000000022,坏条码,Bad barcode,6.00,noodles,standard,each',
        '6900000000038,没有价格,No price,,noodles,standard,each',
      ].join('\n'),
    );
    await till.page.keyboard.press('Control+4');
    await button(till.page, 'goods.import').click();
    await till.page.locator('input[type="file"]').setInputFiles(file);
    const sheet = till.page.getByRole('dialog');
    await sheet.getByText(say.zh('import.preview', { rows: 3, added: 1, changed: 0, refused: 2 })).waitFor();
    await sheet.getByText(say.zh('import.bad-check-digit')).waitFor();
    await sheet.getByText(say.zh('import.price-missing')).waitFor();
    await till.page.keyboard.press('F12');
    await sheet.getByText(say.zh('import.done', { added: 1, changed: 0, refused: 2 })).waitFor();
    await till.page.keyboard.press('Escape');
    rmSync(folder, { recursive: true });
    await scan(till, '6900000000021');
    await line(till.page, '手工面').waitFor();
  });

  it('leaves goods that can be looked up and changed', async () => {
    await till.page.keyboard.press('Control+4');
    await till.page.getByLabel(say.zh('search.label')).fill('手工面');
    await till.page.getByRole('option', { name: '手工面' }).click();
    const sheet = till.page.getByRole('dialog');
    await sheet.getByLabel(say.zh('price')).fill('7');
    await till.page.keyboard.press('F12');
    await sheet.waitFor({ state: 'detached' });
    await till.page.getByRole('option', { name: '手工面' }).getByText('¥7.00').waitFor();
    await till.page.keyboard.press('Control+1');
    expect(await total(till.page).textContent()).not.toBe('¥0.00');
  });
});
