import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { askLocally, localSocketPath, serveLocally } from '../../main/flow/local-socket.ts';

const folder = mkdtempSync(join(tmpdir(), 'till-socket-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const limitMs = 10_000;

describe('a till that answers on its own machine', () => {
  it('answers each question with one line, refusals too, and is reached by its own user alone', async () => {
    const path = localSocketPath(folder);
    const stop = serveLocally(path, async (question) => {
      if (question === 'no') throw new Error('not this');
      return { heard: question };
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await askLocally(path, { ask: '价' }, limitMs)).toEqual({ value: { heard: { ask: '价' } } });
    await expect(askLocally(path, 'no', limitMs)).rejects.toThrow('not this');
    stop();
    expect(await askLocally(path, 'again', limitMs)).toBeNull();
  });

  it('takes the place of a socket that a killed till left behind', async () => {
    const path = join(folder, 'left.sock');
    writeFileSync(path, '');
    const stop = serveLocally(path, async () => 'here');
    expect(await askLocally(path, null, limitMs)).toEqual({ value: 'here' });
    stop();
  });

  it('is answered by nobody where nobody listens', async () => {
    expect(await askLocally(join(folder, 'nobody.sock'), null, limitMs)).toBeNull();
  });

  it('hangs up on whoever talks without end', async () => {
    const path = join(folder, 'flood.sock');
    const stop = serveLocally(path, async () => 'here');
    const socket = createConnection(path);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.write('x'.repeat(100_000));
    await closed;
    stop();
  });

  it('finds a path that the system takes, however deep the folder lies', async () => {
    const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(deep, { recursive: true });
    const path = localSocketPath(deep);
    const stop = serveLocally(path, async () => 'deep');
    expect(await askLocally(path, null, limitMs)).toEqual({ value: 'deep' });
    stop();
  });
});
