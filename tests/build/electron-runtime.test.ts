import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findElectron } from '../../build/electron-runtime.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'till-runtime-'));
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the runtime finder', () => {
  it('takes the folder that it was told before all others, and says so in one line', async () => {
    writeFileSync(join(folder, 'electron'), '');
    writeFileSync(join(folder, 'version'), 'v45.4.1\n');
    const lines: string[] = [];
    const runtime = await findElectron((line) => lines.push(line));
    expect(runtime).toMatchObject({ folder, version: '45.4.1', borrowed: false });
    expect(lines).toEqual([`runtime: Electron from ELECTRON_OVERRIDE_DIST_PATH (45.4.1, ${folder})`]);
  });

  it('knows a borrowed runtime by its mark, however it was named', async () => {
    for (const file of ['electron', 'borrowed']) writeFileSync(join(folder, file), '');
    writeFileSync(join(folder, 'version'), '25.1.1');
    expect((await findElectron(() => undefined)).borrowed).toBe(true);
  });

  it('says what is wrong with a folder that holds no Electron, and looks no further', async () => {
    await expect(findElectron(() => undefined)).rejects.toThrow(`no Electron in ${folder}`);
  });
});
