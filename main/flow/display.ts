import type { TellName, TellValue } from '../../shared/contract.ts';
import type { DisplayView } from '../../shared/display.ts';
import type { Clock } from '../../shared/time.ts';
import type { RegisterView } from '../../shared/views.ts';
import { displayView } from './display-view.ts';

/** The customer's display as the core serves it: to be read, never to be asked for anything else. */
export type Display = {
  readonly view: () => DisplayView;
  /** Tells the view after every change of it. Answers a function that stops telling. */
  readonly onTell: (listener: (view: DisplayView) => void) => () => void;
};

/** As much of the till as a display looks at. */
export type Shown = {
  readonly view: () => RegisterView;
  readonly onTell: (listener: <K extends TellName>(name: K, value: TellValue<K>) => void) => () => void;
};

/** How long a customer is thanked: time to read the change and put it away. The next sale ends it sooner. */
const thanksMs = 15_000;

/** Follows the register for as long as a display looks at it; nothing of it is kept in the books. */
export function createDisplay(till: Shown, clock: Clock): Display {
  let thanked: { readonly saleId: string; readonly since: number } | null = null;
  const seen = (now: RegisterView): DisplayView => {
    const saleId = now.paid?.saleId ?? null;
    if (saleId !== null && saleId !== thanked?.saleId) thanked = { saleId, since: clock.mono() };
    return displayView(now, thanked !== null && clock.mono() - thanked.since < thanksMs);
  };
  return {
    view: () => seen(till.view()),
    onTell: (listener) => {
      let last = '';
      let stopWaiting = () => {};
      const tell = (now: RegisterView): void => {
        const view = seen(now);
        stopWaiting();
        if (view.scene.show === 'thanks' && thanked !== null)
          stopWaiting = clock.after(thanked.since + thanksMs - clock.mono(), () => tell(till.view()));
        const text = JSON.stringify(view);
        if (text === last) return;
        last = text;
        listener(view);
      };
      const stopListening = till.onTell((name, value) => {
        // What is told under this name is the register.
        if (name === 'register') tell(value as RegisterView);
      });
      return () => {
        stopListening();
        stopWaiting();
      };
    },
  };
}
