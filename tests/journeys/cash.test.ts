import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, heard, line, openShop, payKey, say, scan, total, written } from './counter.ts';
import { picture } from './pictures.ts';
import { spoken, startListening } from './voice.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** Cash, money taken elsewhere, discounts, and sales that wait. */
let till: OpenTill;
const { cola, bottleOfCola } = goods;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
  await startListening(till);
});

afterAll(() => till.close());

describe('cash', () => {
  it('is taken by a preset note: what to give back stands large before and after, and is said', async () => {
    await ring(bottleOfCola.code);
    await payInCash();
    await till.page.getByRole('button', { name: '¥10.00' }).click();
    await till.page.locator('.cash-rest').getByText('¥3.50').and(till.page.locator('.money')).waitFor();
    expect((await registerOf(till)).paid).toBeNull();
    await expect.poll(() => heard(till.page, 'change').textContent()).toContain('¥3.50');
    await till.page.keyboard.press('F12');
    const change = till.page.locator('.paid-change .money');
    await change.waitFor();
    expect(await change.textContent()).toBe('¥3.50');
    await till.page.locator('.paid .qr-code').waitFor();
    await picture(till.page, 'receipt-en');
    const size = await change.evaluate((each) => Number.parseFloat(getComputedStyle(each).fontSize));
    expect(size).toBeGreaterThanOrEqual(46);
    await expect
      .poll(() => spoken(till))
      .toEqual(['en/change', 'en/n3', 'en/yuan', 'en/and', 'en/n50', 'en/fen']);
  });

  it('is not booked by Enter, nor twice by a double click, and the click opens no next sale', async () => {
    await next();
    await ring(cola.code);
    await payInCash();
    await till.page.keyboard.type('3', { delay: 100 });
    await till.page.keyboard.press('Enter');
    await button(till.page, 'cash.take').waitFor();
    expect((await registerOf(till)).paid).toBeNull();
    const before = (await registerOf(till)).nextReceiptNumber;
    await button(till.page, 'cash.take').dblclick();
    await written(till.page, 'tender.cash.booked').waitFor();
    expect((await registerOf(till)).nextReceiptNumber).toBe(before + 1);
    await written(till.page, 'paid').waitFor();
  });

  it('says what is still short, and takes nothing then', async () => {
    await next();
    await ring(bottleOfCola.code);
    await payInCash();
    await till.page.keyboard.type('5', { delay: 100 });
    await written(till.page, 'cash.short').waitFor();
    await till.page.keyboard.press('F12');
    expect(await button(till.page, 'cash.take').isDisabled()).toBe(true);
    expect((await registerOf(till)).pay).not.toBeNull();
    await till.page.keyboard.press('Escape');
    await till.page.keyboard.press('Escape');
    await payKey(till).waitFor();
  });
});

describe('money that another device took', () => {
  it('is written down as the cashier says, and says that nobody checked it', async () => {
    await till.page.keyboard.press('F12');
    await written(till.page, 'pay.scan').waitFor();
    await till.page.keyboard.press('F10');
    await written(till.page, 'elsewhere.warning').waitFor();
    expect(await button(till.page, 'elsewhere.take').isDisabled()).toBe(true);
    await button(till.page, 'how.wechat').click();
    await button(till.page, 'elsewhere.take').click();
    await written(till.page, 'paid.elsewhere').waitFor();
    await written(till.page, 'tender.elsewhere.booked').waitFor();
    await till.page.getByText(say.en('tender.elsewhere.how', { how: say.en('how.wechat') })).waitFor();
    await next();
  });

  it('is put right within the shift, both ways, and the receipt keeps its number', async () => {
    await till.page.keyboard.press('Control+2');
    await till.page.getByRole('option').first().waitFor();
    await button(till.page, 'tender.correct').click();
    await till.page.getByRole('dialog').getByText(say.en('tender.correct.means')).waitFor();
    await till.page.keyboard.press('F12');
    await expect.poll(firstTender).toEqual(['cash', null]);
    await button(till.page, 'tender.correct').click();
    await button(till.page, 'how.alipay').click();
    await till.page.keyboard.press('F12');
    await expect.poll(firstTender).toEqual(['elsewhere', 'alipay']);
  });

  it('has copies of its receipt, each with its number', async () => {
    await button(till.page, 'receipt.make-copy').click();
    await written(till.page, 'receipt.copy', { number: 1 }).waitFor();
    await button(till.page, 'receipt.make-copy').click();
    await written(till.page, 'receipt.copy', { number: 2 }).waitFor();
    await till.page.keyboard.press('Control+1');
  });
});

describe('a sale on its way', () => {
  afterEach(() => ask(till, 'basket.abandon', {}));

  it('waits while another customer is served, and comes back by one key', async () => {
    await ring(cola.code);
    await till.page.keyboard.press('F6');
    await written(till.page, 'basket.empty').waitFor();
    await ring(bottleOfCola.code);
    await till.page.keyboard.press('F6');
    await expect.poll(async () => (await registerOf(till)).held.length).toBe(2);
    await till.page.keyboard.press('F7');
    await till.page.getByRole('dialog').getByRole('button', { name: bottleOfCola.en }).click();
    await line(till.page, bottleOfCola.en).waitFor();
    expect((await registerOf(till)).held).toHaveLength(1);
  });

  it('has a discount on a line and on the whole, with the sum at once', async () => {
    await ring(bottleOfCola.code);
    await till.page.keyboard.press('F4');
    await till.page.getByRole('dialog').waitFor();
    await till.page.keyboard.type('10', { delay: 100 });
    await till.page.keyboard.press('F12');
    await expect.poll(() => total(till.page).textContent()).toBe('¥5.85');
    await button(till.page, 'discount').click();
    await till.page.getByRole('dialog').waitFor();
    await till.page.getByRole('radio', { name: say.en('discount.amount') }).click({ force: true });
    await till.page.getByRole('textbox').fill('0.85');
    await till.page.keyboard.press('F12');
    await expect.poll(() => total(till.page).textContent()).toBe('¥5.00');
  });

  it('has its quantity set by a key, and a line taken out by a key', async () => {
    await ring(cola.code);
    await till.page.keyboard.press('F3');
    await till.page.getByRole('dialog').waitFor();
    await till.page.keyboard.type('12', { delay: 100 });
    await till.page.keyboard.press('F12');
    await expect.poll(() => total(till.page).textContent()).toBe('¥36.00');
    await till.page.keyboard.press('Control+Delete');
    await expect.poll(() => total(till.page).textContent()).toBe('¥0.00');
  });

  it('takes goods by weight with three decimals', async () => {
    await till.page.getByRole('button', { name: /Fuji apples/ }).click();
    await line(till.page, 'Fuji apples').locator('.line-quantity').click();
    await till.page.getByRole('dialog').getByRole('textbox').fill('0.535');
    await till.page.keyboard.press('F12');
    await expect.poll(() => total(till.page).textContent()).toBe('¥6.85');
  });
});

async function ring(code: string): Promise<void> {
  const before = (await registerOf(till)).basket.pieces;
  await scan(till, code);
  await expect.poll(async () => (await registerOf(till)).basket.pieces).toBe(before + 1);
}

async function payInCash(): Promise<void> {
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
  await till.page.keyboard.press('F8');
}

async function next(): Promise<void> {
  await till.page.keyboard.press('Enter');
  await payKey(till).waitFor();
}

async function firstTender(): Promise<unknown> {
  const listed = await ask(till, 'sales.list', { limit: 1 });
  const [tender] = (listed.ok ? listed.value.sales[0]?.tenders : undefined) ?? [];
  return [tender?.kind, tender?.how];
}
