import { useEffect } from 'react';
import { ask } from '../api.ts';
import { useRegister } from '../register-store.ts';

/** Often enough for minutes, seldom enough to be no load. */
const everyMs = 20_000;

/** Tells the core that somebody touches the till, so that it does not lock under their hands. */
export function useStillHere(): void {
  const { usesPins } = useRegister().lock;
  useEffect(() => {
    if (!usesPins) return;
    let toldAt = Number.NEGATIVE_INFINITY;
    const touched = (event: Event) => {
      if (event.timeStamp - toldAt < everyMs) return;
      toldAt = event.timeStamp;
      void ask('staff.stillHere', {});
    };
    const kinds = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, touched, { capture: true, passive: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, touched, { capture: true });
    };
  }, [usesPins]);
}
