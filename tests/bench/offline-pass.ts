import { readFileSync } from 'node:fs';
import { checkEd25519, passKeyId, rawKey } from '../../platform/pass-keys.ts';
import { type PassGiven, verifyPass } from '../../shared/qr/verify-pass.ts';
import { type Figure, figure, percentile, timed } from './figure.ts';

/** What a customer waits for at most while a pass is checked, in milliseconds. */
const limitMs = 3;
const warmUp = 200;

/** An offline pass read and verified whole, both signatures, again and again. */
export async function offlinePassFigures(): Promise<Figure[]> {
  const vectors: readonly { payload: string; given: { now: number; merchant: string } }[] =
    read('offline-verify');
  const { keys }: { keys: readonly { x: string }[] } = read('offline-keys');
  const [first] = vectors;
  if (!first) throw new Error('there is no pass to verify');
  const known = new Map(keys.map((key) => [passKeyId(key), rawKey(key)]));
  const given: PassGiven = {
    nowS: first.given.now,
    merchant: first.given.merchant,
    currency: 'CNY',
    amountMinor: 15_000n,
    limits: { passMinor: 20_000n, walletMinor: 50_000n, totalMinor: 500_000n },
    walletSpentMinor: () => 0n,
    totalSpentMinor: 0n,
    salesLeft: 100,
    grantUntilS: first.given.now + 1,
    isSeen: () => false,
    schemeKey: (keyId) => known.get(keyId) ?? null,
  };
  const samples = Array.from({ length: 2000 }, () =>
    timed(() => {
      if (!verifyPass(first.payload, given, checkEd25519).ok) throw new Error('the pass was refused');
    }),
  );
  // The first turns warm the compiler.
  return [figure('offline pass verified, p99', percentile(samples.slice(warmUp), 0.99), limitMs, 1)];
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
}
