import { join } from 'node:path';
import { app, BrowserWindow, screen, type WebContents } from 'electron';
import { registerPage } from './asset.ts';
import { restartDelayMs } from './restart.ts';
import { securePreferences } from './security.ts';

/** The register's window, whichever it is now. */
export type RegisterWindow = { readonly contents: () => WebContents; readonly focus: () => void };

/**
 * Opens the register's window, and another in its place whenever its process dies: everything that it
 * showed lives in the core. `onClosed`: somebody closed it by hand.
 */
export function keepRegisterWindow(onClosed: () => void): RegisterWindow {
  let deaths = 0;
  const open = () => {
    const opened = openWindow();
    opened.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason === 'clean-exit') return;
      deaths += 1;
      setTimeout(() => replace(opened), restartDelayMs(deaths));
    });
    opened.webContents.on('did-finish-load', () => {
      deaths = 0;
    });
    opened.on('closed', () => {
      if (opened === current) onClosed();
    });
    return opened;
  };
  const replace = (dead: BrowserWindow) => {
    current = open();
    dead.destroy();
  };
  let current = open();
  return {
    contents: () => current.webContents,
    focus: () => {
      if (!current.isDestroyed()) current.focus();
    },
  };
}

/** The whole screen, usable down to 1024×600 (look.md 12). */
function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Countertop',
    // The screen's size too, since full screen is the window manager's to give and there may be none.
    ...screen.getPrimaryDisplay().workArea,
    fullscreen: true,
    minWidth: 1024,
    minHeight: 600,
    backgroundColor: '#f4f1ea',
    autoHideMenuBar: true,
    webPreferences: {
      ...securePreferences,
      preload: join(__dirname, 'preload.cjs'),
      devTools: !app.isPackaged,
    },
  });
  addWindowKeys(window);
  void window.loadURL(registerPage);
  return window;
}

const zoomFactors = [1, 1.25, 1.5, 1.75, 2];

/** Full screen and zoom, which need no menu; everything else belongs to the page. */
function addWindowKeys(window: BrowserWindow): void {
  window.webContents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown') return;
    const act = windowKey(input.key, input.control || input.meta);
    if (!act) return;
    event.preventDefault();
    act(window);
  });
}

function windowKey(key: string, control: boolean): ((window: BrowserWindow) => void) | null {
  if (key === 'F11') return (window) => window.setFullScreen(!window.isFullScreen());
  if (!control) return null;
  if (key === '+' || key === '=') return (window) => stepZoom(window.webContents, 1);
  if (key === '-') return (window) => stepZoom(window.webContents, -1);
  if (key === '0') return (window) => window.webContents.setZoomFactor(1);
  return null;
}

function stepZoom(contents: WebContents, step: 1 | -1): void {
  const now = contents.getZoomFactor();
  const at = zoomFactors.findIndex((factor) => factor >= now - 0.01);
  contents.setZoomFactor(zoomFactors[at + step] ?? now);
}
