import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { until } from './until.ts';
import { ask, type OpenTill } from './window.ts';

/** WCAG 2.2 AA, and what it stands on. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const looks = [
  { language: 'en', textSize: 'normal' },
  { language: 'zh-CN', textSize: 'normal' },
  { language: 'zh-CN', textSize: 'large' },
  { language: 'en', textSize: 'large' },
] as const;

/** On these the register and the pay screen hold without scrolling (look.md 12). */
const sizes = [
  { width: 1024, height: 600, textSize: 'normal' },
  { width: 1366, height: 768, textSize: 'large' },
  { width: 1920, height: 1080, textSize: 'normal' },
  { width: 1280, height: 800, textSize: 'normal' },
] as const;

/** What axe finds wrong with the page as it stands: one line a finding. */
export async function findings(page: Page): Promise<readonly string[]> {
  // Without its legacy way axe opens a page of its own, which no window of the till may.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(wcag).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

/** The screen as it stands passes axe in both languages and in large text. */
export async function passesInEachLook(till: OpenTill, place: string): Promise<void> {
  for (const look of looks) {
    await wear(till, look);
    expect(await findings(till.page), `${place} ${look.language} ${look.textSize}`).toEqual([]);
  }
  await wear(till, looks[0]);
}

/**
 * The screen as it stands shows these elements whole, and nothing of it scrolls, in every size that
 * it has to hold in and in both languages.
 */
export async function holdsInEachSize(till: OpenTill, place: string, shown: string): Promise<void> {
  const troubles: string[] = [];
  for (const { width, height, textSize } of sizes) {
    await resize(till, width, height);
    for (const language of ['zh-CN', 'en'] as const) {
      await wear(till, { language, textSize });
      const found = await till.page.evaluate(notWhole, shown);
      troubles.push(...found.map((each) => `${language} ${textSize} ${width}×${height}: ${each}`));
    }
  }
  expect(troubles, place).toEqual([]);
  await wear(till, looks[0]);
}

/** The window takes this size, as a screen of that size would give it. */
export async function resize(till: OpenTill, width: number, height: number): Promise<void> {
  await till.electron.evaluate(
    ({ BrowserWindow }, size) => {
      const all = BrowserWindow.getAllWindows();
      const register = all.find((each) => each.webContents.getURL().startsWith('till://app/index.html'));
      register?.setFullScreen(false);
      register?.setBounds({ x: 0, y: 0, width: size.width, height: size.height });
    },
    { width, height },
  );
  // A window as large as its screen is one pixel smaller: so Chromium keeps it apart from full screen.
  await until(() =>
    till.page.evaluate(
      (size) => Math.abs(innerWidth - size.width) <= 1 && Math.abs(innerHeight - size.height) <= 1,
      { width, height },
    ),
  );
}

type Look = { readonly language: 'zh-CN' | 'en'; readonly textSize: 'normal' | 'large' };

export async function wear(till: OpenTill, look: Look): Promise<void> {
  await ask(till, 'settings.set', look);
  await until(() =>
    till.page.evaluate(
      ({ language, textSize }) =>
        document.documentElement.lang === language && document.documentElement.dataset.text === textSize,
      look,
    ),
  );
  // Two frames: one in which the words are there, one in which they have their place.
  await till.page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** Runs in the page. What of `shown` is cut, covered or outside, and what scrolls that must not. */
function notWhole(shown: string): string[] {
  const trouble: string[] = [];
  for (const each of document.querySelectorAll(shown)) {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    const name = `${each.className || each.tagName} "${each.textContent?.slice(0, 24)}"`;
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) trouble.push(`${name} is outside`);
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (over === null || !(each.contains(over) || over.contains(each))) trouble.push(`${name} is covered`);
    if (each.scrollWidth > each.clientWidth + 1) trouble.push(`${name} is cut`);
  }
  if (document.querySelectorAll(shown).length === 0) trouble.push(`nothing is ${shown}`);
  for (const scroller of [document.documentElement, ...document.querySelectorAll('.room, .pay, .pay-card')]) {
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = scroller;
    if (scrollHeight > clientHeight + 1) trouble.push(`${scroller.className || 'page'} scrolls down`);
    if (scrollWidth > clientWidth + 1) trouble.push(`${scroller.className || 'page'} scrolls across`);
  }
  return trouble;
}
