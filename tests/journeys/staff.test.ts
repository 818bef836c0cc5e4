import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, goods, line, openShop, payKey, say, scan, written } from './counter.ts';
import { holdsInEachSize, passesInEachLook } from './looking.ts';
import { picture } from './pictures.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

/** Several people at one till: each by their PIN, the manager's approval in place, wrong PINs that wait. */
let till: OpenTill;

beforeAll(async () => {
  till = await openShop({ language: 'en' });
});

afterAll(() => till.close());

const pins = { owner: '74019362', manager: '58203714', cashier: '93640275' } as const;
const wrong = '60281734';

const sheet = () => till.page.getByRole('dialog');
const pinField = (label: string) => till.page.getByLabel(label, { exact: true });
const pinOf = (name: string) => say.en('pin.of', { name });

describe('in the settings', () => {
  it('the owner sets a PIN by the pad, and a second person comes only after it', async () => {
    await till.page.keyboard.press('Control+5');
    await written(till.page, 'people.alone').waitFor();
    await passesInEachLook(till, 'people, one without PIN');
    expect(await button(till.page, 'people.add').count()).toBe(0);
    const name = (await registerOf(till)).staff.name;
    await button(till.page, 'people.pin.new', { name }).click();
    await sheet().waitFor();
    for (const digit of pins.owner) await sheet().getByRole('button', { name: digit, exact: true }).click();
    await pinField(say.en('people.pin.again')).fill(wrong);
    await written(till.page, 'people.pin.differ').waitFor();
    await passesInEachLook(till, 'a new PIN');
    await pinField(say.en('people.pin.again')).fill(pins.owner);
    await till.page.keyboard.press('Enter');
    await button(till.page, 'people.add').waitFor();
    expect((await registerOf(till)).lock).toMatchObject({ usesPins: true, isLocked: false });
  });

  it('adds a cashier and a manager', async () => {
    for (const [name, role, pin] of [
      ['Mei', 'cashier', pins.cashier],
      ['Li', 'manager', pins.manager],
    ] as const) {
      await button(till.page, 'people.add').click();
      await sheet().getByLabel(say.en('people.name')).fill(name);
      await sheet()
        .getByText(say.en(`role.${role}`), { exact: true })
        .click();
      await pinField(say.en('people.pin.new', { name })).fill(pin);
      await pinField(say.en('people.pin.again')).fill(pin);
      await pinField(say.en('people.pin.own')).fill(pins.owner);
      if (role === 'manager') await passesInEachLook(till, 'a person');
      await till.page.keyboard.press('F12');
      await till.page.getByText(say.en('person', { name, role: say.en(`role.${role}`) })).waitFor();
    }
    await passesInEachLook(till, 'people');
    await picture(till.page, 'people-en');
  });
});

describe('a locked till', () => {
  it('shows who works here, holds on every screen, and keeps a scan for who comes', async () => {
    await till.page.keyboard.press('Control+1');
    await payKey(till).waitFor();
    await button(till.page, 'lock').click();
    await written(till.page, 'lock.title').waitFor();
    await scan(till, goods.cola.code);
    await written(till.page, 'lock.kept', { count: 1 }).waitFor();
    await passesInEachLook(till, 'lock screen');
    await holdsInEachSize(
      till,
      'lock screen',
      '.lock-card .button, .lock-card .choice-option, .lock-bar .chip',
    );
    await picture(till.page, 'locked-en');
    expect(await ask(till, 'goods.categories', {})).toMatchObject({ problem: { code: 'till-locked' } });
  });

  it('counts wrong PINs and says for how many seconds it waits, for that person alone', async () => {
    await till.page.getByText(say.en('person', { name: 'Mei', role: say.en('role.cashier') })).click();
    for (const left of [3, 2, 1]) {
      await typePin('Mei', wrong);
      await written(till.page, 'problem.pin-wrong', { left }).waitFor();
    }
    await typePin('Mei', wrong);
    await till.page.getByText(/Wait (30|2\d) s/).waitFor();
    expect(await pinField(pinOf('Mei')).isDisabled()).toBe(true);
    await passesInEachLook(till, 'lock screen, waiting');
    await till.page.getByText(/Wait (1\d|\d) s/).waitFor({ timeout: 40_000 });
    await till.page.getByText(say.en('person', { name: 'Li', role: say.en('role.manager') })).click();
    await typePin('Li', pins.manager);
    await payKey(till).waitFor();
    await line(till.page, goods.cola.en).waitFor();
    expect((await registerOf(till)).staff.name).toBe('Li');
  });

  it('opens for the cashier once the wait is over, with the basket as it was', async () => {
    await till.page.keyboard.press('Control+l');
    await till.page.getByText(say.en('person', { name: 'Mei', role: say.en('role.cashier') })).click();
    await expect.poll(() => pinField(pinOf('Mei')).isDisabled(), { timeout: 40_000 }).toBe(false);
    await typePin('Mei', pins.cashier);
    await line(till.page, goods.cola.en).waitFor();
    expect((await registerOf(till)).staff).toMatchObject({ name: 'Mei', role: 'cashier' });
  });
});

describe('a cashier who may not refund so much', () => {
  it('asks the manager in place, who allows it by PIN; nothing entered is lost, nor the sale in hand', async () => {
    await ask(till, 'basket.abandon', {});
    await ask(till, 'basket.addAmount', { amount: '260', taxClass: 'standard' });
    await ask(till, 'pay.open', {});
    await ask(till, 'pay.cash', { tendered: '260' });
    await ask(till, 'pay.next', {});
    await scan(till, goods.bottleOfCola.code);
    await line(till.page, goods.bottleOfCola.en).waitFor();
    await till.page.keyboard.press('Control+2');
    await till.page.getByRole('option').first().click();
    await till.page.locator('.receipt').getByText('¥260.00').first().waitFor();
    await till.page.keyboard.press('F8');
    await sheet()
      .getByRole('button', { name: say.en('refund.everything') })
      .click();
    await sheet().getByText(say.en('refund-reason.faulty'), { exact: true }).click();
    await sheet().getByText(say.en('problem.refund-above-limit')).waitFor();
    const give = sheet().getByRole('button', { name: say.en('refund.do', { amount: '¥260.00' }) });
    await expect.poll(() => give.isDisabled()).toBe(false);
    await give.click();
    await sheet().getByText(say.en('approval.what.refund')).waitFor();
    await passesInEachLook(till, 'approval');
    await holdsInEachSize(till, 'approval', '[role=dialog] button');
    await picture(till.page, 'approval-en');
    await sheet()
      .getByText(say.en('person', { name: 'Li', role: say.en('role.manager') }))
      .click();
    await pinField(pinOf('Li')).fill(wrong);
    await till.page.keyboard.press('F12');
    await written(till.page, 'problem.pin-wrong', { left: 3 }).waitFor();
    await pinField(pinOf('Li')).fill(pins.manager);
    await till.page.keyboard.press('Enter');
    expect((await registerOf(till)).nextReceiptNumber).toBe(2);
    await till.page.keyboard.press('F12');
    await sheet()
      .getByText(say.en('refund.hand-over', { amount: '¥260.00' }))
      .waitFor();
    await till.page.keyboard.press('Enter');
    const { staff, nextReceiptNumber } = await registerOf(till);
    expect({ name: staff.name, nextReceiptNumber }).toEqual({ name: 'Mei', nextReceiptNumber: 3 });
    await till.page.keyboard.press('Control+1');
    await line(till.page, goods.bottleOfCola.en).waitFor();
  });

  it('is asked the same way at the pay key for a discount, and goes back by Escape with nothing changed', async () => {
    await button(till.page, 'discount').click();
    await sheet().locator('.amount-entry input').fill('50');
    await till.page.keyboard.press('Enter');
    await sheet().getByText(say.en('approval.what.discount')).waitFor();
    await till.page.keyboard.press('Escape');
    await sheet().getByText(say.en('problem.discount-above-limit')).waitFor();
    await till.page.keyboard.press('Enter');
    await pinField(pinOf((await registerOf(till)).lock.people[0]?.name ?? '')).fill(pins.owner);
    await till.page.keyboard.press('F12');
    await sheet().waitFor({ state: 'detached' });
    expect((await registerOf(till)).basket.discount).toEqual({ kind: 'percent', basisPoints: 5000 });
    await till.page.keyboard.press('F12');
    await written(till.page, 'pay.scan').waitFor();
    await till.page.keyboard.press('Escape');
  });

  it('finds in the settings only what is theirs', async () => {
    await till.page.keyboard.press('Control+5');
    await button(till.page, 'people.pin.new', { name: 'Mei' }).waitFor();
    expect(await button(till.page, 'people.add').count()).toBe(0);
    await passesInEachLook(till, 'settings of a cashier');
  });
});

it('no PIN was printed by core, sandbox or shell', () => {
  const printed = till.printed();
  expect([...Object.values(pins), wrong].filter((pin) => printed.includes(pin))).toEqual([]);
});

/** As fingers on a keyboard do: wherever the focus is after the name was tapped. */
async function typePin(name: string, pin: string): Promise<void> {
  await expect.poll(() => pinField(pinOf(name)).isDisabled()).toBe(false);
  await till.page.keyboard.type(pin, { delay: 80 });
  await till.page.keyboard.press('Enter');
}
