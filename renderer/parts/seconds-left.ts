import { useEffect, useState } from 'react';
import { useHeard } from '../register-store.ts';

/** Whole seconds left of a time that the core gave in its last telling; counts down on its own. */
export function useSecondsLeft(leftMs: number | null): number | null {
  const { heardAt } = useHeard();
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (leftMs === null) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [leftMs]);
  if (leftMs === null) return null;
  return Math.max(0, Math.ceil((leftMs - Math.max(0, now - heardAt)) / 1000));
}
