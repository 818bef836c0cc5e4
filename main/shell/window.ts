import { join } from 'node:path';
import { app, BrowserWindow, screen, type WebContents } from 'electron';
import { appOrigin } from './asset.ts';
import { securePreferences } from './security.ts';

/** The register's window: the whole screen, usable down to 1024×600 (look.md 12). */
export function openRegisterWindow(): BrowserWindow {
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
  reviveWhenGone(window.webContents);
  addWindowKeys(window);
  void window.loadURL(`${appOrigin}/index.html`);
  return window;
}

/** A window whose process died is loaded again: everything it showed lives in the core. */
function reviveWhenGone(contents: WebContents): void {
  contents.on('render-process-gone', (_, details) => {
    if (details.reason !== 'clean-exit') contents.reload();
  });
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
