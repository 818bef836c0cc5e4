/**
 * One scan, whatever it came from. `text` is exactly what the code holds, without the AIM identifier
 * (`]Q1`, ISO/IEC 15424), which stands apart where the scanner sent one. What a scan *is* gets decided
 * once, in `shared/qr`. An empty text is a scan too: the counter hears that nothing was read.
 */
export type Scan = {
  readonly text: string;
  readonly aim?: string;
  readonly device: 'serial' | 'practice';
  /** Wall-clock milliseconds. */
  readonly at: number;
};

export type ScannerListener = {
  readonly onScan: (scan: Scan) => void;
  /** The scanner is there, or isn't any more; told on each change. */
  readonly onState?: (isThere: boolean) => void;
};

/** A running scanner; `stop` frees its port or connection, and nothing comes out after it. */
export type Scanner = { readonly stop: () => void };

/** Takes the AIM identifier off the front: `]`, a letter for the symbology, a modifier. */
export function splitAim(raw: string): { readonly text: string; readonly aim?: string } {
  const match = /^\][A-Za-z][0-9A-Za-z]/.exec(raw);
  return match ? { text: raw.slice(match[0].length), aim: match[0] } : { text: raw };
}
