import { type ScryptOptions, scrypt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openPinVault } from '../../main/staff/pin-vault.ts';
import { systemRandom } from '../../platform/random.ts';
import { newId } from '../../shared/ids.ts';
import { type Figure, figure, percentile } from './figure.ts';

/** The cost that trust.md §2 asks for, bare: what the vault adds to it is what is held. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 } as const;
const scrypted = promisify<string, string, number, ScryptOptions, Buffer>(scrypt);

/** A PIN costs whoever guesses; a stranger's costs as much, so that the time tells nobody who works here. */
export async function pinFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'till-pins-'));
  try {
    const pepper = systemRandom()(32);
    const vault = openPinVault({ path: join(folder, 'pins.json'), pepper: () => pepper });
    const [personId, pinId] = [newId(Date.now(), systemRandom()), newId(Date.now(), systemRandom())];
    await vault.keep(pinId, personId, '74019362', []);
    const known: number[] = [];
    const strange: number[] = [];
    const bare: number[] = [];
    // In turn, so that whatever else the machine does slows both.
    for (let turn = 0; turn < 15; turn += 1) {
      known.push(await lasting(() => vault.matches(pinId, personId, '60281734')));
      strange.push(await lasting(() => vault.matches(null, personId, '60281734')));
      bare.push(await lasting(() => scrypted('60281734', 'salt', 32, cost)));
    }
    const median = (samples: readonly number[]) => percentile(samples, 0.5);
    return [
      figure('a PIN looked at, beside its bare scrypt', median(known), median(bare), 1.2),
      figure('a stranger’s PIN beside a known person’s', median(strange), median(known), 1.2),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lasting(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
