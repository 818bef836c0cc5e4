import { createContext, useContext, useEffect, useRef } from 'react';
import type { PressEvent } from 'react-aria-components';

/** The second tap of a double tap comes this soon (Windows counts up to 500 ms) and this near. */
const doubleTapMs = 500;
const doubleTapReach = 48;

type Tap = { readonly at: number; readonly x: number; readonly y: number };

let taps: readonly [Tap | null, Tap | null] = [null, null];

/** Remembers where and when the screen was last touched; the answer stops it. */
export function listenToTaps(target: Window): () => void {
  const remember = (event: PointerEvent) => {
    taps = [taps[1], { at: event.timeStamp, x: event.clientX, y: event.clientY }];
  };
  target.addEventListener('pointerdown', remember, { capture: true });
  return () => target.removeEventListener('pointerdown', remember, { capture: true });
}

/** When the screen that the buttons stand on was opened. */
export const ScreenOpenedContext = createContext<{ readonly at: number }>({ at: 0 });

/**
 * Keeps the second tap of a double tap from pressing what the first tap brought under the finger: a
 * double tap on the pay key must not press the key of the next screen that lies in the same place.
 */
export function usePressGuard(onPress: () => void): (press: Pick<PressEvent, 'pointerType'>) => void {
  const opened = useContext(ScreenOpenedContext);
  return ({ pointerType }) => {
    if (pointerType === 'keyboard' || !isSecondTap(opened.at)) onPress();
  };
}

function isSecondTap(openedAt: number): boolean {
  const [first, second] = taps;
  if (first === null || second === null) return false;
  const isPair = second.at - first.at < doubleTapMs && performance.now() - second.at < doubleTapMs;
  const isNear = Math.hypot(second.x - first.x, second.y - first.y) < doubleTapReach;
  return isPair && isNear && first.at < openedAt;
}

/** The opening time of a screen of its own: `<ScreenOpenedContext value={useScreenOpened()}>`. */
export function useScreenOpened(): { readonly at: number } {
  const opened = useRef({ at: 0 });
  useEffect(() => {
    opened.current.at = performance.now();
  }, []);
  return opened.current;
}
