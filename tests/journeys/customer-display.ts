import type { Page } from 'playwright';
import { displayPage } from '../../main/shell/asset.ts';
import { until } from './until.ts';
import type { OpenTill } from './window.ts';

/** The display's page as it is now; null while there is none. */
export function displayNow(till: OpenTill): Page | null {
  return till.electron.windows().findLast((page) => page.url().startsWith(displayPage)) ?? null;
}

/** Waits for the display, another one than `before`, until it shows something. */
export async function displayOf(till: OpenTill, before: Page | null = null): Promise<Page> {
  const page = await until(() => {
    const now = displayNow(till);
    return now === before ? null : now;
  });
  await page.locator('.display').waitFor();
  return page;
}

/** The display takes this size, as a screen of that size would give it. */
export async function resizeDisplay(till: OpenTill, width: number, height: number): Promise<void> {
  await till.electron.evaluate(
    ({ BrowserWindow }, wanted) => {
      const all = BrowserWindow.getAllWindows();
      const display = all.find((each) => each.webContents.getURL() === wanted.page);
      display?.setContentBounds({ x: 0, y: 0, width: wanted.width, height: wanted.height });
    },
    { width, height, page: displayPage },
  );
  const page = await displayOf(till);
  await until(() =>
    page.evaluate(
      (size) => Math.abs(innerWidth - size.width) <= 1 && Math.abs(innerHeight - size.height) <= 1,
      { width, height },
    ),
  );
}

/** Plugs a second screen in or out: the machine's list of them is the only thing that is made up. */
export async function plugScreen(till: OpenTill, isIn: boolean): Promise<void> {
  await till.electron.evaluate(({ screen }, plugged) => {
    const own = screen.getPrimaryDisplay();
    const bounds = { x: own.bounds.width, y: 0, width: 800, height: 480 };
    const second = { ...own, id: own.id + 1, bounds, workArea: bounds };
    screen.getAllDisplays = () => (plugged ? [own, second] : [own]);
    screen.emit(plugged ? 'display-added' : 'display-removed', {}, second);
  }, isIn);
}
