import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAsset, assetPath, contentPolicy } from '../../main/shell/asset.ts';

let folder = '';
let outside = '';

beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'till-asset-'));
  folder = join(outside, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(outside, 'renderer-twin.txt'), 'twin');
  writeFileSync(
    join(folder, 'index.html'),
    '<meta nonce="nonce-of-this-load"><script nonce="nonce-of-this-load"></script>',
  );
  writeFileSync(join(folder, 'assets/sound.wav'), Buffer.from([0, 255, 254]));
});

afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe('the window’s own addresses', () => {
  it.each([
    'till://app/..%2fsecret.txt',
    'till://app/%2e%2e/secret.txt',
    'till://app/assets/..%2f..%2fsecret.txt',
    'till://app/..%5csecret.txt',
    'till://app/..%2frenderer-twin.txt',
    'till://app/index.html%00',
    'till://app/%ff',
    'till://app//etc/passwd',
    'till://other/index.html',
    'till://app:8080/index.html',
    'file:///etc/passwd',
    'https://app/index.html',
    'not an address',
    'till://app/assets',
    'till://app/missing.js',
  ])('answers 404 to %s', async (address) => {
    const reply = await answerAsset(folder, address);
    expect(reply.status).toBe(404);
    expect(await reply.text()).toBe('not here');
  });

  it('never names a file outside its folder', () => {
    expect(assetPath(folder, 'till://app/../secret.txt')).toBe(join(folder, 'secret.txt'));
    expect(assetPath(folder, 'till://app/..%2fsecret.txt')).toBeNull();
  });

  it('gives each load of the page a nonce of its own, the same in the header and in the page', async () => {
    const [first, second] = await Promise.all([page(), page()]);
    expect(first.nonces).toHaveLength(2);
    expect(new Set(first.nonces).size).toBe(1);
    expect(first.policy).toBe(contentPolicy(first.nonces[0] ?? ''));
    expect(second.nonces[0]).not.toBe(first.nonces[0]);
  });

  it('serves sounds byte for byte and by their own type', async () => {
    const reply = await answerAsset(folder, 'till://app/assets/sound.wav');
    expect(reply.headers.get('content-type')).toBe('audio/wav');
    expect([...new Uint8Array(await reply.arrayBuffer())]).toEqual([0, 255, 254]);
  });
});

async function page(): Promise<{ readonly policy: string | null; readonly nonces: readonly string[] }> {
  const reply = await answerAsset(folder, 'till://app/');
  const text = await reply.text();
  return {
    policy: reply.headers.get('content-security-policy'),
    nonces: [...text.matchAll(/nonce="([^"]+)"/g)].map(([, nonce]) => nonce ?? ''),
  };
}
