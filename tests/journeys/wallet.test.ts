import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, heard, openShop, say, scan, written } from './counter.ts';
import { codeOn, openPractice } from './customer.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** A wallet that asks its customer: the PIN on the phone, the refusal, the cashier who stops it. */
let till: OpenTill;
let phone: Page;
let lastHeld = '';

beforeAll(async () => {
  till = await openShop({ language: 'en' });
  phone = await openPractice(till, 'phone');
});

afterAll(() => till.close());

describe('above the sum that needs no PIN', () => {
  it('waits for the customer, with a countdown, and says what that means for the money', async () => {
    await collect('300');
    await written(till.page, 'attempt.awaiting-customer').waitFor();
    await written(till.page, 'attempt-means.awaiting-customer').waitFor();
    const left = await secondsLeft();
    expect(left).toBeGreaterThan(30);
    await expect.poll(secondsLeft).toBeLessThan(left);
    await expect
      .poll(() => heard(till.page, 'payment').textContent())
      .toContain(say.en('attempt.awaiting-customer'));
  });

  it('takes nothing for a wrong PIN and everything for the right one', async () => {
    await phone.locator('#waiting-card').waitFor();
    expect(await phone.locator('#waiting-amount').textContent()).toBe('¥300.00');
    await phone.locator('#pin').fill('0000');
    await phone.locator('#confirm').click();
    await expect.poll(() => phone.locator('#pin-said').textContent()).toContain('Wrong PIN');
    expect((await registerOf(till)).paid).toBeNull();
    await phone.locator('#pin').fill('1234');
    await phone.locator('#confirm').click();
    await written(till.page, 'paid').waitFor();
    await till.page.keyboard.press('Enter');
  });

  it('is declined with the reason when the customer says no, and another way is open at once', async () => {
    await collect('301');
    await phone.locator('#refuse').click();
    const words = say.en('declined', { reason: say.en('decline.customer-refused') });
    await till.page.locator('.notice').getByText(words).waitFor();
    await written(till.page, 'declined.means').waitFor();
    await expect.poll(() => heard(till.page, 'payment').textContent()).toContain(words);
    await button(till.page, 'cash').waitFor();
    expect((await registerOf(till)).unresolved).toEqual([]);
    await leave();
  });

  it('is cancelled when the cashier stops it, and the phone asks no more', async () => {
    await collect('302');
    await phone.locator('#waiting-card').waitFor();
    await button(till.page, 'attempt.stop').click();
    await written(till.page, 'cancelled').waitFor();
    await phone.locator('#waiting-card').waitFor({ state: 'hidden' });
    expect((await registerOf(till)).paid).toBeNull();
    await leave();
  });

  it('does not let Escape hide a payment that is under way', async () => {
    await collect('303');
    await written(till.page, 'attempt.awaiting-customer').waitFor();
    await till.page.keyboard.press('Escape');
    expect((await registerOf(till)).pay?.attempt?.state).toBe('awaiting-customer');
    await button(till.page, 'attempt.stop').click();
    await written(till.page, 'cancelled').waitFor();
    await leave();
  });
});

describe('a code scanned at the register', () => {
  it('opens the pay screen and is held until F12', async () => {
    await ask(till, 'basket.addAmount', { amount: '4', taxClass: 'standard' });
    await holdPhone();
    await till.page.locator('.pay-code .icon').waitFor();
    await button(till.page, 'pay.send').waitFor();
    expect((await registerOf(till)).unresolved).toEqual([]);
    await till.page.keyboard.press('F12');
    await written(till.page, 'paid').waitFor();
    await till.page.keyboard.press('Enter');
  });

  it('is never sent while a row is not settled', async () => {
    await ask(till, 'basket.addAmount', { amount: '4', taxClass: 'standard' });
    await scan(till, '6900000000007');
    await till.page.locator('.basket .refused').waitFor();
    await holdPhone();
    await till.page.locator('.scan-bar').getByText(say.en('problem.scan-refused')).waitFor();
    expect((await registerOf(till)).pay).toBeNull();
    // Nobody used it: the phone goes on showing it.
    lastHeld = '';
    await ask(till, 'basket.abandon', {});
    await written(till.page, 'basket.empty').waitFor();
  });

  it('is sent once by a double click on its key', async () => {
    await ask(till, 'basket.addAmount', { amount: '6', taxClass: 'standard' });
    await holdPhone();
    const { nextReceiptNumber } = await registerOf(till);
    await button(till.page, 'pay.send').dblclick();
    await written(till.page, 'paid').waitFor();
    expect((await registerOf(till)).nextReceiptNumber).toBe(nextReceiptNumber + 1);
    await till.page.keyboard.press('Enter');
    await written(till.page, 'basket.empty').waitFor();
  });

  it('of another wallet is named, refused, and offered as taken elsewhere', async () => {
    await ask(till, 'basket.addAmount', { amount: '5', taxClass: 'standard' });
    await till.page.keyboard.press('F12');
    await scan(till, '134567890123456789');
    await written(till.page, 'pay.foreign', { how: say.en('how.wechat') }).waitFor();
    await till.page.keyboard.press('F10');
    await written(till.page, 'elsewhere.warning').waitFor();
    await till.page.keyboard.press('F12');
    await written(till.page, 'paid.elsewhere').waitFor();
  });
});

/** A sale of this sum, and the phone held to the scanner. */
async function collect(amount: string): Promise<void> {
  const taxClass = 'standard';
  await ask(till, 'basket.addAmount', { amount, taxClass, name: goods.cola.en });
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
  await holdPhone();
}

/** A code pays once; the phone shows the next one when it has heard that the last was used. */
async function holdPhone(): Promise<void> {
  await expect.poll(() => codeOn(phone)).not.toBe(lastHeld);
  lastHeld = await codeOn(phone);
  await phone.locator('#hold').click();
}

async function leave(): Promise<void> {
  await till.page.keyboard.press('Escape');
  await button(till.page, 'pay').waitFor();
  await ask(till, 'basket.abandon', {});
}

async function secondsLeft(): Promise<number> {
  const words = (await till.page.locator('.steps').textContent()) ?? '';
  return Number(/(\d+) s left/.exec(words)?.[1]);
}
