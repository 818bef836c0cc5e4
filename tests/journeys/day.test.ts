import { afterAll, beforeAll, expect, it } from 'vitest';
import { button, goods, openShop, payKey, say, scan, written } from './counter.ts';
import { picture } from './pictures.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** From the first sale to the signed closing: cash in and out, the count, the report. */
let till: OpenTill;

beforeAll(async () => {
  till = await openShop({ language: 'zh-CN' });
  await sell(goods.bottleOfCola.code, 'pay.cash');
  await sell(goods.cola.code, 'pay.elsewhere');
});

afterAll(() => till.close());

it('puts cash in and takes it out, never without a reason', async () => {
  await till.page.keyboard.press('F10');
  await button(till.page, 'cash.out').click();
  const sheet = till.page.getByRole('dialog');
  await sheet.getByRole('textbox').first().fill('50');
  expect(await sheet.getByRole('button', { name: say.zh('cash.out') }).isDisabled()).toBe(true);
  await sheet.getByLabel(say.zh('reason')).fill('进鸡蛋');
  await till.page.keyboard.press('F12');
  await sheet.waitFor({ state: 'detached' });
  await till.page.keyboard.press('F10');
  await button(till.page, 'cash.in').click();
  await sheet.getByRole('textbox').first().fill('20');
  await sheet.getByLabel(say.zh('reason')).fill('零钱');
  await till.page.keyboard.press('F12');
  await sheet.waitFor({ state: 'detached' });
});

it('lists what went in and out, and what should be there', async () => {
  await till.page.keyboard.press('Control+3');
  const moved = till.page.getByRole('table').filter({ hasText: '进鸡蛋' });
  await moved.waitFor();
  expect(await moved.textContent()).toContain('−50.00');
  const expected = till.page.getByRole('table').filter({ hasText: say.zh('shift.expected.caption') });
  // 200 float + 6.50 cash sale − 50 + 20.
  expect(await expected.textContent()).toContain('176.50');
});

it('adds the day up: takings, ways of paying, tax, hours', async () => {
  await till.page.getByRole('tab', { name: say.zh('report') }).click();
  const figures = till.page.locator('.figures');
  await figures.waitFor();
  expect(await figures.textContent()).toContain('¥9.50');
  for (const key of ['report.tenders', 'report.taxes', 'report.categories'] as const)
    await till.page.getByRole('table', { name: say.zh(key) }).waitFor();
  await picture(till.page, 'day-zh-CN');
  await button(till.page, 'report.before').click();
  await written(till.page, 'report.none').waitFor();
  await till.page.getByRole('tab', { name: say.zh('shift') }).click();
});

it('closes after counting, shows expected against counted, and signs', async () => {
  await button(till.page, 'shift.count').click();
  const sheet = till.page.getByRole('dialog');
  await sheet.getByLabel(say.zh('shift.counted-cash')).fill('176');
  await sheet.getByLabel(say.zh('shift.counted-elsewhere')).fill('3');
  await till.page.keyboard.press('F12');
  await written(till.page, 'shift.closed', { number: 1 }).waitFor();
  const table = await till.page.getByRole('table').textContent();
  expect(table).toContain('176.50');
  expect(table).toContain('−0.50');
  await written(till.page, 'shift.uneven').waitFor();
  expect(await till.page.locator('.signature').textContent()).toMatch(/[0-9a-f]{16}/);
  await button(till.page, 'done').click();
});

it('sells nothing before the next shift is open, and opens it with one key', async () => {
  await till.page.keyboard.press('Control+1');
  await written(till.page, 'shift.open.hint').waitFor();
  await scan(till, goods.cola.code);
  await till.page.keyboard.type('100', { delay: 100 });
  await till.page.keyboard.press('F12');
  await payKey(till).waitFor();
  const { shift } = await registerOf(till);
  expect(shift?.number).toBe(2);
  const second = await ask(till, 'shift.get', {});
  expect(second).toMatchObject({ ok: true, value: { shift: { float: { minor: '10000' } } } });
});

async function sell(code: string, how: 'pay.cash' | 'pay.elsewhere'): Promise<void> {
  await scan(till, code);
  await till.page.locator('.basket .line').waitFor();
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
  const paid = how === 'pay.cash' ? ask(till, how, { tendered: '20' }) : ask(till, how, { how: 'alipay' });
  expect((await paid).ok).toBe(true);
  await till.page.keyboard.press('Enter');
  await payKey(till).waitFor();
}
