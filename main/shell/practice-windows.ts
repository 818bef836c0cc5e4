import { BrowserWindow, session, type WebContents } from 'electron';
import type { PracticePage } from './messages.ts';
import { refusePermissions, securePreferences } from './security.ts';

/** The practice shop's helpers as windows of their own: the customer's phone and the sheet of codes. */
export type PracticeWindows = {
  readonly open: (page: PracticePage, address: string) => void;
  /** True when this is one of them and the address is the sandbox's own. */
  readonly mayGo: (contents: WebContents, address: URL) => boolean;
};

const sizes: Readonly<Record<PracticePage, { readonly width: number; readonly height: number }>> = {
  phone: { width: 420, height: 760 },
  sheet: { width: 820, height: 760 },
};

/** Nothing of the till is within their reach: own session, no preload, one loopback origin. */
export function practiceWindows(): PracticeWindows {
  const windows = new Map<PracticePage, BrowserWindow>();
  const origins = new Map<number, string>();

  const open = (page: PracticePage, address: string) => {
    const origin = loopbackOrigin(address);
    windows.get(page)?.destroy();
    const window = new BrowserWindow({
      ...sizes[page],
      autoHideMenuBar: true,
      webPreferences: { ...securePreferences, partition: confinedPartition(origin) },
    });
    const { id } = window.webContents;
    windows.set(page, window);
    origins.set(id, origin);
    window.on('closed', () => origins.delete(id));
    void window.loadURL(address);
  };

  return { open, mayGo: (contents, address) => origins.get(contents.id) === address.origin };
}

function loopbackOrigin(address: string): string {
  const url = new URL(address);
  if (url.protocol !== 'http:' || !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))
    throw new Error(`not a page of the practice shop: ${url.origin}`);
  return url.origin;
}

/** A session in memory that reaches this one origin and nothing else. */
function confinedPartition(origin: string): string {
  const partition = `practice ${origin}`;
  const confined = session.fromPartition(partition);
  refusePermissions(confined);
  confined.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: new URL(details.url).origin !== origin });
  });
  return partition;
}
