import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { passKeyId, rawKey } from '../../platform/pass-keys.ts';
import type { practicePassAsk } from '../../shared/offline-wire.ts';
import { bytesOfHex } from '../../shared/qr/hex.ts';
import { writeOfflinePass, writePassCertificate } from '../../shared/qr/offline-pass-write.ts';
import limits from '../calls/offline-limits.json' with { type: 'json' };
import type { Parts } from '../parts.ts';
import { insertPass, nextPassCounter } from '../records/offline.ts';
import type { Wallet } from '../rules/wallet.ts';
import { minorOf } from './accounts.ts';

const scheme = 'countertop-practice';
const provider = 'practice-wallet';

/** A wallet's signed pass, good for one payment where there is no network: for a day, up to `limit`. */
export function issuePass(parts: Parts, wallet: Wallet, ask: z.output<typeof practicePassAsk>): string {
  const { database, random, keys } = parts;
  const issuedAt = Math.floor(parts.clock.now() / 1000);
  const expiresAt = issuedAt + limits.passLifeHours * 3600;
  const serial = random(16);
  const passKey = keys.of('pass');
  const counter = database.transaction(() => {
    const next = nextPassCounter(database, wallet.id);
    insertPass(database, {
      serial: Buffer.from(serial).toString('hex'),
      wallet: wallet.id,
      counter: next,
      issuedAtMs: issuedAt * 1000,
      expiresAtMs: expiresAt * 1000,
    });
    return next;
  });
  const certificate = writePassCertificate(
    {
      scheme,
      provider,
      expiresAt: keys.list().find(({ role }) => role === 'pass')?.exp ?? expiresAt,
      keyId: bytesOfHex(passKeyId(passKey.publicJwk)) ?? [],
      providerKey: rawKey(keys.wallet.publicJwk),
    },
    passKey.sign,
  );
  const draft = {
    provider,
    merchant: ask.merchant ?? null,
    issuedAt,
    expiresAt,
    serial: [...serial],
    walletHash: [...createHash('sha256').update(`wallet ${wallet.id}`).digest().subarray(0, 16)],
    limitMinor: Number(minorOf(ask.limit) ?? BigInt(limits.passMinor)),
    currency: wallet.currency,
    counter,
  };
  return writeOfflinePass(draft, certificate, keys.wallet.sign);
}
