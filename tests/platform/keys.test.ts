import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { loadOrMakeSigningKey, loadSigningKey, makeSigningKey, verifyingKeyOf } from '../../platform/keys.ts';

let folder = '';
const path = () => join(folder, 'terminal.json');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countertop-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a terminal key', () => {
  it('is made once, kept for its user alone, and the same after every start', () => {
    const made = loadOrMakeSigningKey(path(), randomBytes);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(loadOrMakeSigningKey(path(), randomBytes).kid).toBe(made.kid);
    const signature = loadSigningKey(path())?.sign(Buffer.from('Z 17'));
    expect(verifyingKeyOf(made.publicJwk).verify(Buffer.from('Z 17'), signature ?? new Uint8Array())).toBe(
      true,
    );
    expect(verifyingKeyOf(made.publicJwk).verify(Buffer.from('Z 18'), signature ?? new Uint8Array())).toBe(
      false,
    );
  });

  it('that is not there is null, and one that is damaged is said aloud', () => {
    expect(loadSigningKey(path())).toBeNull();
    const one = JSON.parse(makeSigningKey(randomBytes).secretText());
    const other = JSON.parse(makeSigningKey(randomBytes).secretText());
    writeFileSync(path(), JSON.stringify({ ...one, x: other.x }));
    expect(() => loadSigningKey(path())).toThrow('public half');
    writeFileSync(path(), '{"kty":"OKP"');
    expect(() => loadSigningKey(path())).toThrow();
  });

  it('from the same seed is the same key', () => {
    const seeded = (length: number) => new Uint8Array(length).fill(7);
    expect(makeSigningKey(seeded).kid).toBe(makeSigningKey(seeded).kid);
  });
});

describe('what is hashed', () => {
  it('is one text whatever order its fields came in (RFC 8785)', () => {
    expect(canonicalJson({ b: [1, 'é\n'], a: { d: null, c: 1e21 } })).toBe(
      '{"a":{"c":1e+21,"d":null},"b":[1,"é\\n"]}',
    );
    expect(() => canonicalJson({ at: Number.NaN })).toThrow();
    expect(() => canonicalJson(undefined)).toThrow();
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});
