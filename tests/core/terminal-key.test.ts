import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keystore } from '../../main/core/shell-line.ts';
import { pinPepper, terminalKey } from '../../main/core/terminal-key.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'till-key-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the terminal’s key', () => {
  it('is wrapped by the system’s keystore the first time and the same ever after', async () => {
    const first = await terminalKey(folder, keystoreOf(0x5a));
    const second = await terminalKey(folder, keystoreOf(0x5a));
    expect(first?.kid).toBeTruthy();
    expect(second?.kid).toBe(first?.kid);
    const file = join(folder, 'keys/terminal.wrapped');
    expect(readFileSync(file).includes(Buffer.from('"d":'))).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is left to an open file where the system has no keystore, and nothing is written', async () => {
    expect(await terminalKey(folder, noKeystore)).toBeNull();
    expect(existsSync(join(folder, 'keys'))).toBe(false);
  });

  it('stays in its open file when a keystore turns up later', async () => {
    await terminalKey(folder, keystoreOf(1));
    rmSync(join(folder, 'keys/terminal.wrapped'));
    writeFileSync(join(folder, 'keys/terminal.json'), '{}');
    expect(await terminalKey(folder, keystoreOf(1))).toBeNull();
  });

  it('is never replaced when another keystore can’t open it: that is said', async () => {
    await terminalKey(folder, keystoreOf(1));
    const before = readFileSync(join(folder, 'keys/terminal.wrapped'));
    await expect(terminalKey(folder, noKeystore)).rejects.toThrow('keystore');
    expect(readFileSync(join(folder, 'keys/terminal.wrapped'))).toEqual(before);
  });
});

describe('what PINs are mixed with', () => {
  it('is wrapped like the key, the same at every start, and not to be read from its file', async () => {
    const first = await pinPepper(folder, keystoreOf(0x5a));
    const file = join(folder, 'keys/pepper.wrapped');
    expect(first).toHaveLength(32);
    expect(await pinPepper(folder, keystoreOf(0x5a))).toEqual(first);
    expect(readFileSync(file).equals(Buffer.from(first ?? []))).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(pinPepper(folder, noKeystore)).rejects.toThrow('keystore');
  });

  it('is left to an open file where there is no keystore, or where it lies in one already', async () => {
    expect(await pinPepper(folder, noKeystore)).toBeNull();
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys/pepper'), 'x'.repeat(32));
    expect(await pinPepper(folder, keystoreOf(1))).toBeNull();
    expect(existsSync(join(folder, 'keys/pepper.wrapped'))).toBe(false);
  });
});

const noKeystore: Keystore = { wrap: async () => null, unwrap: async () => null };

/** A keystore as far as the till can see one: bytes go in, other bytes come out. */
function keystoreOf(pad: number): Keystore {
  const turn = async (bytes: Uint8Array) => bytes.map((byte) => byte ^ pad);
  return { wrap: turn, unwrap: turn };
}
