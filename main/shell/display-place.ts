import type { SettingsView } from '../../shared/views.ts';

export type DisplayWanted = SettingsView['customerDisplay'];

export type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** A screen of the machine, as Electron tells of it. */
export type Screen = { readonly id: number; readonly bounds: Rectangle; readonly workArea: Rectangle };

export type DisplayPlace = { readonly isWholeScreen: boolean; readonly bounds: Rectangle };

/** A quarter of the smallest screen that the till works on: the register stays in reach beside it. */
const windowSize = { width: 800, height: 480 };

/**
 * Where the customer's display belongs: the whole of the first screen that is not the register's, else a
 * window in the upper right corner of the register's, where that is wanted; null: nowhere.
 */
export function displayPlace(
  wanted: DisplayWanted,
  screens: readonly Screen[],
  registerScreen: Screen,
): DisplayPlace | null {
  if (wanted === 'off') return null;
  const second = screens.find((each) => each.id !== registerScreen.id && !isMirrored(each, registerScreen));
  if (second) return { isWholeScreen: true, bounds: second.bounds };
  if (wanted !== 'window') return null;
  const { x, y, width, height } = registerScreen.workArea;
  const size = {
    width: Math.min(windowSize.width, width),
    height: Math.min(windowSize.height, height),
  };
  return { isWholeScreen: false, bounds: { x: x + width - size.width, y, ...size } };
}

/** A screen that repeats the register's would have the display laid over the register itself. */
function isMirrored({ bounds: { x, y } }: Screen, register: Screen): boolean {
  return x === register.bounds.x && y === register.bounds.y;
}
