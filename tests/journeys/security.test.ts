import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentPolicy } from '../../main/shell/asset.ts';
import type { TillClient } from '../../shared/contract.ts';
import { type OpenTill, openTill } from './window.ts';

/** The window as an attacker's words in a product name would find it (trust.md §1, in the real window). */
let till: OpenTill;

beforeAll(async () => {
  till = await openTill({ language: 'en', switches: ['--use-fake-device-for-media-stream'] });
});

afterAll(() => till.close());

describe('the register’s window', () => {
  it('is sandboxed and isolated, and its page has nothing of Node', async () => {
    expect(await preloadSees(till)).toEqual({ sandboxed: true, contextIsolated: true });
    const names = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'];
    expect(await till.page.evaluate((all) => all.filter((name) => name in window), names)).toEqual([]);
    expect(await till.page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false);
  });

  it('has one way outward, with no channel to choose', async () => {
    expect(await till.page.evaluate(() => Object.keys(Reflect.get(window, 'till')).sort())).toEqual([
      'ask',
      'on',
    ]);
  });

  it('is served under exactly our policy, with another nonce each time', async () => {
    const seen = await till.page.evaluate(async () => {
      const reply = await fetch('till://app/index.html');
      const page = await reply.text();
      const nonce = /property="csp-nonce" nonce="([^"]+)"/.exec(page)?.[1] ?? '';
      const own = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
      return { nonce, own, policy: reply.headers.get('content-security-policy') };
    });
    expect(seen.policy).toBe(contentPolicy(seen.nonce));
    expect(seen.own).toBeTruthy();
    expect(seen.own).not.toBe(seen.nonce);
  });

  it.each([
    [
      'an inline script',
      () => {
        const script = document.createElement('script');
        script.append('window.broken = 1');
        document.body.append(script);
      },
    ],
    // Later, since what a debugger evaluates is excused from the policy while it runs.
    ['eval', () => setTimeout(() => Reflect.get(window, 'eval')('window.broken = 1'))],
    [
      'markup from a string',
      () => document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="broken=1">'),
    ],
    ['a fetch to elsewhere', () => fetch('http://127.0.0.1:1/')],
    ['a socket to elsewhere', () => new WebSocket('ws://127.0.0.1:1/').url],
    [
      'a frame',
      () =>
        document.body.append(
          Object.assign(document.createElement('iframe'), { src: 'https://example.com/' }),
        ),
    ],
    [
      'a frame of its own',
      () =>
        document.body.append(
          Object.assign(document.createElement('iframe'), { src: 'till://app/index.html' }),
        ),
    ],
  ])('refuses %s and says so', async (_, attempt) => {
    const violations = await violationsOf(till.page, attempt);
    expect(violations.length).toBeGreaterThan(0);
    expect(await till.page.evaluate(() => 'broken' in window)).toBe(false);
  });

  it.each([
    'till://app/..%2fmain.cjs',
    'till://app/..%2f..%2f..%2fpackage.json',
    'till://app/%2e%2e%2fcore.cjs',
    'till://app/..%5cmain.cjs',
  ])('finds nothing at %s', async (address) => {
    expect(await till.page.evaluate(async (wanted) => (await fetch(wanted)).status, address)).toBe(404);
  });

  it.each([
    ['window.open', () => void window.open('https://example.com/')],
    ['a new address', () => void location.assign('https://example.com/')],
    ['an address of its own scheme', () => void location.assign('till://other/index.html')],
    ['a file', () => void location.assign('file:///etc/passwd')],
    [
      'a form',
      () => {
        const form = Object.assign(document.createElement('form'), {
          action: 'https://example.com/',
          method: 'post',
        });
        document.body.append(form);
        form.submit();
        form.remove();
      },
    ],
  ])('stays where it is after %s', async (_, attempt) => {
    await till.page.evaluate(attempt);
    await settle(till.page);
    expect(till.page.url()).toMatch(/^till:\/\/app\/index\.html/);
    expect(till.electron.windows()).toHaveLength(1);
  });

  it('stays where it is after a middle click on a link', async () => {
    await till.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), {
        href: 'https://example.com/',
        id: 'lure',
        textContent: 'lure',
      });
      link.style.cssText = 'position:fixed;inset:0 auto auto 0;z-index:9999';
      document.body.append(link);
    });
    await till.page.mouse.click(5, 5, { button: 'middle' });
    await till.page.mouse.click(5, 5);
    await settle(till.page);
    await till.page.evaluate(() => document.getElementById('lure')?.remove());
    expect(till.page.url()).toMatch(/^till:\/\/app\/index\.html/);
    expect(till.electron.windows()).toHaveLength(1);
  });

  it('is refused microphone, camera, clipboard, place, notices, USB, HID and serial', async () => {
    expect(await till.page.evaluate(askForEverything)).toEqual({
      microphone: 'NotAllowedError',
      camera: 'NotAllowedError',
      clipboard: 'NotAllowedError',
      place: 'PERMISSION_DENIED',
      notices: 'denied',
      devices: 0,
    });
  });
});

describe('a practice window', () => {
  it('shows the sandbox’s page and reaches nothing of the till, nor any other address', async () => {
    const opening = till.electron.waitForEvent('window');
    const asked = await till.page.evaluate(() =>
      (Reflect.get(window, 'till') as TillClient).ask('practice.open', { page: 'phone' }),
    );
    expect(asked).toMatchObject({ ok: true });
    const phone = await opening;
    await phone.waitForLoadState();
    const { origin } = new URL(phone.url());
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(
      await phone.evaluate(() => ['till', 'require', 'process'].filter((name) => name in window)),
    ).toEqual([]);
    await phone.evaluate(() => {
      window.open('https://example.com/');
      location.assign('https://example.com/');
    });
    await settle(phone);
    expect(new URL(phone.url()).origin).toBe(origin);
    expect(till.electron.windows()).toHaveLength(2);
    await phone.close();
  });
});

/** What the page was refused while it tried; what it threw is a refusal too, seen by its report. */
async function violationsOf(page: Page, attempt: () => unknown): Promise<readonly string[]> {
  await page.evaluate(() => {
    const refused: string[] = [];
    Reflect.set(window, 'refused', refused);
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective));
  });
  await page.evaluate(attempt).catch(() => undefined);
  await settle(page);
  return page.evaluate(() => Reflect.get(window, 'refused'));
}

/** Long enough for a navigation that was let through to show. */
function settle(page: Page): Promise<void> {
  return page.waitForTimeout(250);
}

async function askForEverything(): Promise<Record<string, unknown>> {
  const nameOf = (problem: unknown) => (problem instanceof DOMException ? problem.name : String(problem));
  const media = (wanted: MediaStreamConstraints) =>
    navigator.mediaDevices.getUserMedia(wanted).then(() => 'granted', nameOf);
  const place = new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      () => resolve('granted'),
      (problem) => resolve(problem.code === problem.PERMISSION_DENIED ? 'PERMISSION_DENIED' : problem.code),
    ),
  );
  const kinds = ['usb', 'hid', 'serial'].flatMap((kind) =>
    kind in navigator ? [Reflect.get(navigator, kind)] : [],
  );
  const found = await Promise.all(kinds.map((kind) => kind.getDevices?.() ?? kind.getPorts()));
  return {
    microphone: await media({ audio: true }),
    camera: await media({ video: true }),
    clipboard: await navigator.clipboard.readText().then(() => 'granted', nameOf),
    place: await place,
    notices: await Notification.requestPermission(),
    devices: found.flat().length,
  };
}

/** Loads the page once more with a second preload that reports what Electron tells a preload. */
async function preloadSees(of: OpenTill): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'till-probe-'));
  const probe = join(folder, 'probe.cjs');
  writeFileSync(
    probe,
    `require('electron').contextBridge.exposeInMainWorld('probe', { sandboxed: process.sandboxed, contextIsolated: process.contextIsolated });`,
  );
  await of.electron.evaluate(({ session }, path) => session.defaultSession.setPreloads([path]), probe);
  await of.page.reload();
  const seen = await of.page.evaluate(() => Reflect.get(window, 'probe'));
  await of.electron.evaluate(({ session }) => session.defaultSession.setPreloads([]));
  await of.page.reload();
  rmSync(folder, { recursive: true, force: true });
  return seen;
}
