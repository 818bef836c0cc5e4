import type { SaveSheet, SheetSaved } from '../../shared/printed-code.ts';
import type { FromCore, Port, ToCore } from '../shell/messages.ts';

/** The system's keystore as the core reaches it; null where there is none, or where bytes are not its own. */
export type Keystore = {
  readonly wrap: (bytes: Uint8Array) => Promise<Uint8Array | null>;
  readonly unwrap: (bytes: Uint8Array) => Promise<Uint8Array | null>;
};

export type ShellLine = {
  readonly say: (message: FromCore) => void;
  readonly keystore: Keystore;
  readonly saveSheet: SaveSheet;
};

/** The core's line to the shell that started it. Throws outside a utility process of Electron. */
export function shellLine(listener: {
  readonly onWindow: (port: Port) => void;
  readonly onDisplay: (port: Port) => void;
  readonly onDisplayClosed: () => void;
  readonly onStop: () => void;
}): ShellLine {
  const port = parentPort();
  const say = (message: FromCore) => port.postMessage(message);
  const asked = new Map<number, (bytes: Uint8Array | null) => void>();
  const sheets = new Map<number, (saved: SheetSaved) => void>();
  let lastId = 0;
  const ask = (work: 'wrap' | 'unwrap', bytes: Uint8Array) =>
    new Promise<Uint8Array | null>((resolve) => {
      lastId += 1;
      asked.set(lastId, resolve);
      say({ kind: 'secret', id: lastId, work, bytes });
    });

  const saveSheet: SaveSheet = (sheet) =>
    new Promise((resolve) => {
      lastId += 1;
      sheets.set(lastId, resolve);
      say({ kind: 'sheet', id: lastId, sheet });
    });

  port.on('message', ({ data, ports }) => {
    const message = data as ToCore;
    switch (message.kind) {
      case 'stop':
        return listener.onStop();
      case 'window':
        return ports?.forEach(listener.onWindow);
      case 'display':
        return ports?.forEach(listener.onDisplay);
      case 'display-closed':
        return listener.onDisplayClosed();
      case 'sheet':
        sheets.get(message.id)?.(message.saved);
        sheets.delete(message.id);
        return undefined;
      case 'secret':
        asked.get(message.id)?.(message.bytes);
        asked.delete(message.id);
    }
  });
  return {
    say,
    saveSheet,
    keystore: { wrap: (bytes) => ask('wrap', bytes), unwrap: (bytes) => ask('unwrap', bytes) },
  };
}

/** Electron gives a utility process a `parentPort`; plain Node has no such thing. */
function parentPort(): Port {
  const port: unknown = Reflect.get(process, 'parentPort');
  if (!isPort(port))
    throw new Error('the core runs inside the terminal; on a command line use `npm run till`');
  return port;
}

function isPort(value: unknown): value is Port {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;
}
