import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeSigningKey } from '../../platform/keys.ts';
import { checkEd25519, passKeyId, rawKey } from '../../platform/pass-keys.ts';
import { decodeBase45, encodeBase45 } from '../../shared/qr/base45.ts';
import { bytesOfHex } from '../../shared/qr/hex.ts';
import { inspect } from '../../shared/qr/inspect.ts';
import { writeOfflinePass, writePassCertificate } from '../../shared/qr/offline-pass-write.ts';
import { type PassGiven, verifyPass } from '../../shared/qr/verify-pass.ts';

type Given = {
  readonly now: number;
  readonly merchant: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly perPassMinor: number;
  readonly perWalletMinor: number;
  readonly totalMinor: number;
  readonly walletSpentMinor: number;
  readonly totalSpentMinor: number;
  readonly grantUntil: number;
  readonly seenSerials: readonly string[];
};
type Vector = {
  readonly id: string;
  readonly payload: string;
  readonly given: Given;
  readonly expect: { readonly ok: boolean; readonly problem?: { readonly code: string } };
};

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
}

const vectors = read<readonly Vector[]>('offline-verify');
const { keys } = read<{ keys: readonly { kid: string; x: string }[] }>('offline-keys');

function givenOf(given: Given): PassGiven {
  return {
    nowS: given.now,
    merchant: given.merchant,
    currency: given.currency,
    amountMinor: BigInt(given.amountMinor),
    limits: {
      passMinor: BigInt(given.perPassMinor),
      walletMinor: BigInt(given.perWalletMinor),
      totalMinor: BigInt(given.totalMinor),
    },
    walletSpentMinor: () => BigInt(given.walletSpentMinor),
    totalSpentMinor: BigInt(given.totalSpentMinor),
    salesLeft: 100,
    grantUntilS: given.grantUntil,
    isSeen: (serial) => given.seenSerials.includes(serial),
    schemeKey: (keyId) => {
      const key = keys.find((one) => passKeyId(one) === keyId);
      return key ? rawKey(key) : null;
    },
  };
}

const accepted = vectors.find(({ id }) => id === 'accepted');
if (!accepted) throw new Error('there is no valid pass among the vectors');

describe('every pass of offline-verify.json', () => {
  test('the file is whole, and its key is named as pass certificates name it', () => {
    expect(vectors).toHaveLength(21);
    expect(keys.map(passKeyId)).toEqual(keys.map(({ kid }) => Buffer.from(kid, 'base64url').toString('hex')));
  });

  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const verdict = verifyPass(vector.payload, givenOf(vector.given), checkEd25519);
    expect(verdict.ok ? { ok: true } : verdict).toEqual(vector.expect);
  });

  test('is over the limit where the grant allows no further sale', () => {
    const given = { ...givenOf(accepted.given), salesLeft: 0 };
    expect(verifyPass(accepted.payload, given, checkEd25519)).toMatchObject({
      problem: { code: 'over-limit' },
    });
  });
});

describe('a pass that was touched', () => {
  const given = givenOf(accepted.given);
  const decoded = decodeBase45(accepted.payload.slice(4), 4);
  const bytes = decoded.ok ? decoded.value : [];

  test('is refused whichever byte was changed, and to whatever', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const touched = bytes.map((byte, index) => (index === at ? byte ^ change : byte));
        expect(verifyPass(`CT1:${encodeBase45(touched)}`, given, checkEd25519).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused at every single byte with its lowest bit turned over', () => {
    const passed = bytes.flatMap((_, at) => {
      const touched = bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
      return verifyPass(`CT1:${encodeBase45(touched)}`, given, checkEd25519).ok ? [at] : [];
    });
    expect(passed).toEqual([]);
  });

  test('is refused when its text is cut or longer by any character', () => {
    for (let length = 4; length < accepted.payload.length; length += 1)
      expect(verifyPass(accepted.payload.slice(0, length), given, checkEd25519).ok).toBe(false);
    expect(verifyPass(`${accepted.payload}0`, given, checkEd25519).ok).toBe(false);
  });
});

describe('a pass of our own making', () => {
  test('is read as what was written, short enough for a code, and verifies under its scheme', () => {
    const random = (length: number) => Uint8Array.from({ length }, (_, index) => index + 1);
    const scheme = makeSigningKey(random);
    const wallet = makeSigningKey((length) => random(length).map((byte) => byte + 100));
    const certificate = writePassCertificate(
      {
        scheme: 'practice',
        provider: 'wallet',
        expiresAt: 2_000_000_000,
        keyId: bytesOfHex(passKeyId(scheme.publicJwk)) ?? [],
        providerKey: rawKey(wallet.publicJwk),
      },
      scheme.sign,
    );
    const draft = {
      provider: 'wallet',
      merchant: 'M-1',
      issuedAt: 1_767_225_600,
      expiresAt: 1_767_312_000,
      serial: [...random(16)],
      walletHash: [...random(16)],
      limitMinor: 20_000,
      currency: 'CNY',
      counter: 7,
    };
    const text = writeOfflinePass(draft, certificate, wallet.sign);
    expect(text.length).toBeLessThanOrEqual(600);
    expect(inspect(text)).toMatchObject({
      kind: 'offline-pass',
      valid: true,
      fields: { merchant: 'M-1', limitMinor: 20_000, currency: 'CNY', counter: 7 },
    });
    const given = {
      ...givenOf(accepted.given),
      merchant: 'M-1',
      schemeKey: (keyId: string) => (keyId === passKeyId(scheme.publicJwk) ? rawKey(scheme.publicJwk) : null),
    };
    expect(verifyPass(text, given, checkEd25519)).toMatchObject({ ok: true });
    const forged = writeOfflinePass(draft, certificate, scheme.sign);
    expect(verifyPass(forged, given, checkEd25519)).toMatchObject({ problem: { code: 'bad-signature' } });
  });
});
