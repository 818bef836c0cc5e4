import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, line, openShop, payKey, say, scan, schemeUrl, written } from './counter.ts';
import { customerOf } from './customer.ts';
import { holdsInEachSize, passesInEachLook } from './looking.ts';
import { picture } from './pictures.ts';
import { type OpenTill, registerOf } from './window.ts';

/** A subsidy voucher for staple food, on paper: rice counts, cola does not. */
let till: OpenTill;
let rice = '';
let code = '';

beforeAll(async () => {
  till = await openShop({ language: 'en' });
  rice = '6952032902088';
  code = await issue('F00D', 10_000);
});

afterAll(() => till.close());

describe('a voucher held to the scanner at the register', () => {
  it('opens the payment, and says which lines count and why the others don’t; nothing has moved', async () => {
    await ring(rice);
    await ring(goods.cola.code);
    await till.page.getByRole('button', { name: /Fuji apples/ }).click();
    await line(till.page, 'Fuji apples').waitFor();
    await scan(till, code);
    await written(till.page, 'line-why.not-listed').waitFor();
    await written(till.page, 'line-why.shop-word').waitFor();
    await picture(till.page, 'voucher-en');
    await passesInEachLook(till, 'a voucher');
    await holdsInEachSize(till, 'a voucher', '.pay-card, .pay-actions .button, .pay-amount');
    expect((await registerOf(till)).pay?.taken).toEqual([]);
  });

  it('is put away by Escape, and taken out again by another scan', async () => {
    await till.page.keyboard.press('Escape');
    await written(till.page, 'pay.scan').waitFor();
    await scan(till, code);
    await written(till.page, 'line-why.not-listed').waitFor();
  });

  it('pays its part with one key, the wallet the rest; the receipt names the lines', async () => {
    await till.page.keyboard.press('F12');
    await till.page.locator('.taken').waitFor();
    await scan(till, await (await customerOf(till)).code());
    await written(till.page, 'paid').waitFor();
    await till.page
      .getByText(say.en('tender.voucher.of', { name: 'Staple food' }))
      .first()
      .waitFor();
    await picture(till.page, 'voucher-paid-en');
    await passesInEachLook(till, 'paid with a voucher');
    const { paid } = await registerOf(till);
    expect(paid?.tenders.map(({ kind }) => kind)).toEqual(['voucher', 'wallet']);
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
  });

  it('that is nobody’s says so, and another way is open', async () => {
    await ring(rice);
    await scan(till, await issue('F00D', 0));
    await written(till.page, 'voucher-why.voucher-consumed').waitFor();
    expect(await button(till.page, 'voucher').isDisabled()).toBe(true);
    await passesInEachLook(till, 'a voucher that can’t pay');
  });
});

async function ring(barcode: string): Promise<void> {
  const before = (await registerOf(till)).basket.pieces;
  await scan(till, barcode);
  await expect.poll(async () => (await registerOf(till)).basket.pieces).toBe(before + 1);
}

async function issue(programme: string, balance: number): Promise<string> {
  const reply = await fetch(`${await schemeUrl(till)}/practice/vouchers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ programme, balance, currency: 'CNY' }),
  });
  const answer: { readonly code: string } = await reply.json();
  return answer.code;
}
