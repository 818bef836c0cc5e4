import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { bundle, root } from '../../build/bundle.ts';
import { hasDisplay, startVirtualDisplay } from '../../build/display.ts';
import { findElectron, switchesHere } from '../../build/electron-runtime.ts';
import { registerPage } from '../../main/shell/asset.ts';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import type { Result } from '../../shared/result.ts';

/** The built till in a real window, on a data folder of its own. */
export type OpenTill = {
  readonly electron: ElectronApplication;
  /** The register's page as it is now: another one after its process died. */
  readonly page: Page;
  readonly dataDir: string;
  /** What core, sandbox and shell printed so far. */
  readonly printed: () => string;
  /** Ends the till as a person would; `keepData` leaves the folder for a second start. */
  readonly close: (how?: { readonly keepData: boolean }) => Promise<void>;
};

export type OpenOptions = {
  /** A folder from an earlier start; else a fresh one. */
  readonly dataDir?: string;
  readonly scheme?: string;
  readonly language?: 'zh-CN' | 'en';
  readonly switches?: readonly string[];
  /** The application to start; the built tree by itself. */
  readonly application?: string;
};

type Program = 'core' | 'sandbox';

/** Starts the till and waits for its first window. A virtual display is started where there is none. */
export async function openTill(options: OpenOptions = {}): Promise<OpenTill> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'till-'));
  const [runtime, display] = [await findElectron(() => {}), await displayName()];
  if (!options.application) await bundle(() => {});
  // Named by this variable and not by its path, so that Playwright holds the start back until it listens.
  process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.folder;
  const electron = await _electron.launch({
    args: [
      ...switchesHere(),
      ...(options.switches ?? []),
      options.application ?? root,
      ...tillOptions(dataDir, options),
    ],
    env: { ...inherited(), DISPLAY: display },
    timeout: 30_000,
  });
  const output: string[] = [];
  for (const stream of [electron.process().stdout, electron.process().stderr])
    stream?.on('data', (text: Buffer) => output.push(text.toString()));
  const first = await electron.firstWindow();
  return {
    electron,
    get page() {
      return electron.windows().findLast((page) => page.url().startsWith(registerPage)) ?? first;
    },
    dataDir,
    printed: () => output.join(''),
    close: async (how) => {
      await electron.close();
      if (!how?.keepData) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes one call of the contract as the window's own script would. */
export function ask<K extends AskName>(
  till: OpenTill,
  name: K,
  input: AskInput<K>,
): Promise<Result<AskAnswer<K>>> {
  return till.page.evaluate<Result<AskAnswer<K>>, [string, unknown]>(
    ([call, given]) => Reflect.get(window, 'till').ask(call, given),
    [name, input],
  );
}

/** The register as it stands, asked for again while the core is being started. */
export async function registerOf(till: OpenTill): Promise<AskAnswer<'register.get'>> {
  for (;;) {
    const answer = await ask(till, 'register.get', {});
    if (answer.ok) return answer.value;
    if (answer.problem.code !== 'core-restarted') throw new Error(`the register said ${answer.problem.code}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The process number of the core or the sandbox as it runs now; null while it is down. */
export function processIdOf(till: OpenTill, program: Program): Promise<number | null> {
  return till.electron.evaluate(
    ({ app }, name) => app.getAppMetrics().find((each) => each.name === name)?.pid ?? null,
    program,
  );
}

/** The process number of the window's own page. */
function windowProcessId(till: OpenTill): Promise<number> {
  return till.electron.evaluate(({ BrowserWindow }) => {
    const register = BrowserWindow.getAllWindows().find((each) =>
      each.webContents.getURL().startsWith('till://app/index.html'),
    );
    return register?.webContents.getOSProcessId() ?? 0;
  });
}

/** Kills the core or the sandbox as a power cut would and answers the number of the next one. */
export async function killAndAwaitNext(till: OpenTill, program: Program): Promise<number> {
  const before = await processIdOf(till, program);
  if (before === null) throw new Error(`the ${program} is not running`);
  process.kill(before, 'SIGKILL');
  for (;;) {
    const now = await processIdOf(till, program);
    if (now !== null && now !== before) return now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Kills the window's page as the system would, and waits until the next one has the register. */
export async function killWindow(till: OpenTill): Promise<void> {
  const dead = till.page;
  process.kill(await windowProcessId(till), 'SIGKILL');
  while (till.page === dead) await new Promise((resolve) => setTimeout(resolve, 20));
  await registerOf(till);
}

function tillOptions(dataDir: string, options: OpenOptions): string[] {
  return [
    `--data=${dataDir}`,
    ...(options.scheme ? [`--scheme=${options.scheme}`] : []),
    ...(options.language ? [`--lang=${options.language}`] : []),
  ];
}

let display: Promise<string> | null = null;

/** The display on which windows are shown here; a virtual one is started when there is none. */
export function displayName(): Promise<string> {
  display ??= hasDisplay()
    ? Promise.resolve(process.env.DISPLAY ?? '')
    : startVirtualDisplay().then(({ name }) => name);
  return display;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}
