import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, heard, line, openShop, payKey, say, scan, written } from './counter.ts';
import { type Customer, customerOf } from './customer.ts';
import { type OwnScheme, startOwnScheme } from './own-scheme.ts';
import { picture } from './pictures.ts';
import { spoken, startListening } from './voice.ts';
import { type OpenTill, registerOf } from './window.ts';

/** The answer is lost on the way: the money has moved, and the till can't know. Nobody pays twice. */
let scheme: OwnScheme;
let till: OpenTill;
let customer: Customer;

beforeAll(async () => {
  scheme = await startOwnScheme();
  till = await openShop({ language: 'en', scheme: scheme.url });
  customer = await customerOf(till);
  await startListening(till);
});

afterAll(async () => {
  await till.close();
  await scheme.stop();
});

describe('a payment whose answer is lost', () => {
  it('says that it is not known, and not to charge again, in words, aloud, and to a screen reader', async () => {
    await scheme.loseAnswers();
    await collect(goods.cola.code);
    await written(till.page, 'attempt.unknown').waitFor();
    await written(till.page, 'attempt-do.unknown').waitFor();
    await written(till.page, 'attempt-means.unknown').waitFor();
    await written(till.page, 'step.recorded').waitFor();
    await expect.poll(() => till.page.locator('.steps').textContent()).toMatch(/again in \d+ s/);
    await expect
      .poll(() => heard(till.page, 'payment').textContent())
      .toContain(say.en('attempt-do.unknown'));
    expect(await spoken(till)).toEqual(['en/unknown']);
    await expect.poll(() => till.page.locator('.top-bar').textContent()).toContain('not answering');
    await picture(till.page, 'unknown-en');
  });

  it('is not asked for again by another scan of the code or of a new one, nor left by Escape', async () => {
    await scan(till, await customer.code());
    await written(till.page, 'problem.payment-open').waitFor();
    await till.page.keyboard.press('Escape');
    await till.page.keyboard.press('F12');
    const { unresolved, pay } = await registerOf(till);
    expect(unresolved).toHaveLength(1);
    expect(pay?.attempt?.state).toBe('unknown');
  });

  it('steps aside for the next customer, who pays in cash meanwhile', async () => {
    await till.page.keyboard.press('F6');
    await payKey(till).waitFor();
    await scan(till, goods.canOfCola.code);
    await line(till.page, goods.canOfCola.en).waitFor();
    await till.page.keyboard.press('F12');
    await written(till.page, 'pay.scan').waitFor();
    await till.page.keyboard.press('F8');
    await till.page.keyboard.type('5');
    await till.page.keyboard.press('F12');
    await written(till.page, 'tender.cash.booked').waitFor();
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
  });

  it('stays in sight: in the bar, and among the held sales, which will not be sold again', async () => {
    await button(till.page, 'bar.unresolved', { count: 1 }).click();
    const sheet = till.page.getByRole('dialog');
    await sheet.getByText(say.en('unresolved.means')).waitFor();
    await till.page.keyboard.press('Escape');
    await till.page.keyboard.press('F7');
    await till.page
      .getByRole('dialog')
      .getByText(/do not charge again/)
      .waitFor();
    await till.page.keyboard.press('Escape');
  });

  it('is found out by itself when the wallet answers again, and its sale is booked once', async () => {
    await scheme.answerAgain();
    await expect
      .poll(async () => (await registerOf(till)).unresolved.length, { timeout: 40_000, interval: 200 })
      .toBe(0);
    const { held, nextReceiptNumber } = await registerOf(till);
    expect(held).toEqual([]);
    expect(nextReceiptNumber).toBe(3);
    await written(till.page, 'notice-do.payment-ended', { state: 'succeeded' }).waitFor();
    await till.page.locator('.notices').getByRole('button').click();
    expect(await historyOf(customer)).toEqual(['succeeded']);
  });
});

describe('cash instead of a payment that is not known', () => {
  it('is offered on the spot, says what becomes of the payment, and settles the sale', async () => {
    await scheme.loseAnswers();
    customer = await customerOf(till);
    await collect(goods.bottleOfCola.code);
    await written(till.page, 'cash-instead.means').waitFor();
    await till.page.keyboard.press('F8');
    await written(till.page, 'cash-instead').waitFor();
    await till.page.keyboard.type('10');
    await till.page.keyboard.press('F12');
    await written(till.page, 'tender.cash.booked').waitFor();
    expect(await till.page.locator('.paid-change').textContent()).toContain('¥3.50');
    await till.page.keyboard.press('Enter');
    expect((await registerOf(till)).unresolved).toMatchObject([{ cashInstead: true }]);
  });

  it('gives the wallet’s money back by itself once it turns out to have been paid, and says so', async () => {
    await scheme.answerAgain();
    await written(till.page, 'notice.payment-late-success', { amount: '¥6.50' }).waitFor({ timeout: 40_000 });
    await written(till.page, 'notice-do.payment-late-success').waitFor();
    await till.page.locator('.notices').getByRole('button').click();
    await written(till.page, 'notice.refund-done', { amount: '¥6.50' }).waitFor({ timeout: 20_000 });
    await till.page.locator('.notices').getByRole('button').click();
    await expect.poll(async () => (await registerOf(till)).unresolved).toEqual([]);
    expect(await historyOf(customer)).toEqual(['refunded', 'succeeded']);
  });
});

/** One product, and the customer's code on the pay screen. */
async function collect(code: string): Promise<void> {
  await scan(till, code);
  await till.page.locator('.basket .line').waitFor();
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
  await scan(till, await customer.code());
  await written(till.page, 'attempt.unknown').waitFor();
}

/** What the customer's wallet says happened, the newest first. */
async function historyOf({ wallet }: Customer): Promise<readonly string[]> {
  const reply = await fetch(`${scheme.url}/practice/wallets/${wallet}`);
  const view: { readonly history: readonly { readonly state: string }[] } = await reply.json();
  return view.history.map((each) => each.state);
}
