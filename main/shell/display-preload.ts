import { contextBridge, ipcRenderer } from 'electron';
import type { DisplayClient, DisplayView } from '../../shared/display.ts';
import type { Result } from '../../shared/result.ts';
import { channels, displayCalls, type PortReply, type PortTell } from './messages.ts';

/**
 * The customer's display and its sole path outward: it can ask for its view and be told it anew. It has
 * no way to name a call, and its port leads to nothing else.
 */
let port: MessagePort | null = null;
let lastId = 0;
/** Asked before there was a port, or answered by one: each is settled once. */
const asked = new Map<number, (answer: Result<DisplayView>) => void>();
const listeners = new Set<(view: DisplayView | null) => void>();

const client: DisplayClient = {
  get: () =>
    new Promise((resolve) => {
      lastId += 1;
      asked.set(lastId, resolve);
      if (port) send(lastId);
    }),
  onChange: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
contextBridge.exposeInMainWorld('display', client);

ipcRenderer.on(channels.port, (event) => {
  const [given] = event.ports;
  if (!given) return;
  port = given;
  port.onmessage = ({ data }: MessageEvent<PortReply | PortTell>) => {
    if ('tell' in data) {
      if (data.tell === displayCalls.tell) tell(data.value as DisplayView);
    } else {
      asked.get(data.id)?.(data.answer as Result<DisplayView>);
      asked.delete(data.id);
    }
  };
  // What the core before did not answer is asked again: asking changes nothing.
  for (const id of asked.keys()) send(id);
});

ipcRenderer.on(channels.coreDown, () => {
  port = null;
  tell(null);
});

ipcRenderer.send(channels.port);

function send(id: number): void {
  port?.postMessage({ id, ask: displayCalls.ask, input: {} });
}

function tell(view: DisplayView | null): void {
  for (const listener of listeners) listener(view);
}
