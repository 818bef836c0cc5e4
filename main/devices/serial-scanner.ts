import { realpathSync, statSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { Clock } from '../../shared/time.ts';
import { createScanFrames } from './scan-frames.ts';
import { type Scanner, type ScannerListener, splitAim } from './scanner.ts';

/** What most USB-CDC scanners speak: 9600 baud, 8 data bits, no parity, 1 stop bit. */
const usualBaudRate = 9600;

/**
 * Unplugging gives no event that can be relied on, so the path is looked at this often: gone, or
 * another device under the same name, and the port is closed and waited for.
 */
const watchEveryMs = 500;

/** At 9600 baud a byte takes 1 ms: a pause this long means that no end is coming. */
const cutAfterMs = 300;

type SerialOptions = {
  /** `/dev/ttyACM0`, `COM3`, or a link to one. */
  readonly path: string;
  readonly baudRate?: number;
  readonly clock: Clock;
};

/** Reads scans from a serial port, now or whenever it turns up, until stopped. */
export function startSerialScanner(options: SerialOptions, listener: ScannerListener): Scanner {
  const { clock, path } = options;
  let open: OpenPort | null = null;
  let cancelWatch: () => void = () => undefined;
  const lose = () => {
    if (!open) return;
    open.close();
    open = null;
    listener.onState?.(false);
  };
  const watch = () => {
    const identity = identityOf(path);
    if (open && open.identity !== identity) lose();
    if (!open && identity !== null) {
      const opening = openPort(options, identity, listener, () => {
        if (open === opening) lose();
      });
      open = opening;
    }
    cancelWatch = clock.after(watchEveryMs, watch);
  };
  watch();
  return {
    stop: () => {
      cancelWatch();
      open?.close();
      open = null;
    },
  };
}

type OpenPort = { readonly identity: string; readonly close: () => void };

/** `lost` is called once when the port can't be opened or breaks; not after `close`. */
function openPort(
  options: SerialOptions,
  identity: string,
  listener: ScannerListener,
  lost: () => void,
): OpenPort {
  const { clock } = options;
  let cancelCut: () => void = () => undefined;
  let isClosed = false;
  const frames = createScanFrames((raw) => {
    if (!isClosed) listener.onScan({ ...splitAim(raw), device: 'serial', at: clock.now() });
  });
  const port = new SerialPort({
    path: options.path,
    baudRate: options.baudRate ?? usualBaudRate,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
  });
  port.on('open', () => {
    if (!isClosed) listener.onState?.(true);
  });
  port.on('data', (bytes: Buffer) => {
    cancelCut();
    frames.take(bytes);
    cancelCut = clock.after(cutAfterMs, frames.flush);
  });
  port.on('error', lost);
  port.on('close', lost);
  return {
    identity,
    close: () => {
      isClosed = true;
      cancelCut();
      closeQuietly(port);
    },
  };
}

/** A port whose device is gone may refuse to be closed; nothing more can be done about it. */
function closeQuietly(port: SerialPort): void {
  if (port.isOpen) port.close(() => undefined);
  else port.once('open', () => port.close(() => undefined));
}

/**
 * Names the device behind a path: a new pty, or a scanner plugged in again, is another one even
 * under the same name. Null where there is none. On Windows a port is no file: it is always tried.
 */
function identityOf(path: string): string | null {
  if (process.platform === 'win32') return path;
  try {
    const target = realpathSync(path);
    // The numbers of a node are given out again at once; when it was made is not.
    const { dev, ino, rdev, ctimeMs } = statSync(target);
    return [target, dev, ino, rdev, ctimeMs].join(' ');
  } catch {
    return null;
  }
}
