import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { build, Platform } from 'electron-builder';
import { bundle, root } from './bundle.ts';
import { type ElectronRuntime, findElectron } from './electron-runtime.ts';

/**
 * `npm run package [-- --tested]`: the unpacked Linux folder under release/, made without a network.
 * With the borrowed runtime `unsupported-runtime` stands in its name. `--tested` leaves the inspector
 * on, without which Playwright can't drive it: for the journeys, never for a shop.
 */
const isTested = process.argv.includes('--tested');

try {
  const folder = await makePackage();
  console.log(folder);
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : problem);
  process.exitCode = 1;
}

async function makePackage(): Promise<string> {
  const say = (line: string) => console.error(line);
  const runtime = await findElectron(say);
  await bundle(say);
  const made = join(root, 'release/linux-unpacked');
  rmSync(made, { recursive: true, force: true });
  await build({
    targets: Platform.LINUX.createTarget('dir'),
    projectDir: root,
    config: {
      extends: join(root, 'electron-builder.yml'),
      electronDist: runtime.folder,
      electronVersion: runtime.version,
    },
  });
  rmSync(join(made, 'resources/default_app.asar'), { force: true });
  await setFuses(join(made, 'countertop'), runtime);
  writeFileSync(join(made, 'LICENSES.json'), licences());
  return named(made, runtime);
}

/** Off: every way to run other code in this binary. On: only the packed application, checked (trust.md §1). */
async function setFuses(binary: string, runtime: ElectronRuntime): Promise<void> {
  await flipFuses(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: isTested,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    // Electron 25 does not have this fuse yet.
    ...(runtime.borrowed ? {} : { [FuseV1Options.GrantFileProtocolExtraPrivileges]: false }),
  });
}

/** What is shipped and under which licence, out of npm's own bill of materials (CycloneDX). */
function licences(): string {
  const sbom = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (sbom.status !== 0) throw new Error(`npm can't list the licences: ${sbom.stderr.trim().split('\n')[0]}`);
  const { components }: { components: readonly Component[] } = JSON.parse(sbom.stdout);
  const rows = components.map(({ name, version, licenses }) => ({
    name,
    version,
    licence:
      licenses?.map(({ license, expression }) => license?.id ?? license?.name ?? expression).join(' AND ') ??
      'not stated',
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

type Component = {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
};

function named(made: string, runtime: ElectronRuntime): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const mark = `${runtime.borrowed ? '-unsupported-runtime' : ''}${isTested ? '-tested' : ''}`;
  const folder = join(root, `release/countertop-${version}-linux-${process.arch}${mark}`);
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  renameSync(made, folder);
  return folder;
}
