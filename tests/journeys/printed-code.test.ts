import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../build/bundle.ts';
import { inspect } from '../../shared/qr/inspect.ts';
import { practise } from '../sandbox/counter.ts';
import { button, goods, line, openShop, payKey, say, scan, schemeUrl, total, written } from './counter.ts';
import { customerOf } from './customer.ts';
import { holdsInEachSize, passesInEachLook, wear } from './looking.ts';
import { picture } from './pictures.ts';
import { spoken, startListening } from './voice.ts';
import { ask, type OpenTill, registerOf } from './window.ts';

const run = promisify(execFile);

/** The sheet that a shop hangs up, and what is paid by it, in the real window. */
let till: OpenTill;
let folder: string;
let payload = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sheet-'));
  till = await openShop();
});

afterAll(async () => {
  await till.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a person does in the system's own dialog, which no test can press: choose this file, or none. */
async function chooseFile(filePath: string | null): Promise<void> {
  await till.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () =>
      Promise.resolve(
        chosen === null ? { canceled: true, filePath: '' } : { canceled: false, filePath: chosen },
      );
  }, filePath);
}

async function openSettings(): Promise<void> {
  await button(till.page, 'room.settings').click();
  await button(till.page, 'printed-code.print').waitFor();
}

async function payByPrintedCode(amount: string, wallet?: string): Promise<void> {
  const payer = wallet ?? (await customerOf(till)).wallet;
  const url = await schemeUrl(till);
  const paid = await practise(url, `/practice/wallets/${payer}/printed-code`, { payload, amount });
  expect(paid).toMatchObject({ state: 'succeeded' });
}

it('the sheet is one page of A6 whose code pays this shop, read by a reader that is not ours', async () => {
  const { page } = till;
  await openSettings();
  const file = join(folder, 'sheet.pdf');
  await chooseFile(file);
  await button(page, 'printed-code.print').click();
  await written(page, 'printed-code.saved').waitFor();
  await page.getByText(file).waitFor();
  await picture(page, 'printed-code-saved');
  const { stdout: facts } = await run('pdfinfo', [file]);
  expect(facts).toMatch(/Pages:\s+1\n/);
  const [, width = '', height = ''] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(facts) ?? [];
  // A6 is 105 × 148 mm.
  expect(Math.abs(Number(width) - 297.6)).toBeLessThan(2);
  expect(Math.abs(Number(height) - 419.5)).toBeLessThan(2);
  const { stdout: text } = await run('pdftotext', ['-layout', file, '-']);
  const { shop } = await registerOf(till);
  for (const words of ['扫码付款', 'Scan to pay', shop.merchantId]) expect(text).toContain(words);
  expect(text.replace(/\s/g, '')).toContain(shop.name.replace(/\s/g, ''));
  const { stdout: fonts } = await run('pdffonts', [file]);
  // Every font travels inside the file: a print shop has no Chinese one.
  const rows = fonts.trim().split('\n').slice(2);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatch(/\s+yes\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$/);
  await run('pdftoppm', ['-r', '150', '-png', '-singlefile', file, join(folder, 'sheet')]);
  if (process.env.SCREENSHOTS === '1')
    copyFileSync(join(folder, 'sheet.png'), join(root, 'docs/screenshots/printed-code-sheet.png'));
  const { stdout: read } = await run('zbarimg', ['--quiet', '--raw', join(folder, 'sheet.png')]);
  payload = read.trim();
  expect(inspect(payload)).toMatchObject({
    kind: 'emv-mpm',
    valid: true,
    fields: {
      initiation: 'static',
      currencyCode: shop.currency,
      accounts: [{ sub: { '01': shop.merchantId } }],
      additional: { terminalLabel: shop.terminalId },
    },
  });
});

it('a dialog that is left writes nothing, and a place that takes no file is said', async () => {
  const { page } = till;
  await chooseFile(null);
  expect(await ask(till, 'shop.printCode', {})).toEqual({ ok: true, value: { file: null } });
  await chooseFile(join(folder, 'nowhere', 'sheet.pdf'));
  await button(page, 'printed-code.print').click();
  await written(page, 'problem.file-not-written').waitFor();
  expect(await till.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

it('words of a shop are words on the sheet, whatever stands in them', async () => {
  const windows = await till.electron.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
    const shop = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    await window.loadURL(
      `till://app/printed-code.html?${new URLSearchParams({ shop, merchant: 'M', code: 'x' })}`,
    );
    const title = window.webContents.getTitle();
    const contents = window.webContents;
    const shown: string = await contents.executeJavaScript("document.getElementById('shop').innerHTML");
    window.destroy();
    return { title, shown };
  });
  expect(windows.title).toBe('Countertop');
  expect(windows.shown).toContain('&lt;img');
});

it('what is paid by it is shown in the bar; one press takes it for the sale on the screen', async () => {
  const { page } = till;
  await button(page, 'room.sell').click();
  await scan(till, goods.cola.code);
  await line(page, goods.cola.en).waitFor();
  const due = ((await total(page).textContent()) ?? '').replace(/[^\d.]/g, '');
  await startListening(till);
  await payByPrintedCode(due);
  await payByPrintedCode('1');
  await button(page, 'bar.received', { count: 2 }).waitFor();
  await expect.poll(async () => (await spoken(till)).filter((clip) => clip === 'en/received').length).toBe(2);
  await payKey(till).click();
  await button(page, 'received.take').waitFor();
  await picture(page, 'printed-code-offer');
  for (const language of ['zh-CN', 'en'] as const) {
    await wear(till, { language, textSize: 'large' });
    await picture(page, `printed-code-offer-large-${language}`);
  }
  await holdsInEachSize(till, 'the offer', '.pay-amount, .pay-received, .pay-actions .button');
  await passesInEachLook(till, 'the offer');
  await button(page, 'received.take').click();
  await button(page, 'next-sale').waitFor();
  const { paid, received } = await registerOf(till);
  expect(paid).toMatchObject({ tender: 'wallet' });
  expect(received).toMatchObject([{ amount: { minor: '100' } }]);
  await button(page, 'next-sale').click();
});

it('what has no sale stands in a list and goes back to who paid', async () => {
  const { page } = till;
  await button(page, 'bar.received', { count: 1 }).click();
  await written(page, 'received.means').waitFor();
  await picture(page, 'printed-code-list');
  await passesInEachLook(till, 'the list');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Give back|退回/ })
    .click();
  await written(page, 'received.give-back.means').waitFor();
  await page.keyboard.press('F12');
  await expect.poll(async () => (await registerOf(till)).received, { timeout: 10_000 }).toEqual([]);
});

it('the day says how much came in by it, and the Z says it for its shift', async () => {
  const { page } = till;
  await page.keyboard.press('Control+3');
  await page.getByRole('tab', { name: say.en('report') }).click();
  await page.locator('.figures').getByText(say.en('report.received')).waitFor();
  expect(await page.locator('.figures').textContent()).toContain('2 payments');
  await picture(page, 'printed-code-day');
  await page.getByRole('tab', { name: say.en('shift') }).click();
  await written(page, 'report.received').waitFor();
  const closed = await ask(till, 'shift.close', { countedCash: '200', countedElsewhere: '0' });
  expect(closed).toMatchObject({ ok: true, value: { shift: { received: { count: 2 } } } });
});

it('a sheet holds the code in large text too, in both languages of the screen', async () => {
  const { page } = till;
  await openSettings();
  for (const language of ['en', 'zh-CN'] as const) {
    await ask(till, 'settings.set', { language, textSize: 'large' });
    const file = join(folder, `${language}.pdf`);
    await chooseFile(file);
    await button(page, 'printed-code.print').click();
    await page.getByText(file).waitFor();
    await picture(page, `printed-code-settings-large-${language}`);
    const before = readFileSync(join(folder, 'sheet.pdf')).length;
    expect(Math.abs(readFileSync(file).length - before)).toBeLessThan(before / 10);
  }
});
