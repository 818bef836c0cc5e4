import { useEffect, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { type HeardScan, useLastScan } from './last-scan.ts';

const shownMs = 6000;

/**
 * Says what became of a scan that left no row anywhere: the wrong code on the pay screen, a code that is
 * not for the till. Over the screen, so that nothing moves; gone by itself, since it needs no answer.
 */
export function ScanBar() {
  const scan = usePassingScan();
  if (scan === null || hasRow(scan)) return null;
  if (!['refused', 'ignored', 'not-for-the-till'].includes(scan.heard)) return null;
  return (
    <p className="scan-bar">
      <Icon name="warning" />
      {scan.words}
    </p>
  );
}

/** What was refused at the register stands there as a row, or was settled since. */
function hasRow(scan: HeardScan): boolean {
  return scan.heard === 'refused' && scan.id !== null;
}

function usePassingScan(): HeardScan | null {
  const last = useLastScan();
  const [past, setPast] = useState<HeardScan | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setPast(last), shownMs);
    return () => clearTimeout(timer);
  }, [last]);
  return last === past ? null : last;
}
