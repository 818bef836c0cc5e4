import { type IpcMainEvent, ipcMain, MessageChannelMain, type WebContents } from 'electron';
import { displayPage, registerPage } from './asset.ts';
import { channels, type ToCore } from './messages.ts';
import type { Supervised } from './supervisor.ts';

/** Joins the windows to the core by a port each, again whenever one of them was started again. */
export type PortHandover = {
  readonly coreUp: () => void;
  readonly coreDown: () => void;
};

/** A kind of window that may have a port: which one it is now, and the only page it may be at. */
type Door = {
  readonly kind: (ToCore & { kind: 'window' | 'display' })['kind'];
  readonly contents: () => WebContents | null;
  readonly page: string;
};

/**
 * A port carries no sender, so the sender is judged here, once, when the port is made: the register's
 * window or the customer's display, its main frame, its own page. Which of the two it is decides what its
 * port leads to; nothing that it says can change that. Whoever else asks gets no answer. A document that
 * goes away takes its port with it.
 */
export function handOverPorts(
  register: () => WebContents,
  display: () => WebContents | null,
  core: () => Supervised,
): PortHandover {
  const doors: readonly Door[] = [
    { kind: 'window', contents: register, page: registerPage },
    { kind: 'display', contents: display, page: displayPage },
  ];
  const waiting = new Set<Door>();
  let isUp = false;

  const connect = (door: Door) => {
    waiting.delete(door);
    const contents = door.contents();
    if (contents === null || contents.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    core().send({ kind: door.kind } satisfies ToCore, [port1]);
    contents.postMessage(channels.port, null, [port2]);
  };

  ipcMain.on(channels.port, (event) => {
    const door = doors.find((each) => mayHavePort(event, each));
    if (!door) return;
    waiting.add(door);
    if (isUp) connect(door);
  });

  return {
    coreUp: () => {
      isUp = true;
      for (const door of waiting) connect(door);
    },
    coreDown: () => {
      isUp = false;
      for (const door of doors) {
        waiting.add(door);
        const contents = door.contents();
        if (contents && !contents.isDestroyed()) contents.send(channels.coreDown);
      }
    },
  };
}

function mayHavePort(event: IpcMainEvent, { contents, page }: Door): boolean {
  const frame = event.senderFrame;
  const own = contents();
  if (own === null || event.sender !== own || frame === null || frame !== own.mainFrame) return false;
  const { protocol, host, pathname } = new URL(frame.url);
  return `${protocol}//${host}${pathname}` === page;
}
