/**
 * Cuts the bytes of a serial line into scans. CR, LF and CR LF each end one; an end with nothing
 * before it is an empty scan. `flush` gives out what has no end: a scan cut short, or a scanner
 * that sends none.
 */
export type ScanFrames = { readonly take: (bytes: Uint8Array) => void; readonly flush: () => void };

const carriageReturn = 13;
const lineFeed = 10;

/** Twice what the classifier reads: enough for it to say "too long" instead of half a code. */
const keptBytes = 8192;

export function createScanFrames(onFrame: (text: string) => void): ScanFrames {
  let bytes: number[] = [];
  let afterReturn = false;
  const emit = () => {
    const text = Buffer.from(bytes).toString('utf8');
    bytes = [];
    onFrame(text);
  };
  const takeByte = (byte: number) => {
    const isSecondOfTwo = byte === lineFeed && afterReturn;
    afterReturn = byte === carriageReturn;
    if (isSecondOfTwo) return;
    if (byte === carriageReturn || byte === lineFeed) emit();
    else if (bytes.length < keptBytes) bytes.push(byte);
  };
  return {
    take: (taken) => taken.forEach(takeByte),
    flush: () => {
      if (bytes.length > 0) emit();
    },
  };
}
