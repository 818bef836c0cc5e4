import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Scan, Scanner } from '../../main/devices/scanner.ts';
import { startSerialScanner } from '../../main/devices/serial-scanner.ts';
import type { Clock } from '../../shared/time.ts';

const clock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

let folder = '';
let cable: ChildProcess | null = null;
let scanner: Scanner | null = null;
let scans: Scan[] = [];
let states: boolean[] = [];
const tillEnd = () => join(folder, 'scanner');
const gunEnd = () => join(folder, 'gun');

/** A cable of two ptys: what is written at the gun's end comes out at the till's. */
async function plugIn(): Promise<void> {
  cable = spawn('socat', [`pty,raw,echo=0,link=${tillEnd()}`, `pty,raw,echo=0,link=${gunEnd()}`]);
  await vi.waitFor(() => expect(existsSync(tillEnd()) && existsSync(gunEnd())).toBe(true), 5000);
}

async function unplug(): Promise<void> {
  const gone = new Promise((resolve) => cable?.once('exit', resolve));
  cable?.kill('SIGKILL');
  await gone;
  rmSync(tillEnd(), { force: true });
  rmSync(gunEnd(), { force: true });
}

const start = () => {
  scanner = startSerialScanner(
    { path: tillEnd(), clock },
    { onScan: (scan) => scans.push(scan), onState: (isThere) => states.push(isThere) },
  );
};
const heard = () => scans.map(({ text, aim }) => (aim ? `${aim} ${text}` : text));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countertop-'));
  scans = [];
  states = [];
});
afterEach(async () => {
  scanner?.stop();
  await unplug();
  rmSync(folder, { recursive: true, force: true });
});

describe('a scanner on a serial port', () => {
  it('gives each code whole, its AIM identifier apart, whichever end of line it sends', async () => {
    await plugIn();
    start();
    await vi.waitFor(() => expect(states).toEqual([true]));
    writeFileSync(gunEnd(), ']E06901234567892\r');
    writeFileSync(gunEnd(), '018123\r\n');
    writeFileSync(gunEnd(), ']Q1街角小店\n');
    await vi.waitFor(() => expect(heard()).toEqual([']E0 6901234567892', '018123', ']Q1 街角小店']));
    expect(scans[0]).toMatchObject({ device: 'serial' });
  });

  it('lets an empty scan be heard, and one that was cut short', async () => {
    await plugIn();
    start();
    await vi.waitFor(() => expect(states).toEqual([true]));
    writeFileSync(gunEnd(), '\r');
    await vi.waitFor(() => expect(heard()).toEqual(['']));
    writeFileSync(gunEnd(), '690123');
    await vi.waitFor(() => expect(heard()).toEqual(['', '690123']));
  });

  it('is found when it is plugged in later, missed when it is pulled out, and found again', async () => {
    start();
    await plugIn();
    await vi.waitFor(() => expect(states).toEqual([true]), 3000);
    await unplug();
    await vi.waitFor(() => expect(states).toEqual([true, false]), 3000);
    await plugIn();
    await vi.waitFor(() => expect(states).toEqual([true, false, true]), 3000);
    writeFileSync(gunEnd(), '6901234567892\r');
    await vi.waitFor(() => expect(heard()).toEqual(['6901234567892']));
  });

  it('is found again when it was out for a moment only and came back under the same name', async () => {
    await plugIn();
    start();
    await vi.waitFor(() => expect(states).toEqual([true]));
    await unplug();
    await plugIn();
    await vi.waitFor(() => expect(states).toEqual([true, false, true]), 3000);
    writeFileSync(gunEnd(), '6901234567892\r');
    await vi.waitFor(() => expect(heard()).toEqual(['6901234567892']));
  });
});
