import { type IpcMainEvent, ipcMain, MessageChannelMain, type WebContents } from 'electron';
import { appOrigin } from './asset.ts';
import { channels, type ToCore } from './messages.ts';
import type { Supervised } from './supervisor.ts';

/** Joins the window to the core by a port, again whenever either of them was started again. */
export type PortHandover = {
  readonly coreUp: () => void;
  readonly coreDown: () => void;
};

/**
 * A port carries no sender, so the sender is judged here, once, when the port is made: the register's
 * own window, its main frame, our own origin. Whoever else asks gets no answer. A document that goes
 * away takes its port with it.
 */
export function handOverPorts(register: () => WebContents, core: () => Supervised): PortHandover {
  let isWaiting = false;
  let isUp = false;

  const connect = () => {
    const { port1, port2 } = new MessageChannelMain();
    core().send({ kind: 'window' } satisfies ToCore, [port1]);
    register().postMessage(channels.port, null, [port2]);
    isWaiting = false;
  };

  ipcMain.on(channels.port, (event) => {
    if (!mayHavePort(event, register())) return;
    isWaiting = true;
    if (isUp) connect();
  });

  return {
    coreUp: () => {
      isUp = true;
      if (isWaiting) connect();
    },
    coreDown: () => {
      isUp = false;
      isWaiting = true;
      if (!register().isDestroyed()) register().send(channels.coreDown);
    },
  };
}

function mayHavePort(event: IpcMainEvent, register: WebContents): boolean {
  const frame = event.senderFrame;
  if (event.sender !== register || frame === null || frame !== register.mainFrame) return false;
  const { protocol, host } = new URL(frame.url);
  return `${protocol}//${host}` === appOrigin;
}
