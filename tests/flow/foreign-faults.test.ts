import { describe, expect, it } from 'vitest';
import type { WalletAsk } from '../../shared/code-wallet-wire.ts';
import {
  type ForeignWorld,
  nobody,
  type OrderCall,
  type OrderFault,
  openForeignWorld,
  orderFaults,
  orderMessages,
  wrongsWithForeign,
} from './foreign-world.ts';
import { createShopClock, type ShopClock, seededBytes } from './shop-clock.ts';
import { openWalletShop } from './wallet-shop.ts';
import { type Story, stories } from './wallet-stories.ts';

/** The stories of the scheme's own wallet, told of a foreign one: each fault × each message. */

const places = [...orderMessages, 'all'] as const;
const spells = ['once', 'for 150 s'] as const;
type Spell = (typeof spells)[number];

function faultOf(clock: ShopClock, fault: OrderFault, place: WalletAsk | 'all', spell: Spell) {
  let count = 0;
  return (call: OrderCall): OrderFault | null => {
    if (place !== 'all' && call.ask !== place) return null;
    count += 1;
    return (spell === 'once' ? count === 1 : clock.mono() < 150_000) ? fault : null;
  };
}

const halfDayMs = 12 * 3_600_000;

async function tell(story: Story, fault: OrderFault, place: WalletAsk | 'all', spell: Spell) {
  const clock = createShopClock();
  const world = openForeignWorld(clock, seededBytes(3), faultOf(clock, fault, place, spell));
  const shop = openWalletShop({ clock, random: seededBytes(7), scheme: nobody, foreign: world.wallet });
  const sale = shop.ringUp();
  const amount = { minor: 1250n, currency: 'CNY' };
  const customerCode = world.codeOf(story.code);
  const started = shop.collecting.start({ saleId: sale, tenderNo: 1, amount, customerCode });
  await story.play({ shop, clock, sale, payment: started.ok ? started.value.paymentId : '' });
  const isDone = (): boolean => shop.collecting.unresolved().length === 0;
  await clock.until(isDone, halfDayMs);
  // Whatever is still on its way somewhere arrives, and nothing may come of it.
  await clock.advance(120_000);
  await clock.until(isDone, halfDayMs);
  const wrongs = [...wrongsWithForeign(shop, world, [sale]), ...wrongsOfCalls(world)];
  if (shop.told.trouble.length > 0) wrongs.push(`trouble: ${shop.told.trouble[0]}`);
  const end = { wrongs, paidBy: shop.paidBy(sale), state: shop.collecting.lastAttemptOf(sale)?.state };
  shop.close();
  world.close();
  return end;
}

/** The same payment is the same bytes, and so is the same refund. */
function wrongsOfCalls({ calls }: ForeignWorld): string[] {
  return (['pay', 'refund'] as const).flatMap((ask) => {
    const sent = new Set(calls.filter((call) => call.ask === ask).map(({ body }) => body));
    return sent.size > 1 ? [`${ask} as ${sent.size} different ones`] : [];
  });
}

describe.each(stories)('a customer of a foreign wallet who $name', (story) => {
  it.each(spells)(
    'with each message wrong in each way, %s: charged once or not at all, and the books agree',
    async (spell) => {
      const wrongs: string[] = [];
      for (const fault of orderFaults) {
        for (const place of places) {
          const end = await tell(story, fault, place, spell);
          wrongs.push(...end.wrongs.map((wrong) => `${place}, ${fault}: ${wrong}`));
        }
      }
      expect(wrongs).toEqual([]);
    },
  );
});
