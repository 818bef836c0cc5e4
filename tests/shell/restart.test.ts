import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { practicePort } from '../../main/shell/practice-port.ts';
import { restartDelayMs } from '../../main/shell/restart.ts';

describe('a program that died', () => {
  it('is started again at once, then slower, and always within a second', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 50, 1_000].map(restartDelayMs);
    expect(delays.slice(0, 3)).toEqual([0, 50, 100]);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(Math.max(...delays)).toBeLessThan(1_000);
  });
});

describe('the practice scheme’s port', () => {
  it('stays the same from start to start, and gives way to a program that took it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'till-port-'));
    const first = await practicePort(folder);
    expect(await practicePort(folder)).toBe(first);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(first, '127.0.0.1', resolve));
    const second = await practicePort(folder);
    expect(second).not.toBe(first);
    await new Promise((resolve) => squatter.close(resolve));
    expect(await practicePort(folder)).toBe(second);
    rmSync(folder, { recursive: true, force: true });
  });
});
