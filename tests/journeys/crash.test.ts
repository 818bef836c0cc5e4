import { once } from 'node:events';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, line, openShop, payKey, say, scan, total, written } from './counter.ts';
import { openPractice } from './customer.ts';
import { until } from './until.ts';
import { ask, killAndAwaitNext, killWindow, type OpenTill, openTill, registerOf } from './window.ts';

/** kill -9 of each process, with a sale open and with a payment under way: nothing lost, nothing twice. */
let till: OpenTill;
let phone: Page;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
  phone = await openPractice(till, 'phone');
});

afterAll(() => till.close());

describe('with a sale open', () => {
  it('shows the same sale after the core was killed, and sells on', async () => {
    await scan(till, goods.cola.code);
    await line(till.page, goods.cola.en).waitFor();
    await killAndAwaitNext(till, 'core');
    await registerOf(till);
    await line(till.page, goods.cola.en).waitFor();
    await written(till.page, 'notice.core-restarted').waitFor();
    await scan(till, goods.canOfCola.code);
    await line(till.page, goods.canOfCola.en).waitFor();
    expect(await total(till.page).textContent()).toBe('¥5.80');
  });

  it('shows the same sale after the window was killed', async () => {
    await killWindow(till);
    await line(till.page, goods.cola.en).waitFor();
    await line(till.page, goods.canOfCola.en).waitFor();
    await till.page.keyboard.press('Control+Delete');
    await line(till.page, goods.canOfCola.en).waitFor({ state: 'detached' });
  });

  it('shows the same sale after the whole program was killed and started again', async () => {
    const { dataDir, electron } = till;
    const gone = once(electron.process(), 'exit');
    electron.process().kill('SIGKILL');
    await gone;
    till = await openTill({ dataDir, language: 'en' });
    await line(till.page, goods.cola.en).waitFor();
    expect(await total(till.page).textContent()).toBe('¥3.00');
    await ask(till, 'basket.abandon', {});
    phone = await openPractice(till, 'phone');
  });
});

describe('while the customer is asked for a PIN', () => {
  it('takes the payment up again after the core was killed, and books it once when it is confirmed', async () => {
    await collect('300');
    await killAndAwaitNext(till, 'core');
    await registerOf(till);
    await written(till.page, 'attempt.awaiting-customer').waitFor();
    await button(till.page, 'bar.unresolved', { count: 1 }).waitFor();
    const { nextReceiptNumber } = await registerOf(till);
    await confirm();
    await written(till.page, 'paid').waitFor();
    expect((await registerOf(till)).nextReceiptNumber).toBe(nextReceiptNumber + 1);
    await till.page.keyboard.press('Enter');
    await till.page.getByText(recovered).waitFor();
    expect(await balance()).toBe('¥8,588.00');
  });

  it('keeps waiting after the window was killed', async () => {
    await collect('301');
    await killWindow(till);
    await written(till.page, 'attempt.awaiting-customer').waitFor();
    await confirm();
    await written(till.page, 'paid').waitFor();
    await till.page.keyboard.press('Enter');
    expect(await balance()).toBe('¥8,287.00');
  });

  it('finds the payment again after the practice scheme was killed', async () => {
    await collect('302');
    await killAndAwaitNext(till, 'sandbox');
    await confirm();
    await written(till.page, 'paid').waitFor({ timeout: 40_000 });
    await till.page.keyboard.press('Enter');
    expect(await balance()).toBe('¥7,985.00');
    expect((await registerOf(till)).unresolved).toEqual([]);
  });
});

const recovered = say.en('notice.payment-recovered', { amount: '¥300.00', state: 'succeeded' });

/** A sale of this sum, the phone held to the scanner, and the PIN asked for. */
async function collect(amount: string): Promise<void> {
  await payKey(till).waitFor();
  await ask(till, 'basket.addAmount', { amount, taxClass: 'standard' });
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
  await until(async () => {
    await phone.locator('#hold').click();
    return (await registerOf(till)).pay?.attempt;
  });
  await written(till.page, 'attempt.awaiting-customer').waitFor();
}

/** Presses again, as the phone asks for it, while the scheme is being started. */
async function confirm(): Promise<void> {
  const card = phone.locator('#waiting-card');
  await card.waitFor();
  await phone.locator('#pin').fill('1234');
  await until(async () => {
    if (await card.isVisible()) await phone.locator('#confirm').click();
    return until(async () => !(await card.isVisible()), 2_000).catch(() => false);
  });
}

function balance(): Promise<string | null> {
  return phone.locator('#balance').textContent();
}
