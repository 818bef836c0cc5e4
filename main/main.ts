import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, crashReporter, dialog, Menu, protocol, session } from 'electron';
import { answerAsset, appScheme } from './shell/asset.ts';
import { type DisplayWindow, keepDisplayWindow } from './shell/display-window.ts';
import type { CoreStart, FromCore, ToCore } from './shell/messages.ts';
import { readOptions, type StartOptions } from './shell/options.ts';
import { handOverPorts, type PortHandover } from './shell/port-handover.ts';
import { practicePort } from './shell/practice-port.ts';
import { type PracticeWindows, practiceWindows } from './shell/practice-windows.ts';
import { savePrintedCode } from './shell/printed-code.ts';
import { keystore } from './shell/secrets.ts';
import { lockWebContents, refusePermissions } from './shell/security.ts';
import { type Supervised, supervise } from './shell/supervisor.ts';
import { keepRegisterWindow, type RegisterWindow } from './shell/window.ts';
import { verifyLine } from './verify-line.ts';

/**
 * The shell: it opens the window, keeps the core (and in the practice shop the sandbox scheme) alive
 * in processes of their own, and joins window and core by a port. No trade happens here, so that this
 * process, through which every key press passes, stays free.
 */

protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
// As root Chromium runs only without its sandbox, and only when told so on the command line.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
Menu.setApplicationMenu(null);
crashReporter.start({ uploadToServer: false });

const options = optionsOrExit();
mkdirSync(options.dataDir, { recursive: true });
// A window's own files belong to the folder of its books; it also makes one window per folder.
app.setPath('userData', join(options.dataDir, 'window'));
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else exitWith(`${options.dataDir} is open in another window already`);

async function start(): Promise<void> {
  const practice = practiceWindows();
  lockWebContents(practice.mayGo);
  refusePermissions(session.defaultSession);
  protocol.handle(appScheme, (request) => answerAsset(join(__dirname, 'renderer'), request.url));

  const sandbox = options.scheme === null ? await startSandbox() : null;
  // The display and practice windows are nothing without it.
  const window = keepRegisterWindow(() => app.quit());
  const core = startCore(sandbox?.address ?? options.scheme ?? '', window, practice);
  app.on('second-instance', () => window.focus());
  app.on('window-all-closed', () => app.quit());
  quitInOrder([core, ...(sandbox ? [sandbox.process] : [])]);
}

function optionsOrExit(): StartOptions {
  try {
    return readOptions(process.argv.slice(1), process.env);
  } catch (problem) {
    return exitWith(problem instanceof Error ? problem.message : String(problem));
  }
}

/** Says why in one line: on the terminal, and in a box where there may be no terminal to look at. */
function exitWith(line: string): never {
  console.error(line);
  if (app.isPackaged && app.isReady()) dialog.showErrorBox('Countertop', line);
  process.exit(1);
}

/** The practice scheme listens on its own loopback port and is back there within a second of any death. */
async function startSandbox(): Promise<{ readonly process: Supervised; readonly address: string }> {
  const port = await practicePort(options.dataDir);
  const process = supervise({
    name: 'sandbox',
    file: join(__dirname, 'sandbox-worker.cjs'),
    args: ['--port', String(port), '--data', join(options.dataDir, 'sandbox')],
  });
  return { process, address: `http://127.0.0.1:${port}` };
}

function startCore(scheme: string, window: RegisterWindow, practice: PracticeWindows): Supervised {
  const coreStart: CoreStart = {
    dataDir: options.dataDir,
    scheme,
    language: options.language,
    systemLanguage: app.getPreferredSystemLanguages()[0]?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en',
    version: app.getVersion(),
    runtime: `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}`,
    supportedRuntime: !existsSync(join(dirname(process.execPath), 'borrowed')),
  };
  const display = keepDisplayWindow(window, () => core.send({ kind: 'display-closed' } satisfies ToCore));
  const ports: PortHandover = handOverPorts(window.contents, display.contents, () => core);
  const core: Supervised = supervise({
    name: 'core',
    file: join(__dirname, 'core.cjs'),
    args: [JSON.stringify(coreStart)],
    farewell: { kind: 'stop' } satisfies ToCore,
    onUp: ports.coreUp,
    onDown: ports.coreDown,
    onMessage: (message) => hearCore(message as FromCore, core, { practice, display }),
  });
  return core;
}

type OtherWindows = { readonly practice: PracticeWindows; readonly display: DisplayWindow };

function hearCore(message: FromCore, core: Supervised, { practice, display }: OtherWindows): void {
  switch (message.kind) {
    case 'ready':
      console.log(`data: ${options.dataDir}`);
      if (message.phone) console.log(`customer's phone: ${message.phone}`);
      console.log(`check the books: ${verifyLine(options.dataDir)}`);
      break;
    case 'cannot-start':
      exitWith(message.line);
      break;
    case 'display':
      display.want(message.wanted);
      break;
    case 'open':
      practice.open(message.page, message.url);
      break;
    case 'sheet': {
      const { id, sheet } = message;
      void savePrintedCode(sheet).then((saved) => core.send({ kind: 'sheet', id, saved } satisfies ToCore));
      break;
    }
    case 'secret':
      core.send({
        kind: 'secret',
        id: message.id,
        bytes: keystore(message.work, message.bytes),
      } satisfies ToCore);
  }
}

/** Lets core and sandbox end by themselves before the window's process does. */
function quitInOrder(processes: readonly Supervised[]): void {
  app.on('before-quit', (event) => {
    event.preventDefault();
    void Promise.all(processes.map((each) => each.stop())).then(() => app.exit(0));
  });
}
