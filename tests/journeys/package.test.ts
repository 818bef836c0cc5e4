import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../build/bundle.ts';
import { findElectron, switchesHere } from '../../build/electron-runtime.ts';
import { displayName } from './window.ts';

/** What `npm run package` makes, as a shop would get it. */
let folder = '';

beforeAll(() => {
  const made = spawnSync(process.execPath, ['--import', 'tsx', 'build/package.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  folder = made.stdout.trim().split('\n').at(-1) ?? '';
  expect(made.status, made.stderr).toBe(0);
});

describe('the packaged till', () => {
  it('says in its name when the runtime in it is not a supported one', async () => {
    const { borrowed } = await findElectron(() => undefined);
    expect(basename(folder).includes('unsupported-runtime')).toBe(borrowed);
  });

  it('can’t be made to run anything but its own packed application', async () => {
    const wire = await getCurrentFuseWire(join(folder, 'countertop'));
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
    ];
    const on = [
      FuseV1Options.OnlyLoadAppFromAsar,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.EnableCookieEncryption,
    ];
    // The wire holds the digits 0 and 1 as characters (electronjs.org, fuses).
    const digit = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] ?? 0);
    expect(off.map(digit)).toEqual(['0', '0', '0']);
    expect(on.map(digit)).toEqual(['1', '1', '1']);
    expect(existsSync(join(folder, 'resources/app'))).toBe(false);
    expect(existsSync(join(folder, 'resources/default_app.asar'))).toBe(false);
  });

  it('names the licence of everything that it carries', () => {
    const rows: readonly { readonly name: string; readonly licence: string }[] = JSON.parse(
      readFileSync(join(folder, 'LICENSES.json'), 'utf8'),
    );
    expect(rows.map((row) => row.name)).toContain('@photostructure/sqlite');
    expect(rows.filter((row) => row.licence === 'not stated')).toEqual([]);
  });

  it('opens its practice shop by itself, without the tree that it was made from', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'till-packed-'));
    const till = spawn(join(folder, 'countertop'), [...switchesHere(), `--data=${dataDir}`], {
      cwd: tmpdir(),
      env: { ...process.env, DISPLAY: await displayName() },
    });
    let printed = '';
    for (const stream of [till.stdout, till.stderr]) stream.on('data', (text) => (printed += text));
    await expect
      .poll(() => printed, { timeout: 20_000 })
      .toMatch(/customer's phone: http:\/\/127\.0\.0\.1:\d+\/phone\n/);
    const ended = new Promise((resolve) => till.once('exit', resolve));
    till.kill();
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  });
});
