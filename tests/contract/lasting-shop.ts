import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShopIn, type Shop } from '../flow/shop.ts';

/** One shop for all tests of a file: a refusal must leave it as it was, so the next test can't tell. */
export async function openLastingShop(): Promise<{
  readonly shop: Shop;
  readonly close: () => Promise<void>;
}> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countertop-'));
  const shop = await openShopIn({ dataDir, openPage: () => undefined });
  return {
    shop,
    close: async () => {
      await shop.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
