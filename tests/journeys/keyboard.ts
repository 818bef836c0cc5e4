import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { displayName, type OpenTill } from './window.ts';

const run = promisify(execFile);

/** Real key events of the X server into the register's window: nothing of the browser knows that they are made. */
export async function pressKeys(till: OpenTill, ...words: readonly string[]): Promise<void> {
  const env = { ...process.env, DISPLAY: await displayName() };
  await run('xdotool', ['windowfocus', '--sync', await windowId(till), ...words], { env });
}

/** A keyboard scanner: the keys of a code 1 ms apart, and Enter at its end, or several. */
export function scanByKeys(till: OpenTill, code: string, enters = 1): Promise<void> {
  const ends = Array.from({ length: enters }, () => 'Return');
  return pressKeys(till, 'type', '--delay', '1', '--args', '1', code, 'key', ...ends);
}

/** The X window of the register. */
function windowId(till: OpenTill): Promise<string> {
  return till.electron.evaluate(({ BrowserWindow }) => {
    const register = BrowserWindow.getAllWindows().find((each) =>
      each.webContents.getURL().startsWith('till:'),
    );
    return String(register?.getNativeWindowHandle().readUInt32LE(0) ?? 0);
  });
}
