import { localAnswers } from './cli/local-answers.ts';
import { workWhenIdle } from './core/idle.ts';
import { practiceAccounts, practiceTicket } from './core/practice-ticket.ts';
import { serialPorts, startScanners } from './core/scanners.ts';
import { type ShellLine, shellLine } from './core/shell-line.ts';
import { pinPepper, terminalKey } from './core/terminal-key.ts';
import { localSocketPath, serveLocally } from './flow/local-socket.ts';
import { machineClock, type OpenTill, openTill } from './open-till.ts';
import type { CoreStart, Port } from './shell/messages.ts';
import { serve } from './shell/serve.ts';
import { StoreError } from './store/database.ts';

/*
 * The core as a process of its own: opens the folder named in its first argument, then serves every
 * window for which the shell hands it a port. Killed at any moment, the next one takes up from the books.
 */
const start: CoreStart = JSON.parse(process.argv[2] ?? '{}');
let end: () => void = () => undefined;
let serveWindow: (port: Port) => void = (port) => early.push(port);
/** Ports that came before the books were open. */
const early: Port[] = [];

const shell = shellLine({
  onWindow: (port) => serveWindow(port),
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
  serveWindow = (port) => serve(port, till, console.error);
  early.forEach(serveWindow);
  shell.say({ kind: 'ready', phone: new URL('/phone', start.scheme).href });
}
