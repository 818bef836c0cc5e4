import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, heard, line, openShop, payKey, say, total } from './counter.ts';
import { pressKeys, scanByKeys } from './keyboard.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** A keyboard scanner at the register: real key events of the display, 1 ms apart, Enter at the end. */
let till: OpenTill;
const { cola, canOfCola } = goods;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
});

afterEach(async () => {
  await till.page.keyboard.press('Escape');
  await ask(till, 'basket.abandon', {});
});

afterAll(() => till.close());

describe('a scan by keys', () => {
  it('is counted in the basket and read out, wherever nothing has the focus', async () => {
    await scanByKeys(till, cola.code);
    await line(till.page, cola.en).waitFor();
    await expect.poll(() => total(till.page).textContent()).toBe('¥3.00');
    await expect.poll(() => heard(till.page, 'scan').textContent()).toContain(`${cola.en}, 1, 3.00`);
  });

  it('is never typed into the search field that has the focus', async () => {
    await till.page.keyboard.press('F2');
    const field = till.page.getByRole('combobox');
    await expect.poll(() => field.evaluate((each) => each === document.activeElement)).toBe(true);
    await scanByKeys(till, cola.code);
    await line(till.page, cola.en).waitFor();
    expect(await field.inputValue()).toBe('');
  });

  it('leaves what a person was typing as it was', async () => {
    await till.page.keyboard.press('F2');
    const field = till.page.getByRole('combobox');
    await field.pressSequentially('tea', { delay: 80 });
    await till.page.locator('#found [role="option"]').first().waitFor();
    await scanByKeys(till, cola.code);
    await line(till.page, cola.en).waitFor();
    expect(await field.inputValue()).toBe('tea');
    expect((await registerOf(till)).basket.lines).toHaveLength(1);
  });

  it('is counted behind the quantity sheet and does not become the quantity', async () => {
    await scanByKeys(till, cola.code);
    await line(till.page, cola.en).waitFor();
    await till.page.keyboard.press('F3');
    const field = till.page.getByRole('dialog').getByRole('textbox');
    await field.waitFor();
    await scanByKeys(till, canOfCola.code);
    await expect.poll(async () => (await registerOf(till)).basket.lines.length).toBe(2);
    expect(await field.inputValue()).toBe('');
    expect(await till.page.getByRole('dialog').count()).toBe(1);
    await till.page.keyboard.press('Escape');
    await line(till.page, canOfCola.en).waitFor();
  });

  it('counts the same product up, scan by scan, and keeps its row in view', async () => {
    for (const _ of [1, 2, 3]) await scanByKeys(till, cola.code);
    await expect.poll(() => line(till.page, cola.en).locator('.line-quantity').textContent()).toBe('3');
    expect(await line(till.page, cola.en).count()).toBe(1);
  });
});

describe('the Enter that a scanner sends', () => {
  it('presses no key that has the focus', async () => {
    await scanByKeys(till, cola.code);
    await line(till.page, cola.en).waitFor();
    await payKey(till).focus();
    await scanByKeys(till, cola.code);
    await expect.poll(async () => (await registerOf(till)).basket.lines[0]?.quantity).toBe('2');
    expect((await registerOf(till)).pay).toBeNull();
  });

  it('is swallowed too where the scanner sends one more behind it', async () => {
    const hold = button(till.page, 'hold');
    await scanByKeys(till, cola.code);
    await line(till.page, cola.en).waitFor();
    await hold.focus();
    await scanByKeys(till, cola.code, 2);
    await expect.poll(async () => (await registerOf(till)).basket.lines[0]?.quantity).toBe('2');
    expect((await registerOf(till)).held).toEqual([]);
  });

  it('never presses the pay key, not even pressed by a person', async () => {
    await scanByKeys(till, cola.code);
    await line(till.page, cola.en).waitFor();
    await payKey(till).focus();
    await till.page.waitForTimeout(600);
    await pressKeys(till, 'key', 'Return');
    await pressKeys(till, 'key', 'F6');
    await expect.poll(async () => (await registerOf(till)).held.length).toBe(1);
    expect((await registerOf(till)).pay).toBeNull();
    const [held] = (await registerOf(till)).held;
    await ask(till, 'basket.recall', { basketId: held?.basketId ?? '' });
  });
});

describe('a code that is no goods', () => {
  it.each([
    ['a wrong last digit', '6928804011143', 'scan-why.bad-check-digit'],
    ['a product that nobody sells', '6900000000007', 'scan-why.unknown-product'],
  ] as const)('stands as a red row that says so: %s', async (_, code, why) => {
    await scanByKeys(till, code);
    const row = till.page.locator('.basket .refused');
    await row.waitFor();
    expect(await row.locator('.refused-words').textContent()).toBe(say.en(why, { code }));
    await expect.poll(() => heard(till.page, 'scan').textContent()).toBe(say.en(why, { code }));
    expect((await registerOf(till)).basket.lines).toEqual([]);
    expect(await row.getByRole('button').count()).toBeGreaterThan(1);
    for (const each of await row.getByRole('button').all()) {
      await each.focus();
      expect(await each.evaluate((key) => key === document.activeElement)).toBe(true);
    }
    await row.getByRole('button', { name: say.en('ignore') }).press('Space');
    await row.waitFor({ state: 'detached' });
  });
});
