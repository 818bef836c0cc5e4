import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';

const run = promisify(execFile);

/** What `zbarimg`, a decoder that is not ours, reads off a picture of a whole window: every code that is on it. */
export async function readOffTheWindow(page: Page): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'window-'));
  const path = join(folder, 'window.png');
  try {
    await page.screenshot({ path });
    const { stdout } = await run('zbarimg', ['--quiet', '--raw', path]);
    return stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
