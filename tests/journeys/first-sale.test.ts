import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../build/bundle.ts';
import { heard, line, openShop, payKey, total, written } from './counter.ts';
import { openPractice } from './customer.ts';
import { picture } from './pictures.ts';
import { spoken, startListening } from './voice.ts';
import type { OpenTill } from './window.ts';

/** A newcomer's first minute: nothing typed, no scanner, no account; two practice pages and three keys. */
const run = promisify(execFile);
let till: OpenTill;
let sheet: Page;
let phone: Page;

beforeAll(async () => {
  till = await openShop({ language: 'zh-CN' });
  await startListening(till);
});

afterAll(() => till.close());

it('starts in the language that was asked for, ready to sell, and says that this is practice', async () => {
  expect(await till.page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  await written(till.page, 'practice.strip').waitFor();
  await written(till.page, 'basket.empty').waitFor();
  expect(await payKey(till).isDisabled()).toBe(true);
});

it('opens a sheet of real goods, each of which goes into the basket when it is held to the scanner', async () => {
  sheet = await openPractice(till, 'sheet');
  expect(await sheet.locator('#goods li').count()).toBeGreaterThan(30);
  const first = sheet.locator('#goods li').first();
  const name = (await first.locator('.name').textContent()) ?? '';
  await first.getByRole('button').click();
  await line(till.page, name).waitFor();
  await first.getByRole('button').click();
  await expect.poll(() => line(till.page, name).locator('.line-quantity').textContent()).toBe('2');
  expect(await total(till.page).textContent()).toBe('¥6.00');
  await expect.poll(() => heard(till.page, 'total').textContent()).toContain('6.00');
});

it('answers a code that nobody sells with a row, and takes no payment before it is settled', async () => {
  await sheet.locator('#odd li').first().getByRole('button').click();
  const row = till.page.locator('.basket .refused');
  await row.waitFor();
  await till.page.keyboard.press('F12');
  await written(till.page, 'problem.scan-refused').waitFor();
  await row.getByRole('button').last().click();
  await row.waitFor({ state: 'detached' });
  expect(await till.page.locator('.scan-bar').count()).toBe(0);
});

it('takes a wallet payment when the customer’s phone is held to the scanner', async () => {
  phone = await openPractice(till, 'phone');
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
  expect(await till.page.locator('.pay-amount').textContent()).toBe('¥6.00');
  await picture(till.page, 'pay-zh-CN');
  await picture(phone, 'phone-zh-CN');
  await phone.locator('#hold').click();
  await written(till.page, 'paid').waitFor();
  await expect.poll(() => heard(till.page, 'payment').textContent()).toContain('6.00');
  await expect.poll(() => phone.locator('#history li').count(), { timeout: 10_000 }).toBe(1);
});

it('says it aloud, in Chinese, once', async () => {
  await expect.poll(() => spoken(till)).toEqual(['zh-CN/paid', 'zh-CN/d6', 'zh-CN/yuan']);
});

it('shows a receipt whose code another reader reads, and that inspect-qr knows as a receipt', async () => {
  const code = till.page.locator('.paid .qr-code');
  await code.waitFor();
  const folder = mkdtempSync(join(tmpdir(), 'receipt-'));
  const picture = join(folder, 'window.png');
  await till.page.screenshot({ path: picture });
  const { stdout: read } = await run('zbarimg', [
    '--quiet',
    '--raw',
    '-Sdisable',
    '-Sqrcode.enable',
    picture,
  ]);
  rmSync(folder, { recursive: true });
  const { stdout } = await run('npm', ['run', '-s', 'till', '--', 'inspect-qr', read.trim()], { cwd: root });
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'receipt', valid: true, fields: { number: 1 } });
});

it('goes on to the next sale by one key', async () => {
  await till.page.keyboard.press('Enter');
  await payKey(till).waitFor();
  await written(till.page, 'basket.empty').waitFor();
  expect(await till.page.locator('.basket-head h1').textContent()).toContain('0002');
});

it('has books that hold, by the line that the start printed, while the till is running', async () => {
  const [, words = ''] = /check the books: npm run -s till -- (.+)\n/.exec(till.printed()) ?? [];
  const { stdout } = await run('npm', ['run', '-s', 'till', '--', ...words.split(' ')], { cwd: root });
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, firstBad: null });
});

it('wrote nothing into the log that a newcomer would take for a fault', () => {
  expect(till.printed()).not.toMatch(/Error|TrustedScript|Refused to/);
});
