import { useEffect, useState } from 'react';
import type { TellValue } from '../../shared/contract.ts';
import { onTell } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';
import { scanWords } from './scan-words.ts';

const shownMs = 6000;

/**
 * Says what became of a scan that left no row anywhere: the wrong code on the pay screen, a code that is
 * not for the till. Over the screen, so that nothing moves; gone by itself, since it needs no answer.
 */
export function ScanBar() {
  const say = useWords();
  const register = useRegister();
  const scan = usePassingScan();
  if (scan === null) return null;
  const hasRow = register.basket.refusedScans.some(({ id }) => id === scan.outcome.id);
  const isSilent = hasRow || !['refused', 'ignored', 'not-for-the-till'].includes(scan.outcome.heard);
  if (isSilent) return null;
  return (
    <p className="scan-bar">
      <Icon name="warning" />
      {scanWords(say, scan, register)}
    </p>
  );
}

function usePassingScan(): TellValue<'scan'> | null {
  const [scan, setScan] = useState<TellValue<'scan'> | null>(null);
  useEffect(() => onTell('scan', setScan), []);
  useEffect(() => {
    const timer = setTimeout(() => setScan((now) => (now === scan ? null : now)), shownMs);
    return () => clearTimeout(timer);
  }, [scan]);
  return scan;
}
