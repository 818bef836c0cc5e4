import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { machineClock } from '../../main/open-till.ts';
import { dayOf, instantOf } from '../../shared/time.ts';
import { refundOf, sum } from '../flow/refunding.ts';
import { bentLine, layFile, linesOfDay } from '../flow/settlement-shop.ts';
import { addGoods, openShopIn, sellForWallet } from '../flow/shop.ts';
import { createTravelClock } from '../flow/travel-clock.ts';
import { button, openShop, say, written } from './counter.ts';
import { findings, passesInEachLook, resize, wear } from './looking.ts';
import { picture } from './pictures.ts';
import { ask, type OpenTill } from './window.ts';

/** Two days were sold before this one; the owner comes in the morning and looks what the wallet has paid out. */
const dataDir = mkdtempSync(join(tmpdir(), 'till-settled-'));
const dayMs = 86_400_000;
let till: OpenTill;

beforeAll(async () => {
  await twoDaysBefore();
  till = await openShop({ dataDir, language: 'zh-CN' });
}, 120_000);

afterAll(async () => {
  await till.close({ keepData: true });
  rmSync(dataDir, { recursive: true, force: true });
});

/** The scheme pays one sale less than it said, leaves one out, and lists one that nobody here took. */
async function twoDaysBefore(): Promise<void> {
  const clock = createTravelClock(machineClock.now() - 2 * dayMs);
  const day = () => dayOf(instantOf(clock.now()), 'Asia/Shanghai');
  const shop = await openShopIn({ dataDir, clock });
  const tea = await addGoods(shop, '128');
  const cake = await addGoods(shop, '36.5', { names: { 'zh-CN': '蛋糕', en: 'Cake' } });
  const sales: string[] = [];
  for (const good of [tea, cake, tea, cake]) {
    sales.push(await sellForWallet(shop, good));
    await shop.ask('pay.next', {});
  }
  await refundOf(shop, sales[0] ?? '', sum('20'));
  await shop.till.collecting.idle(20_000);
  const [first, second, third, ...others] = linesOfDay(shop, day());
  if (!first || !second || !third) throw new Error('the scheme has taken nothing');
  const stranger = bentLine(second, {
    id: shop.till.counter.newId(),
    schemeRef: 'P7K3M9QX2',
    gross: '990',
    fee: '4',
  });
  layFile(shop, day(), [bentLine(first, { gross: '12000' }), second, stranger, ...others]);
  clock.toNextMorning(0);
  await sellForWallet(shop, cake);
  await shop.close();
}

it('comes in by itself or when it is asked for, and says what was paid out and what does not match', async () => {
  await till.page.keyboard.press('Control+3');
  await till.page.getByRole('tab', { name: say.zh('settlement') }).click();
  await button(till.page, 'settlement.ask').click();
  await written(till.page, 'settlement.case.amount-differs').waitFor();
  await written(till.page, 'settlement.case.missing-here').waitFor();
  const days = till.page.getByRole('table', { name: say.zh('settlement.days') });
  await expect.poll(() => days.textContent()).toContain(say.zh('settlement.state.settled'));
  expect(await days.textContent()).toContain(say.zh('settlement.state.running', { matched: 0, rows: 0 }));
});

it('names the receipt, both amounts and the number for the helpdesk', async () => {
  const differing = till.page.locator('.case').filter({ hasText: say.zh('settlement.case.amount-differs') });
  const text = (await differing.textContent()) ?? '';
  for (const part of [say.zh('sale.number', { number: 1 }), '¥128.00', '¥120.00'])
    expect(text).toContain(part);
  const stranger = till.page.locator('.case').filter({ hasText: say.zh('settlement.case.missing-here') });
  expect(await stranger.textContent()).toContain('P7K3M9QX2');
  await picture(till.page, 'settlement-zh-CN');
});

it('can be read by everybody: in each language, in large text, at each size', async () => {
  await passesInEachLook(till, 'settlement');
  await resize(till, 1920, 1080);
  await picture(till.page, 'settlement-en-1920');
  await resize(till, 1280, 800);
  await wear(till, { language: 'zh-CN', textSize: 'large' });
  await picture(till.page, 'settlement-large-zh-CN');
  await wear(till, { language: 'zh-CN', textSize: 'normal' });
});

it('is closed by the owner with a reason, by a key that Enter does not press', async () => {
  const stranger = till.page.locator('.case').filter({ hasText: say.zh('settlement.case.missing-here') });
  await stranger.getByRole('button').click();
  const sheet = till.page.getByRole('dialog');
  const close = sheet.getByRole('button', { name: say.zh('settlement.close') });
  expect(await close.isDisabled()).toBe(true);
  await sheet.getByLabel(say.zh('reason')).fill('店主自己的钱包试付');
  await till.page.keyboard.press('Enter');
  await sheet.waitFor();
  expect(await findings(till.page)).toEqual([]);
  await picture(till.page, 'settlement-close-zh-CN');
  await till.page.keyboard.press('F12');
  await sheet.waitFor({ state: 'detached' });
  await stranger.waitFor({ state: 'detached' });
  await till.page.getByText('店主自己的钱包试付').waitFor();
  const view = await ask(till, 'settlement.get', {});
  expect(view).toMatchObject({ ok: true, value: { silent: false, asking: false } });
});

it('steps to a month in which nothing was settled, and says what will be there', async () => {
  for (const _ of [1, 2]) await button(till.page, 'settlement.before').click();
  await written(till.page, 'settlement.no-days').waitFor();
  for (const _ of [1, 2]) await button(till.page, 'settlement.after').click();
  await till.page.getByRole('table', { name: say.zh('settlement.days') }).waitFor();
});
