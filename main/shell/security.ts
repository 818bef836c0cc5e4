import { app, type Session, type WebContents, type WebPreferences } from 'electron';

/** The one set of preferences of every window of ours (electronjs.org, security checklist). */
export const securePreferences = {
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies WebPreferences;

/**
 * Locks every web contents that will ever exist: no new windows, no web views, and no way to leave
 * the page it was made for. `mayGo` is asked with a parsed address; a refusal changes nothing.
 */
export function lockWebContents(mayGo: (contents: WebContents, address: URL) => boolean): void {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    const judge = (event: { url: string; preventDefault: () => void }) => {
      if (!mayGo(contents, new URL(event.url))) event.preventDefault();
    };
    contents.on('will-navigate', judge);
    contents.on('will-frame-navigate', judge);
    contents.on('will-redirect', judge);
  });
}

/** Refuses every permission, device and download in a session; Electron by itself grants all. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
