import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, heard, openShop, say, scan, written } from './counter.ts';
import { codeOn, openPractice } from './customer.ts';
import { holdsInEachSize, passesInEachLook } from './looking.ts';
import { picture } from './pictures.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** A customer who pays with another wallet than the scheme's: the stand-in of the practice shop. */
let till: OpenTill;
let phone: Page;
let lastHeld = '';

beforeAll(async () => {
  till = await openShop({ language: 'en' });
  phone = await openPractice(till, 'phone');
});

afterAll(() => till.close());

describe('the phone of a customer with two wallets', () => {
  it('shows either: their own code, balance and what happened, and nothing of the other', async () => {
    const own = await codeOn(phone);
    expect(own).toMatch(/^81/);
    await phone.locator('#whose-foreign').click();
    await expect.poll(() => codeOn(phone)).toMatch(/^28\d{16}$/);
    await expect.poll(() => phone.locator('#balance').textContent()).toBe('¥6,666.00');
    expect(await phone.locator('#pass-card').isVisible()).toBe(false);
    await picture(phone, 'foreign-phone-en');
  });
});

describe('its code at the scanner', () => {
  it('pays a small sale at once, and the receipt says whose wallet it was', async () => {
    await scan(till, goods.cola.code);
    await ask(till, 'pay.open', {});
    await holdCode();
    await written(till.page, 'paid').waitFor();
    const { paid } = await registerOf(till);
    expect(paid?.tenders).toMatchObject([{ kind: 'wallet', how: 'alipay' }]);
    await passesInEachLook(till, 'paid by a foreign wallet');
    await till.page.keyboard.press('Enter');
  });

  it('waits for the customer above the sum without PIN, under the name of the wallet', async () => {
    await collect('300');
    const waiting = say.en('attempt.with', {
      wallet: say.en('how.alipay'),
      state: say.en('attempt.awaiting-customer'),
    });
    await written(till.page, 'attempt.awaiting-customer').waitFor();
    await expect.poll(() => till.page.locator('.pay-card').textContent()).toContain(waiting);
    await expect.poll(() => heard(till.page, 'payment').textContent()).toContain(waiting);
    await picture(till.page, 'foreign-waiting-en');
    await passesInEachLook(till, 'waiting for a foreign wallet');
    await holdsInEachSize(
      till,
      'waiting for a foreign wallet',
      '.pay-card, .pay-actions .button, .pay-amount',
    );
    await phone.locator('#waiting-card').waitFor();
    expect(await phone.locator('#waiting-amount').textContent()).toBe('¥300.00');
    await phone.locator('#pin').fill('1234');
    await phone.locator('#confirm').click();
    await written(till.page, 'paid').waitFor();
    await till.page.keyboard.press('Enter');
  });

  it('is cancelled when the cashier stops it: closed at the wallet too, and nothing taken', async () => {
    await collect('301');
    await phone.locator('#waiting-card').waitFor();
    await button(till.page, 'attempt.stop').click();
    await written(till.page, 'cancelled').waitFor();
    await phone.locator('#waiting-card').waitFor({ state: 'hidden' });
    expect((await registerOf(till)).paid).toBeNull();
    await leave();
  });
});

describe('a wallet without an account', () => {
  it('is refused by its name, with what to do, and nobody is asked', async () => {
    await scan(till, goods.cola.code);
    await ask(till, 'pay.open', {});
    await scan(till, '134563217890123456');
    const how = say.en('how.wechat');
    await written(till.page, 'pay.foreign', { how }).waitFor();
    await written(till.page, 'pay.foreign.means', { how }).waitFor();
    expect((await registerOf(till)).unresolved).toEqual([]);
    await leave();
  });
});

describe('the day', () => {
  it('counts it by itself, beside the scheme’s wallet', async () => {
    const report = await ask(till, 'day.report', {});
    if (!report.ok) throw new Error(`no report: ${report.problem.code}`);
    const foreign = report.value.tenders.filter(({ wallet }) => wallet === 'alipay');
    expect(foreign).toMatchObject([{ kind: 'wallet', count: 2 }]);
    await till.page.keyboard.press('Control+3');
    await till.page
      .getByRole('cell', { name: say.en('how.alipay'), exact: true })
      .first()
      .waitFor();
    await picture(till.page, 'foreign-day-en');
    await passesInEachLook(till, 'a day with a foreign wallet');
  });
});

async function leave(): Promise<void> {
  await till.page.keyboard.press('Escape');
  await button(till.page, 'pay').waitFor();
  await ask(till, 'basket.abandon', {});
}

async function collect(amount: string): Promise<void> {
  await ask(till, 'basket.addAmount', { amount, taxClass: 'standard' });
  await ask(till, 'pay.open', {});
  await holdCode();
}

/** Holds a code that was not held before: the page takes a moment to show the next one. */
async function holdCode(): Promise<void> {
  await expect.poll(() => codeOn(phone)).not.toBe(lastHeld);
  lastHeld = await codeOn(phone);
  await phone.locator('#hold').click();
}
