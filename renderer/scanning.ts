import { ask } from './api.ts';
import { captureScans } from './parts/scanner-capture.ts';

type TakesScan = (text: string) => void;

const takers: TakesScan[] = [];

/**
 * Sends every scan of the keyboard scanner to the core, which decides what it is. A form that asks for a
 * code (a product's barcode) takes scans itself while it is open.
 */
export function startScanning(target: Window): () => void {
  return captureScans(target, (text) => {
    const taker = takers.at(-1);
    if (taker === undefined) void ask('register.scan', { text, device: 'keyboard' });
    else taker(text);
  });
}

/** Gives the scans to `taker` until the answer is called. */
export function takeScans(taker: TakesScan): () => void {
  takers.push(taker);
  return () => {
    takers.splice(takers.indexOf(taker), 1);
  };
}
