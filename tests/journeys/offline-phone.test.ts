import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { button, goods, line, openShop, payKey, scan, written } from './counter.ts';
import { openPractice } from './customer.ts';
import { picture } from './pictures.ts';
import { type OpenTill, registerOf } from './window.ts';

/** Selling without network, practised with nothing but the till and the customer's phone on its screen. */
let till: OpenTill;
let phone: Page;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
  phone = await openPractice(till, 'phone');
});

afterAll(() => till.close());

it('the phone gets its code while there is network, and takes the network away', async () => {
  await phone.locator('#pass-get').click();
  await phone.locator('#pass-hold:enabled').waitFor();
  await phone.locator('#pass-shown img').waitFor();
  await phone.locator('#network').click();
  await phone.locator('#network[aria-pressed="true"]').waitFor();
  await picture(phone, 'phone-offline-en');
});

it('the code held to the scanner pays without network', async () => {
  await scan(till, goods.cola.code);
  await line(till.page, goods.cola.en).waitFor();
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
  await phone.locator('#pass-hold').click();
  await written(till.page, 'paid.offline').waitFor();
  await button(till.page, 'next-sale').click();
  await payKey(till).waitFor();
});

it('and is on the phone as paid once the network is given back', async () => {
  expect((await registerOf(till)).handIns).toHaveLength(1);
  await phone.locator('#network').click();
  await expect
    .poll(async () => (await registerOf(till)).handIns.length, { timeout: 70_000, interval: 200 })
    .toBe(0);
  await expect.poll(() => phone.locator('#history li').first().textContent()).toContain('Paid');
  await expect.poll(() => phone.locator('#balance').textContent()).toBe('¥8,885.00');
});
