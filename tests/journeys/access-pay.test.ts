import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, heard, openShop, payKey, say, scan, written } from './counter.ts';
import { customerOf, openPractice } from './customer.ts';
import { findings, holdsInEachSize, passesInEachLook, resize } from './looking.ts';
import { type OwnScheme, startOwnScheme } from './own-scheme.ts';
import { tabThrough } from './tabbing.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** Every state in which money is about to move, or has moved, for everybody's eyes and ears. */
let scheme: OwnScheme;
let till: OpenTill;
const keys = '.pay-amount, .pay-actions .button, .pay-card h1';

beforeAll(async () => {
  scheme = await startOwnScheme();
  till = await openShop({ language: 'en', scheme: scheme.url });
});

afterAll(async () => {
  await till.close();
  await scheme.stop();
});

describe('the pay screen holds in every size and passes axe in every look:', () => {
  it('waiting for a code', async () => {
    await openPay('23.50');
    await looksRight('pay', keys);
    expect(await tabThrough(till.page)).toEqual({ missed: [], ringless: [] });
  });

  it('the sheet for a typed code', async () => {
    await button(till.page, 'pay.type').click();
    await till.page.getByRole('dialog').waitFor();
    await passesInEachLook(till, 'typed code');
    await till.page.keyboard.press('Escape');
  });

  it('a code of another wallet', async () => {
    await scan(till, '134567890123456789');
    await written(till.page, 'pay.foreign.means', { how: say.en('how.wechat') }).waitFor();
    await looksRight('foreign code', keys);
  });

  it('taken elsewhere', async () => {
    await till.page.keyboard.press('F10');
    await written(till.page, 'elsewhere.warning').waitFor();
    await looksRight('elsewhere', keys);
    await till.page.keyboard.press('Escape');
  });

  it('cash, with what to give back', async () => {
    await till.page.keyboard.press('F8');
    await till.page.keyboard.type('50', { delay: 100 });
    await written(till.page, 'cash.change').waitFor();
    await looksRight('cash', `${keys}, .cash-rest, .presets .button, .number-pad .button`);
    expect(await tabThrough(till.page)).toEqual({ missed: [], ringless: [] });
  });

  it('paid in cash', async () => {
    await till.page.keyboard.press('F12');
    await till.page.locator('.paid .qr-code').waitFor();
    await looksRight(
      'paid in cash',
      '.paid-title, .paid-change .money, .pay-actions .button, .paid .qr-code',
    );
    await till.page.keyboard.press('Enter');
  });

  it('a code that is held', async () => {
    const customer = await customerOf(till, { pin: '1234', limit: 100 });
    await ask(till, 'basket.addAmount', { amount: '2345.50', taxClass: 'standard' });
    await scan(till, await customer.code());
    await button(till.page, 'pay.send').waitFor();
    await looksRight('held code', keys);
  });

  it('waiting for the customer, then cancelled', async () => {
    await till.page.keyboard.press('F12');
    await written(till.page, 'attempt.awaiting-customer').waitFor();
    await looksRight('waiting', keys);
    await button(till.page, 'attempt.stop').click();
    await written(till.page, 'cancelled').waitFor();
    await looksRight('cancelled', keys);
  });

  it('declined', async () => {
    await scan(till, '81000000000000000010');
    await written(till.page, 'declined.means').waitFor();
    await looksRight('declined', keys);
  });

  it('not known yet, its list, and cash instead', async () => {
    const customer = await customerOf(till);
    await scheme.loseAnswers();
    await scan(till, await customer.code());
    await written(till.page, 'attempt-do.unknown').waitFor();
    await looksRight('unknown', `${keys}, .notice`);
    expect(await tabThrough(till.page)).toEqual({ missed: [], ringless: [] });
    await till.page.keyboard.press('F8');
    await written(till.page, 'cash-instead.means').waitFor();
    await looksRight('cash instead', keys);
    await till.page.keyboard.press('Escape');
    await till.page.keyboard.press('F6');
    await payKey(till).waitFor();
    await button(till.page, 'bar.unresolved', { count: 1 }).click();
    await till.page.getByRole('dialog').waitFor();
    await passesInEachLook(till, 'unresolved');
    await button(till.page, 'unresolved.cash').click();
    await till.page.getByRole('dialog').getByRole('textbox').waitFor();
    await passesInEachLook(till, 'cash instead, later');
    await till.page.keyboard.press('Escape');
    await till.page.keyboard.press('Escape');
    await scheme.answerAgain();
    await expect.poll(async () => (await registerOf(till)).unresolved, { timeout: 40_000 }).toEqual([]);
  });
});

describe('what is found afterwards passes axe in every look:', () => {
  it('a sale in the list, and its correction', async () => {
    await till.page.keyboard.press('Control+2');
    await till.page.getByRole('option').last().click();
    await button(till.page, 'tender.correct').waitFor();
    await passesInEachLook(till, 'sales');
    await button(till.page, 'tender.correct').click();
    await till.page.getByRole('dialog').waitFor();
    await passesInEachLook(till, 'correction');
    await till.page.keyboard.press('Escape');
  });

  it('the report, the count, the closing, and the opening of the next shift', async () => {
    await till.page.keyboard.press('Control+3');
    await till.page.getByRole('tab', { name: say.en('report') }).click();
    await till.page.locator('.figures').waitFor();
    await passesInEachLook(till, 'report');
    await till.page.getByRole('tab', { name: say.en('shift') }).click();
    await button(till.page, 'shift.count').click();
    await till.page.getByRole('dialog').waitFor();
    await passesInEachLook(till, 'count');
    await till.page.getByLabel(say.en('shift.counted-cash')).fill('223.50');
    await till.page.keyboard.press('F12');
    await till.page.locator('#closed-title').waitFor();
    await passesInEachLook(till, 'closed');
    await button(till.page, 'done').click();
    await till.page.keyboard.press('Control+1');
    await written(till.page, 'shift.open.hint').waitFor();
    await looksRight('open shift', '.pay-actions .button, .number-pad .button');
    await till.page.keyboard.press('F12');
  });
});

describe('a screen reader', () => {
  it('hears each state of a payment, the change, and nothing of the one before', async () => {
    await resize(till, 1280, 800);
    await openPay('8');
    const state = till.page.getByRole('alert').filter({ hasText: '¥8.00' });
    await state.filter({ hasText: say.en('pay.scan') }).waitFor({ state: 'attached' });
    await till.page.keyboard.press('F8');
    await till.page.keyboard.type('10', { delay: 100 });
    const change = till.page.getByRole('status').filter({ hasText: '¥2.00' });
    await change.waitFor({ state: 'attached' });
    await till.page.keyboard.press('F12');
    await state.filter({ hasText: say.en('paid') }).waitFor({ state: 'attached' });
    await expect.poll(() => heard(till.page, 'change').textContent()).toContain('¥2.00');
    await till.page.keyboard.press('Enter');
  });
});

it('asks the customer on a phone page that passes axe too', async () => {
  const phone = await openPractice(till, 'phone');
  await openPay('300');
  await phone.locator('#hold').click();
  await phone.locator('#waiting-card').waitFor();
  for (const press of ['#language', '#text-size', '#language', '#text-size']) {
    await phone.locator(press).click();
    expect(await findings(phone), `asking, after ${press}`).toEqual([]);
  }
  await phone.locator('#refuse').click();
  await written(till.page, 'declined.means').waitFor();
});

async function openPay(amount: string): Promise<void> {
  await payKey(till).waitFor();
  await ask(till, 'basket.addAmount', { amount, taxClass: 'standard' });
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
}

async function looksRight(place: string, shown: string): Promise<void> {
  await passesInEachLook(till, place);
  await holdsInEachSize(till, place, shown);
}
