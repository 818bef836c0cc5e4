import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { machineClock, openTill } from '../../main/open-till.ts';
import { systemRandom } from '../../platform/random.ts';
import { audit } from '../../sandbox/audit.ts';
import type { Faults } from '../../sandbox/faults.ts';
import { createScheme, type Scheme } from '../../sandbox/scheme.ts';
import type { Clock } from '../../shared/time.ts';
import { addGoods, codeOf, type Shop, shopOf, temporaryFolder } from './shop.ts';

/** Rings up one good of this price and opens the pay screen; answers the sale. */
export async function ringUp(shop: Shop, price = '12.50'): Promise<string> {
  const good = await addGoods(shop, price);
  shop.till.scanned({ text: codeOf(good) });
  const { pay } = await shop.ask('pay.open', {});
  if (!pay) throw new Error('no pay screen');
  return pay.saleId;
}

/** A pass of a new customer; for this shop alone where `merchant` names one. */
export async function passFor(shop: Shop, merchant?: string): Promise<string> {
  return shop.practice.pass(await shop.practice.wallet({ currency: 'CNY' }), merchant);
}

/** The scheme goes away and its port with it: nothing that is sent reaches anybody. */
export async function unplug(shop: Shop): Promise<void> {
  await shop.sandbox.close();
}

/** The same scheme on the same port and data, perhaps in a bad mood. */
export async function plugIn(shop: Shop, faults: Faults = {}, clock: Clock = machineClock): Promise<Scheme> {
  const dataDir = join(shop.dataDir, 'sandbox');
  const scheme = createScheme({ dataDir, clock, random: systemRandom(), faults, seed: 3 });
  await scheme.listen(Number(new URL(shop.schemeUrl).port));
  onTestFinished(() => scheme.close());
  return scheme;
}

/** Somebody else on the scheme's port, who answers everything and can sign nothing. */
export async function forgeAt(schemeUrl: string): Promise<{ readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"state":"succeeded"}');
  });
  await new Promise<void>((resolve) => {
    server.listen(Number(new URL(schemeUrl).port), '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A second shop with a till and books of its own at the same scheme. */
export async function neighbourOf(shop: Shop): Promise<Shop> {
  const dataDir = temporaryFolder();
  const { schemeUrl, practice, sandbox } = shop;
  const opened = await openTill({
    dataDir,
    schemeUrl,
    practice: true,
    stock: true,
    ticket: () => practice.terminal({ currency: 'CNY', zone: 'Asia/Shanghai' }),
  });
  if (!opened.ok) throw new Error(`the till did not open: ${opened.problem.code}`);
  const { close } = opened.value;
  const neighbour = shopOf({
    ...opened.value,
    schemeUrl,
    practice,
    sandbox,
    dataDir,
    close: async () => close(),
  });
  onTestFinished(neighbour.close);
  return neighbour;
}

/** A pass of a wallet with next to nothing in it. */
export async function poorPass(shop: Shop): Promise<string> {
  const answer = await fetch(`${shop.schemeUrl}/practice/wallets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ currency: 'CNY', balance: 1 }),
  });
  const { id }: { readonly id: string } = await answer.json();
  return shop.practice.pass(id);
}

/** Shows a pass and waits until it is known what came of it. */
export async function showPass(shop: Shop, pass: string): Promise<void> {
  expect(['pass-asking', 'pass-taken', 'pass-refused']).toContain(shop.till.scanned({ text: pass }).heard);
  await expect.poll(() => shop.view().pay?.pass?.state, { timeout: 20_000 }).not.toBe('asking');
}

/** A sale paid by a pass while the scheme is away. */
export async function sellForPass(shop: Shop, pass: string, price = '12.50'): Promise<string> {
  const saleId = await ringUp(shop, price);
  await showPass(shop, pass);
  expect(shop.view().paid).toMatchObject({ saleId, tender: 'wallet', offline: true });
  await shop.ask('pay.next', {});
  return saleId;
}

export function schemeAudit(shop: Shop): ReturnType<typeof audit> {
  return audit(join(shop.dataDir, 'sandbox'));
}

export function offlineRows(shop: Shop) {
  return shop.db.all<{
    id: string;
    number: bigint;
    state: string;
    reason: string | null;
    bearer: string | null;
  }>('SELECT id, number, state, reason, bearer FROM offline_payment ORDER BY epoch, number');
}
