import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, openShop, payKey, say, scan, written } from './counter.ts';
import { customerOf } from './customer.ts';
import { holdsInEachSize, passesInEachLook } from './looking.ts';
import { type OwnScheme, startOwnScheme } from './own-scheme.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** Goods that come back: the receipt is scanned, a line chosen, and the money goes where it came from. */
let scheme: OwnScheme;
let till: OpenTill;

beforeAll(async () => {
  scheme = await startOwnScheme();
  till = await openShop({ language: 'en', scheme: scheme.url });
});

afterAll(async () => {
  await till.close();
  await scheme.stop();
});

const sheet = () => till.page.getByRole('dialog');
const refundKey = (amount: string) => sheet().getByRole('button', { name: say.en('refund.do', { amount }) });
const choose = (words: string) => sheet().getByText(words, { exact: true }).click();

describe('a sale that a wallet has paid', () => {
  it('is found by scanning the code on its receipt, also as the printed link', async () => {
    await sell([goods.cola.code, goods.bottleOfCola.code]);
    await till.page.keyboard.press('F12');
    await written(till.page, 'pay.scan').waitFor();
    await scan(till, await (await customerOf(till)).code());
    await written(till.page, 'paid').waitFor();
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
    await scan(till, await printedLink());
    await till.page.locator('.receipt').waitFor();
    await till.page.keyboard.press('F8');
    await sheet().getByText(goods.cola.en, { exact: true }).waitFor();
  });

  it('says what would go back and where, and does nothing for Enter', async () => {
    await sheet()
      .getByRole('button', { name: say.en('refund.more', { name: goods.cola.en }) })
      .click();
    await sheet().getByText(say.en('refund.to.wallet')).waitFor();
    await refundKey('¥3.00').waitFor();
    expect(await refundKey('¥3.00').isDisabled()).toBe(true);
    await choose(say.en('refund-reason.faulty'));
    await expect.poll(() => refundKey('¥3.00').isDisabled()).toBe(false);
    await passesInEachLook(till, 'refund by line');
    await refundKey('¥3.00').focus();
    await till.page.keyboard.press('Enter');
    await till.page.keyboard.press('Enter');
    expect((await registerOf(till)).nextReceiptNumber).toBe(2);
  });

  it('is pending in words while nobody hears of the wallet, and says so in the sale and in the list', async () => {
    await scheme.loseAnswers();
    await refundKey('¥3.00').dblclick();
    await sheet().getByText(pending).waitFor();
    expect((await registerOf(till)).nextReceiptNumber).toBe(3);
    await passesInEachLook(till, 'refund pending');
    await till.page.keyboard.press('Enter');
    await till.page.locator('.refunds').getByText(pending).waitFor();
    await button(till.page, 'bar.unresolved', { count: 1 }).click();
    await sheet()
      .getByText(say.en('refund.of', { number: '0001' }))
      .waitFor();
    await passesInEachLook(till, 'refund in the list');
    await till.page.keyboard.press('Escape');
  });

  it('is done by itself once the wallet answers, once', async () => {
    await scheme.answerAgain();
    const done = till.page.locator('.refunds').getByText(say.en('refund-state.refunded'));
    await done.waitFor({ timeout: 40_000 });
    expect((await registerOf(till)).refunds).toEqual([]);
  });

  it('gives nothing back above what was paid', async () => {
    await till.page.keyboard.press('F8');
    await sheet().getByText(say.en('refund.by.amount'), { exact: true }).click();
    await choose(say.en('refund-reason.wrong-price'));
    await sheet().locator('.amount-entry input').fill('6.51');
    await sheet().getByText(say.en('problem.refund-too-large')).waitFor();
    await till.page.keyboard.press('F12');
    expect((await registerOf(till)).nextReceiptNumber).toBe(3);
    const { sales } = await listed();
    const saleId = sales.find(({ kind }) => kind === 'sale')?.saleId ?? '';
    const over = await ask(till, 'sales.refund', {
      id: '019abcde-0000-7000-8000-000000000009',
      saleId,
      what: { by: 'amount', amount: '6.51' },
      reason: 'faulty',
      note: '',
      total: { minor: '651', currency: 'CNY' },
    });
    expect(over).toMatchObject({ ok: false, problem: { code: 'refund-too-large' } });
    await passesInEachLook(till, 'refund by amount');
    await till.page.keyboard.press('Escape');
    await till.page.keyboard.press('Control+1');
    await payKey(till).waitFor();
  });
});

describe('a sale that was paid in cash', () => {
  it('is given back whole out of the drawer, and its refund is printed again as a copy', async () => {
    await sell([goods.canOfCola.code]);
    await till.page.keyboard.press('F12');
    await written(till.page, 'pay.scan').waitFor();
    expect((await ask(till, 'pay.cash', { tendered: '5' })).ok).toBe(true);
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
    await till.page.keyboard.press('Control+2');
    await till.page.getByRole('option').first().click();
    await till.page.locator('.receipt').getByText('¥2.80').first().waitFor();
    await till.page.keyboard.press('F8');
    await sheet()
      .getByRole('button', { name: say.en('refund.everything') })
      .click();
    await choose(say.en('refund-reason.unwanted'));
    await refundKey('¥2.80').waitFor();
    await expect.poll(() => refundKey('¥2.80').isDisabled()).toBe(false);
    await till.page.keyboard.press('F12');
    await sheet()
      .getByText(say.en('refund.hand-over', { amount: '¥2.80' }))
      .waitFor();
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('option').first().click();
    await till.page.getByText(say.en('receipt.refund-of', { number: 3 })).waitFor();
    await button(till.page, 'receipt.make-copy').click();
    await till.page.getByText(say.en('receipt.copy', { number: 1 })).waitFor();
    await passesInEachLook(till, 'a refund among the sales');
    const { shift } = await shiftNow();
    expect(shift?.tenders?.[0]?.expected.minor).toBe('20000');
  });
});

describe('a wallet that is closed before the money is back', () => {
  it('says that the wallet refused, and what to do, in the sale and in the list', async () => {
    const customer = await customerOf(till);
    await till.page.keyboard.press('Control+1');
    await sell([goods.cola.code]);
    await till.page.keyboard.press('F12');
    await written(till.page, 'pay.scan').waitFor();
    await scan(till, await customer.code());
    await written(till.page, 'paid').waitFor();
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
    await customer.block();
    await scan(till, await printedLink());
    await till.page.locator('.receipt').waitFor();
    await till.page.keyboard.press('F8');
    await sheet()
      .getByRole('button', { name: say.en('refund.everything') })
      .click();
    await choose(say.en('refund-reason.unwanted'));
    await expect.poll(() => refundKey('¥3.00').isDisabled()).toBe(false);
    await till.page.keyboard.press('F12');
    await sheet().getByText(say.en('refund-state.owed')).waitFor();
    await passesInEachLook(till, 'a refused refund');
    await till.page.keyboard.press('Enter');
    await button(till.page, 'bar.unresolved', { count: 1 }).click();
  });

  it('is paid out in cash, once, out of this shift’s drawer', async () => {
    const before = await expectedCash();
    const payOut = sheet().getByRole('button', { name: say.en('refund.pay-out') });
    await payOut.click();
    await sheet().getByText(say.en('refund.pay-out.means')).waitFor();
    await passesInEachLook(till, 'pay-out sheet');
    await holdsInEachSize(till, 'pay-out sheet', '[role=dialog] button');
    await payOut.dblclick();
    await expect.poll(async () => (await registerOf(till)).refunds).toEqual([]);
    expect(before - (await expectedCash())).toBe(300n);
  });
});

async function expectedCash(): Promise<bigint> {
  return BigInt((await shiftNow()).shift?.tenders?.[0]?.expected.minor ?? '0');
}

const pending = new RegExp(`${say.en('refund-state.pending')}`);

async function sell(codes: readonly string[]): Promise<void> {
  for (const [index, code] of codes.entries()) {
    await scan(till, code);
    await till.page.locator('.basket .line').nth(index).waitFor();
  }
}

async function listed() {
  const answer = await ask(till, 'sales.list', { limit: 10 });
  if (!answer.ok) throw new Error(answer.problem.code);
  return answer.value;
}

async function shiftNow() {
  const answer = await ask(till, 'shift.get', {});
  if (!answer.ok) throw new Error(answer.problem.code);
  return answer.value;
}

/** What a receipt's QR holds where a scheme has a page for it. */
async function printedLink(): Promise<string> {
  const saleId = (await listed()).sales[0]?.saleId ?? '';
  const receipt = await ask(till, 'sales.receipt', { saleId });
  if (!receipt.ok) throw new Error(receipt.problem.code);
  return `https://pay.example/r/${receipt.value.code}`;
}
