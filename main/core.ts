import { localAnswers } from './cli/local-answers.ts';
import { workWhenIdle } from './core/idle.ts';
import { practiceAccounts, practiceTicket } from './core/practice-ticket.ts';
import { serialPorts, startScanners } from './core/scanners.ts';
import { type ShellLine, shellLine } from './core/shell-line.ts';
import { pinPepper, terminalKey } from './core/terminal-key.ts';
import { createDisplay, type Display } from './flow/display.ts';
import { localSocketPath, serveLocally } from './flow/local-socket.ts';
import { machineClock, type OpenTill, openTill } from './open-till.ts';
import type { CoreStart } from './shell/messages.ts';
import { serve } from './shell/serve.ts';
import { serveDisplay } from './shell/serve-display.ts';
import { StoreError } from './store/database.ts';
import type { Till } from './till.ts';

/*
 * The core as a process of its own: opens the folder named in its first argument, then serves every
 * window for which the shell hands it a port. Killed at any moment, the next one takes up from the books.
 */
const start: CoreStart = JSON.parse(process.argv[2] ?? '{}');
type Served = { readonly till: Till; readonly display: Display };

let end: () => void = () => undefined;
/** What came from the shell before the books were open waits for them. */
const early: ((opened: Served) => void)[] = [];
let served: Served | null = null;

const shell = shellLine({
  onWindow: (port) => whenOpen(({ till }) => serve(port, till, console.error)),
  onDisplay: (port) => whenOpen(({ display }) => serveDisplay(port, display, console.error)),
  onDisplayClosed: () => whenOpen(({ till }) => forgetDisplayWindow(till)),
  onStop: () => {
    end();
    process.exit(0);
  },
});

openFolder(shell).then(serveFolder, (problem: unknown) => {
  const why = problem instanceof StoreError ? problem.message : `can't open ${start.dataDir}: ${problem}`;
  shell.say({ kind: 'cannot-start', line: why });
});

async function openFolder({ keystore, say, saveSheet }: ShellLine): Promise<OpenTill> {
  const key = await terminalKey(start.dataDir, keystore);
  const pepper = await pinPepper(start.dataDir, keystore);
  const opened = await openTill({
    dataDir: start.dataDir,
    schemeUrl: start.scheme,
    // The only schemes there are, are reference ones: every shop is a practice shop, and marked as one.
    practice: true,
    stock: true,
    ticket: () => practiceTicket(start.scheme, machineClock),
    accounts: () => practiceAccounts(start.dataDir, start.scheme, machineClock),
    language: start.language ?? start.systemLanguage,
    about: { version: start.version, runtime: start.runtime, supportedRuntime: start.supportedRuntime },
    ...(key ? { key } : {}),
    ...(pepper ? { pepper } : {}),
    openPage: (page, url) => say({ kind: 'open', page, url }),
    serialPorts,
    saveSheet,
  });
  if (!opened.ok) throw new Error(`the scheme refused this till: ${JSON.stringify(opened.problem)}`);
  return opened.value;
}

function serveFolder(opened: OpenTill): void {
  const { till, close } = opened;
  if (start.language) till.settings.set({ language: start.language });
  const stopScanners = startScanners(till, start.scheme, machineClock);
  const stopIdleWork = workWhenIdle(opened, machineClock);
  const stopAnswering = serveLocally(localSocketPath(start.dataDir), localAnswers(opened));
  end = () => {
    stopAnswering();
    stopIdleWork();
    stopScanners();
    close();
  };
  const display = createDisplay(till, machineClock);
  const isServed = { till, display };
  served = isServed;
  for (const act of early.splice(0)) act(isServed);
  shell.say({ kind: 'ready', phone: new URL('/phone', start.scheme).href });
  tellWhereDisplayIsWanted(till);
}

function whenOpen(act: (opened: Served) => void): void {
  if (served) act(served);
  else early.push(act);
}

/** The shell opens and closes the display's window; whether there is one is a setting of the shop. */
function tellWhereDisplayIsWanted(till: Till): void {
  let told: string | null = null;
  const follow = (): void => {
    const wanted = till.settings.current().customerDisplay;
    if (wanted !== told) shell.say({ kind: 'display', wanted });
    told = wanted;
  };
  follow();
  till.onTell((name) => {
    if (name === 'register') follow();
  });
}

/** A window that was closed by hand stays closed; a second screen has its display nonetheless. */
function forgetDisplayWindow(till: Till): void {
  till.settings.set({ customerDisplay: 'second-screen' });
  till.tellRegister();
}
