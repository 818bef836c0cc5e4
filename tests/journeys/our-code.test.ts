import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspect } from '../../shared/qr/inspect.ts';
import { button, goods, heard, line, openShop, payKey, say, scan, schemeUrl, written } from './counter.ts';
import { customerOf, openPractice } from './customer.ts';
import { readOffTheWindow } from './decoder.ts';
import { holdsInEachSize, passesInEachLook, resize, wear } from './looking.ts';
import { picture } from './pictures.ts';
import { tabThrough } from './tabbing.ts';
import { type OpenTill, registerOf } from './window.ts';

/** The customer scans our code: off the real window, by a decoder that is not ours, and on the practice phone. */
let till: OpenTill;
let phone: Page;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
  phone = await openPractice(till, 'phone');
});

afterAll(() => till.close());

/** What the scheme made, by its own word to its customers. */
async function madeByTheScheme(): Promise<readonly { readonly payload: string; readonly amount: string }[]> {
  const { wallet } = await customerOf(till);
  const answer = await fetch(`${await schemeUrl(till)}/practice/wallets/${wallet}`);
  const view: { readonly shopCodes: readonly { readonly payload: string; readonly amount: string }[] } =
    await answer.json();
  return view.shopCodes;
}

async function showOurCode(): Promise<void> {
  await till.page.keyboard.press('F4');
  await till.page.locator('.shown-code svg.qr-code').waitFor();
}

/**
 * The row of the code that is shown now, once the phone has heard of it: a page behind another window
 * is let look around but once a minute.
 */
async function phoneRow(): Promise<Locator> {
  await phone.bringToFront();
  const row = phone.locator(`#shop-codes li[data-payment="${(await registerOf(till)).pay?.attempt?.id}"]`);
  await row.waitFor();
  return row;
}

async function openPay(): Promise<void> {
  await scan(till, goods.cola.code);
  await line(till.page, goods.cola.en).waitFor();
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
}

describe('our code', () => {
  it('is one key away, says what to do, and is told to a screen reader', async () => {
    await openPay();
    await showOurCode();
    await written(till.page, 'shown.ask').waitFor();
    await expect.poll(() => heard(till.page, 'payment').textContent()).toContain(say.en('shown.ask'));
    const seconds = async () =>
      Number(/(\d+) s left/.exec((await till.page.locator('.shown-code-left').textContent()) ?? '')?.[1]);
    const left = await seconds();
    expect(left).toBeGreaterThan(60);
    await expect.poll(seconds).toBeLessThan(left);
  });

  it.each([
    { width: 1280, height: 800, language: 'en', textSize: 'normal' },
    { width: 1280, height: 800, language: 'zh-CN', textSize: 'large' },
    { width: 1280, height: 800, language: 'en', textSize: 'large' },
    { width: 1024, height: 600, language: 'zh-CN', textSize: 'normal' },
    { width: 1920, height: 1080, language: 'zh-CN', textSize: 'normal' },
  ] as const)('is read off the window: $width×$height, $language, $textSize text', async (look) => {
    const { width, height, language, textSize } = look;
    await resize(till, width, height);
    await wear(till, { language, textSize });
    if (width === 1280) await picture(till.page, `our-code-${textSize}-${language}`);
    const [payload = ''] = await readOffTheWindow(till.page);
    const [made] = await madeByTheScheme();
    expect(payload).toBe(made?.payload);
    const { shop, pay } = await registerOf(till);
    const read = inspect(payload);
    expect(read).toMatchObject({ kind: 'emv-mpm', valid: true });
    expect(read).toMatchObject({
      fields: { initiation: 'dynamic', currencyCode: 'CNY', amountMinor: Number(pay?.amount.minor) },
    });
    expect(JSON.stringify(read)).toContain(shop.merchantId);
  });

  it('holds in every size and passes axe in every look', async () => {
    const shown = '.pay-amount, .pay-actions .button, .pay-card h1, .shown-code .qr-code, .shown-code-words';
    await holdsInEachSize(till, 'our code', shown);
    await passesInEachLook(till, 'our code');
    expect(await tabThrough(till.page)).toEqual({ missed: [], ringless: [] });
  });

  it('is taken back by Escape: gone at the scheme, nothing taken, other ways open', async () => {
    await till.page.keyboard.press('Escape');
    await written(till.page, 'shown.gone').waitFor();
    expect(await madeByTheScheme()).toEqual([]);
    await holdsInEachSize(till, 'taken back', '.pay-amount, .pay-actions .button, .pay-code .button');
    expect((await registerOf(till)).unresolved).toEqual([]);
  });

  it('is paid by the phone that scans it', async () => {
    await showOurCode();
    await phoneRow().then((row) => row.getByRole('button').click());
    await written(till.page, 'paid').waitFor();
    await expect.poll(() => phone.locator('#result').textContent()).toContain('Paid');
    await expect.poll(() => phone.locator('#shop-codes li').count()).toBe(0);
    await till.page.keyboard.press('Enter');
    await payKey(till).waitFor();
  });

  it('gives way to cash in one step, and cannot be paid any more then', async () => {
    await openPay();
    await showOurCode();
    await phoneRow();
    await picture(phone, 'phone-shop-code-en');
    await till.page.keyboard.press('F8');
    await written(till.page, 'cash.tendered').waitFor();
    expect(await madeByTheScheme()).toEqual([]);
    await till.page.keyboard.type('10', { delay: 100 });
    await till.page.keyboard.press('F12');
    await written(till.page, 'paid').waitFor();
    await till.page.keyboard.press('Enter');
  });

  it('pressed twice at once is one code', async () => {
    await openPay();
    await button(till.page, 'shown.show').dblclick();
    await till.page.locator('.shown-code svg.qr-code').waitFor();
    expect(await madeByTheScheme()).toHaveLength(1);
    expect((await registerOf(till)).unresolved).toHaveLength(1);
  });

  it('that cannot be taken back, as the wallet is silent, is a payment not known yet: no code, and clear words', async () => {
    await phone.bringToFront();
    await phone.locator('#network').click();
    await phone.locator('#network[aria-pressed="true"]').waitFor();
    await button(till.page, 'cash-instead').waitFor();
    await till.page.keyboard.press('Escape');
    await written(till.page, 'attempt-do.cancelling').waitFor();
    await till.page.locator('svg.qr-code').waitFor({ state: 'detached' });
    await phone.locator('#network').click();
    await till.page.keyboard.press('F5');
    await written(till.page, 'shown.gone').waitFor();
    expect(await madeByTheScheme()).toEqual([]);
  });
});
