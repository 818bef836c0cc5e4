import { contextBridge, ipcRenderer } from 'electron';
import type { Result } from '../../shared/result.ts';
import { channels, type PortAsk, type PortReply, type PortTell } from './messages.ts';

/**
 * The window's sole path outward: `window.till.ask` and `window.till.on`, over one port to the core.
 * The port stays in this isolated world; the page gets neither it nor a channel name.
 */
const lostWithCore: Result<never> = { ok: false, problem: { code: 'core-restarted' } };

let port: MessagePort | null = null;
/** Before the first port, calls wait; after a loss, they are answered at once. */
let waiting: PortAsk[] | null = [];
let lastId = 0;
const inFlight = new Map<number, (answer: Result<unknown>) => void>();
const listeners = new Map<string, Set<(value: unknown) => void>>();

contextBridge.exposeInMainWorld('till', {
  ask(name: string, input: unknown): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      lastId += 1;
      inFlight.set(lastId, resolve);
      send({ id: lastId, ask: name, input });
    });
  },
  on(name: string, listener: (value: unknown) => void): () => void {
    const heard = listeners.get(name) ?? new Set();
    listeners.set(name, heard.add(listener));
    return () => heard.delete(listener);
  },
});

ipcRenderer.on(channels.port, (event) => {
  const [given] = event.ports;
  if (!given) return;
  port = given;
  port.onmessage = ({ data }: MessageEvent<PortReply | PortTell>) =>
    'tell' in data ? hear(data) : settle(data);
  for (const call of waiting ?? []) port.postMessage(call);
  const returned = waiting === null;
  waiting = null;
  if (returned) hear({ tell: 'core', value: { up: true } });
});

ipcRenderer.on(channels.coreDown, () => {
  port = null;
  waiting = null;
  for (const id of [...inFlight.keys()]) settle({ id, answer: lostWithCore });
  hear({ tell: 'core', value: { up: false } });
});

ipcRenderer.send(channels.port);

function send(call: PortAsk): void {
  if (port) port.postMessage(call);
  else if (waiting) waiting.push(call);
  else settle({ id: call.id, answer: lostWithCore });
}

function settle(reply: PortReply): void {
  inFlight.get(reply.id)?.(reply.answer);
  inFlight.delete(reply.id);
}

function hear(told: PortTell): void {
  for (const listener of listeners.get(told.tell) ?? []) listener(told.value);
}
