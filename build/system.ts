import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Purpose = 'window' | 'virtual-display' | 'tests';

type Need = {
  readonly for: Purpose;
  readonly what: string;
  readonly library?: string;
  readonly command?: string;
  readonly fontLanguage?: string;
  readonly debian: string;
};

const needs: readonly Need[] = JSON.parse(
  readFileSync(new URL('./system-needs.json', import.meta.url), 'utf8'),
);

/**
 * Sees that this Linux has what the purposes need. On Debian, as root or with a password-less sudo, it
 * installs what is missing; elsewhere it names it in one line and goes on, since a system may have it
 * under another name. Answers what is still missing, as package names.
 */
export function prepareSystem(purposes: readonly Purpose[], say: (line: string) => void): readonly string[] {
  if (process.platform !== 'linux') return [];
  const missing = missingFor(purposes);
  if (missing.length === 0) return [];
  const packages = missing.map((need) => need.debian);
  const named = missing.map((need) => need.what).join(', ');
  const asRoot = waysToRoot();
  if (asRoot === null) {
    say(
      `missing on this system: ${named}; install them (Debian: sudo apt-get install ${packages.join(' ')})`,
    );
    return packages;
  }
  say(`installing ${named} with apt-get`);
  apt(asRoot, ['update']);
  apt(asRoot, ['install', '--yes', '--no-install-recommends', ...packages]);
  const still = missingFor(purposes);
  if (still.length > 0) say(`apt-get could not install: ${still.map((need) => need.debian).join(' ')}`);
  return still.map((need) => need.debian);
}

function missingFor(purposes: readonly Purpose[]): readonly Need[] {
  const libraries = output('ldconfig', ['-p']) || output('/sbin/ldconfig', ['-p']);
  return needs.filter((need) => purposes.includes(need.for) && !isThere(need, libraries));
}

function isThere(need: Need, libraries: string): boolean {
  if (need.library) return libraries.includes(need.library);
  if (need.command) return isCommand(need.command);
  return output('fc-list', [`:lang=${need.fontLanguage}`]) !== '';
}

function isCommand(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What stands before a command to run it as root; null where there is no way, or no apt. */
function waysToRoot(): readonly string[] | null {
  if (!existsSync('/etc/debian_version') || !isCommand('apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null;
}

function apt(asRoot: readonly string[], words: readonly string[]): void {
  const [command = 'apt-get', ...rest] = [...asRoot, 'apt-get', '--quiet=2', ...words];
  spawnSync(command, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function output(command: string, words: readonly string[]): string {
  return spawnSync(command, words, { encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 }).stdout ?? '';
}
