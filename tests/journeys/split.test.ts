import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, openShop, payKey, say, scan, written } from './counter.ts';
import { customerOf } from './customer.ts';
import { holdsInEachSize, passesInEachLook } from './looking.ts';
import { picture } from './pictures.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** A sale that is paid in parts, and one that is cancelled after a part of it was paid. */
let till: OpenTill;
const { bottleOfCola } = goods;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
});

afterAll(() => till.close());

describe('a sale of ¥6.50', () => {
  it('takes two in cash, the rest by wallet, all by keys', async () => {
    await openPayment();
    await till.page.keyboard.press('F8');
    await till.page.keyboard.type('2', { delay: 100 });
    await till.page.keyboard.press('F7');
    await written(till.page, 'taken.of', { taken: '¥2.00', total: '¥6.50', rest: '¥4.50' }).waitFor();
    await picture(till.page, 'split-en');
    await passesInEachLook(till, 'a part is taken');
    await holdsInEachSize(
      till,
      'a part is taken',
      '.pay-card, .pay-actions .button, .taken .button, .pay-amount',
    );
    await scan(till, await (await customerOf(till)).code());
    await written(till.page, 'paid').waitFor();
    await passesInEachLook(till, 'paid in parts');
    const { paid } = await registerOf(till);
    expect(paid?.tenders.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['cash', '200'],
      ['wallet', '450'],
    ]);
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
  });

  it('asks the wallet for a part only, and says that it is one', async () => {
    await openPayment();
    await till.page.keyboard.press('F7');
    await till.page.getByRole('dialog').waitFor();
    await till.page.keyboard.type('9', { delay: 100 });
    expect(await button(till.page, 'part.take').isDisabled()).toBe(true);
    await till.page.keyboard.press('Backspace');
    await till.page.keyboard.type('3', { delay: 100 });
    await passesInEachLook(till, 'choosing a part');
    await till.page.keyboard.press('F12');
    await written(till.page, 'part.of', { amount: '¥6.50' }).waitFor();
    await scan(till, await (await customerOf(till)).code());
    await written(till.page, 'taken.of', { taken: '¥3.00', total: '¥6.50', rest: '¥3.50' }).waitFor();
  });

  it('is cancelled: each part goes back its own way, and the screen says where it stands', async () => {
    await till.page.keyboard.press('F10');
    await button(till.page, 'how.alipay').click();
    await till.page.keyboard.press('Escape');
    await button(till.page, 'sale.cancel').click();
    await till.page
      .getByRole('dialog')
      .getByText(say.en('return.wallet', { amount: '¥3.00' }))
      .waitFor();
    await passesInEachLook(till, 'cancelling');
    await till.page.keyboard.press('F12');
    await written(till.page, 'sale.cancelled').waitFor();
    await written(till.page, 'return.wallet.done', { amount: '¥3.00' }).waitFor();
    await picture(till.page, 'cancelled-en');
    await passesInEachLook(till, 'cancelled');
    await holdsInEachSize(till, 'cancelled', '.pay-card, .pay-actions .button');
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
    expect((await registerOf(till)).basket.lines).toEqual([]);
  });

  it('can’t be given up at the register: the words say where it can', async () => {
    await openPayment();
    await till.page.keyboard.press('F8');
    await till.page.keyboard.type('2', { delay: 100 });
    await button(till.page, 'part.cash').click();
    await till.page.locator('.taken').waitFor();
    await till.page.keyboard.press('Escape');
    await payKey(till).waitFor();
    await till.page.keyboard.press('F10');
    await button(till.page, 'basket.abandon').click();
    await written(till.page, 'problem.sale-part-paid').waitFor();
    const { basket } = await registerOf(till);
    await ask(till, 'pay.cancelSale', { saleId: basket.id });
    await ask(till, 'pay.next', {});
  });
});

async function openPayment(): Promise<void> {
  await scan(till, bottleOfCola.code);
  await expect.poll(async () => (await registerOf(till)).basket.pieces).toBe(1);
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
}
