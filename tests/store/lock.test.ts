import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { lockFolder } from '../../main/store/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'till-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const since = '2026-11-23T08:00:00.000Z';
const module = fileURLToPath(new URL('../../main/store/lock.ts', import.meta.url));

/** Another process that takes the folder and keeps it until it is killed. */
async function otherHolder(dataDir: string) {
  const code = `import(${JSON.stringify(module)}).then(({ lockFolder }) => {
    globalThis.held = lockFolder(${JSON.stringify(dataDir)}, 'the till', '${since}');
    process.stdout.write('held');
    setInterval(() => undefined, 1000);
  });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('a data folder', () => {
  it('belongs to one process, and the second is told who has it', async () => {
    const dataDir = join(folder, 'taken');
    const holder = await otherHolder(dataDir);
    expect(() => lockFolder(dataDir, 'till verify', since)).toThrow(
      `${dataDir} is open in another process: the till, ${holder.pid}, since ${since}`,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const next = lockFolder(dataDir, 'the next', since);
    expect(next.wasLeft).toBe(true);
    next.release();
  });

  it('is free again once it was released, and taken twice by nobody, not even the same process', () => {
    const dataDir = join(folder, 'mine');
    const lock = lockFolder(dataDir, 'the till', since);
    expect(() => lockFolder(dataDir, 'the till', since)).toThrow('is open in another process');
    lock.release();
    const again = lockFolder(dataDir, 'the till', since);
    expect(again.wasLeft).toBe(false);
    again.release();
  });
});
