import { useEffect, useState } from 'react';
import type { DisplayClient, DisplayView } from '../../shared/display.ts';

declare global {
  interface Window {
    /** Put there by the display's preload; missing only where the page is opened outside the till. */
    readonly display?: DisplayClient;
  }
}

/** What the customer sees, as the core last told it; null before the first time. */
export function useDisplay(): DisplayView | null {
  const [view, setView] = useState<DisplayView | null>(null);
  useEffect(() => {
    const { display } = window;
    if (display === undefined) return;
    let isGone = false;
    const askAnew = async () => {
      const answer = await display.get();
      if (answer.ok && !isGone) setView(answer.value);
    };
    // While the core is being started again, the last sale stays in sight; the question waits for it.
    const stop = display.onChange((told) => (told === null ? void askAnew() : setView(told)));
    void askAnew();
    return () => {
      isGone = true;
      stop();
    };
  }, []);
  return view;
}
