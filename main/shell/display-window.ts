import { join } from 'node:path';
import { app, BrowserWindow, screen, type WebContents } from 'electron';
import { displayPage } from './asset.ts';
import { type DisplayPlace, type DisplayWanted, displayPlace } from './display-place.ts';
import { restartDelayMs } from './restart.ts';
import { securePreferences } from './security.ts';
import type { RegisterWindow } from './window.ts';

/** The customer's display, while there is one. */
export type DisplayWindow = {
  readonly contents: () => WebContents | null;
  /** Where the shop wants it; followed from now on, whatever is plugged in or out. */
  readonly want: (wanted: DisplayWanted) => void;
};

/** Only what says where and how a window stands: the same place need not be taken twice. */
type Standing = { readonly window: BrowserWindow; readonly place: DisplayPlace };

/**
 * Keeps the display where it belongs: opened when a second screen is plugged in, closed with it, opened
 * again when its process dies. It holds nothing: whatever becomes of it, the sale goes on without it.
 * `onClosed`: somebody closed its window by hand.
 */
export function keepDisplayWindow(register: RegisterWindow, onClosed: () => void): DisplayWindow {
  let wanted: DisplayWanted = 'off';
  let standing: Standing | null = null;
  let deaths = 0;

  const close = () => {
    const closing = standing;
    standing = null;
    closing?.window.destroy();
  };
  const open = (place: DisplayPlace): Standing => {
    const window = openWindow(place, register);
    window.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason === 'clean-exit' || standing?.window !== window) return;
      deaths += 1;
      close();
      setTimeout(follow, restartDelayMs(deaths));
    });
    window.webContents.on('did-finish-load', () => {
      deaths = 0;
    });
    window.on('closed', () => {
      if (standing?.window !== window) return;
      standing = null;
      if (place.isWholeScreen) follow();
      else onClosed();
    });
    return { window, place };
  };
  const follow = () => {
    const place = displayPlace(wanted, screen.getAllDisplays(), screen.getPrimaryDisplay());
    if (standing && isSame(standing.place, place)) return;
    close();
    if (place) standing = open(place);
  };

  // It goes first: the focus that it would be given by the closing register has nowhere to go back to.
  app.on('before-quit', () => {
    wanted = 'off';
    close();
  });
  screen.on('display-added', follow);
  screen.on('display-removed', follow);
  screen.on('display-metrics-changed', follow);
  return {
    contents: () => standing?.window.webContents ?? null,
    want: (now) => {
      wanted = now;
      follow();
    },
  };
}

function isSame(one: DisplayPlace, other: DisplayPlace | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * A window that never keeps the keyboard: a scanner types into whichever window has it, and that is the
 * register. As a window it stays above the register, which fills the screen.
 */
function openWindow({ isWholeScreen, bounds }: DisplayPlace, register: RegisterWindow): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Countertop',
    ...bounds,
    show: false,
    fullscreen: isWholeScreen,
    frame: !isWholeScreen,
    alwaysOnTop: !isWholeScreen,
    skipTaskbar: isWholeScreen,
    minimizable: false,
    backgroundColor: '#f4f1ea',
    autoHideMenuBar: true,
    webPreferences: {
      ...securePreferences,
      preload: join(__dirname, 'display-preload.cjs'),
      devTools: !app.isPackaged,
    },
  });
  window.on('focus', () => register.focus());
  window.once('ready-to-show', () => window.showInactive());
  void window.loadURL(displayPage);
  return window;
}
