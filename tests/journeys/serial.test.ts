import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { button, goods, line, openShop, written } from './counter.ts';
import { until } from './until.ts';
import { ask, killAndAwaitNext, type OpenTill, registerOf } from './window.ts';

/** A serial scanner: a pty whose one end the till opens, while the other plays the scanner. */
const folder = mkdtempSync(join(tmpdir(), 'serial-'));
const port = join(folder, 'scanner');
const device = join(folder, 'device');
let till: OpenTill;
let cable: ChildProcess | null = null;

beforeAll(async () => {
  await plugIn();
  till = await openShop({ language: 'en' });
});

afterAll(async () => {
  await till.close();
  await pullOut();
  rmSync(folder, { recursive: true });
});

it('is chosen in the settings and heard from then on', async () => {
  await ask(till, 'settings.set', { serialScanner: port });
  await till.page.keyboard.press('Control+5');
  await till.page.getByRole('radio', { name: port, checked: true }).waitFor();
  await till.page.keyboard.press('Control+1');
  await hearOne(goods.cola.code);
  await line(till.page, goods.cola.en).waitFor();
});

it('leads back to the register when something is scanned elsewhere', async () => {
  await till.page.keyboard.press('Control+3');
  await till.page.getByRole('tablist').waitFor();
  appendFileSync(device, `${goods.canOfCola.code}\r`);
  await line(till.page, goods.canOfCola.en).waitFor();
});

it('is missed when it is pulled out, and heard again when it is plugged in', async () => {
  await pullOut();
  await written(till.page, 'notice.scanner-lost').waitFor();
  await written(till.page, 'notice-do.scanner-lost').waitFor();
  await plugIn();
  await hearOne(goods.bottleOfCola.code);
  await line(till.page, goods.bottleOfCola.en).waitFor();
  await written(till.page, 'notice.scanner-lost').waitFor({ state: 'detached' });
});

it('is remembered over a restart of the core', async () => {
  await killAndAwaitNext(till, 'core');
  await registerOf(till);
  await hearOne(goods.cola.code);
  await button(till.page, 'pay').waitFor();
});

/** Scans one code until the till has it; bytes written before the till opened the port reach nobody. */
async function hearOne(code: string): Promise<void> {
  const before = (await registerOf(till)).basket.pieces;
  await until(async () => {
    if ((await registerOf(till)).basket.pieces > before) return true;
    appendFileSync(device, `${code}\r`);
    return until(async () => (await registerOf(till)).basket.pieces > before, 700).catch(() => false);
  });
}

async function plugIn(): Promise<void> {
  cable = spawn('socat', [`pty,raw,echo=0,link=${port}`, `pty,raw,echo=0,link=${device}`]);
  await until(() => existsSync(port) && existsSync(device));
}

async function pullOut(): Promise<void> {
  if (!cable || cable.exitCode !== null) return;
  cable.kill('SIGKILL');
  await once(cable, 'exit');
  for (const link of [port, device]) rmSync(link, { force: true });
}
