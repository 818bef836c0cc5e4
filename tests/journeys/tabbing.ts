import type { Page } from 'playwright';

/** Presses Tab from the top until it is round; tells which keys were not reached, and which had no ring. */
export async function tabThrough(
  page: Page,
): Promise<{ readonly missed: string[]; readonly ringless: string[] }> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    Reflect.set(window, 'reached', new Set<Element>());
    Reflect.set(window, 'ringless', []);
  });
  for (let step = 0; step < 150; step += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(noteFocus)) break;
  }
  return page.evaluate(() => {
    const reached: Set<Element> = Reflect.get(window, 'reached');
    // Within a group the arrows go on; one of its members is reached by Tab.
    const groups = '[role="toolbar"], [role="radiogroup"], [role="tablist"], [role="listbox"]';
    const keys = [...document.querySelectorAll<HTMLElement>('button:not([disabled]), input')];
    const missed = keys.filter((each) => {
      const group = each.closest(groups);
      if (group !== null) return ![...reached].some((other) => group.contains(other));
      return each.checkVisibility() && !reached.has(each);
    });
    return {
      missed: missed.map((each) => each.textContent ?? ''),
      ringless: Reflect.get(window, 'ringless') as string[],
    };
  });
}

/** Runs in the page: remembers what has the focus; true once the round is complete. */
function noteFocus(): boolean {
  const focused = document.activeElement;
  const reached: Set<Element> = Reflect.get(window, 'reached');
  if (focused === null || focused === document.body) return reached.size > 0;
  if (reached.has(focused)) return true;
  reached.add(focused);
  const ringed = focused.closest('.search') ?? focused;
  const { outlineStyle, outlineWidth } = getComputedStyle(ringed);
  const isRinged = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 3;
  if (!isRinged) Reflect.get(window, 'ringless').push(focused.textContent ?? '');
  return false;
}
