import { describe, expect, it } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { machineClock } from '../../main/open-till.ts';
import { addGoods, openAfterKill, openShop, sellForWallet } from '../flow/shop.ts';

const dayMs = 86_400_000;

/** The clock of a machine that lost its battery: a day off, until the scheme says what time it is. */
describe('matching with the scheme', () => {
  it.each([-1, 1])(
    'finds the day of a payment on a till whose clock is %i day off and that heard nothing yet',
    async (days) => {
      const shop = await openShop();
      await sellForWallet(shop, await addGoods(shop, '12.50'));
      // An older grant, without a printed code: nothing is asked of the scheme at the start.
      shop.db.run("UPDATE terminal SET grant_json = replace(grant_json, ',\"printed-code\"', '')");
      shop.till.close();
      const clock = { ...machineClock, now: () => machineClock.now() + days * dayMs };

      const again = await openAfterKill(shop, { clock, schemeClock: machineClock });
      expect(await reconcileBooks(again, null)).toEqual({
        matched: 1,
        missingHere: 0,
        missingThere: 0,
        amountDiffers: 0,
        unresolved: 0,
      });
    },
  );
});
