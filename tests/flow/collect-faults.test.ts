import { describe, expect, it } from 'vitest';
import {
  createFaultyScheme,
  type Fault,
  type FaultOf,
  type FaultyScheme,
  faults,
  type Message,
  messages,
} from './faulty-scheme.ts';
import { createShopClock, type ShopClock, seededBytes } from './shop-clock.ts';
import { openWalletShop, wrongsOf } from './wallet-shop.ts';
import { type Story, stories } from './wallet-stories.ts';
import { createWalletWorld } from './wallet-world.ts';

/** payments.md §7: each fault × each message × each story, and then the end of the day. */

const places = [...messages, 'all'] as const;

/** Wrong once, or wrong until the network is mended after 150 s. */
const spells = ['once', 'for 150 s'] as const;
type Spell = (typeof spells)[number];

function faultOf(clock: ShopClock, fault: Fault, place: Message | 'all', spell: Spell): FaultOf {
  let count = 0;
  return (call) => {
    if (place !== 'all' && call.message !== place) return null;
    count += 1;
    return (spell === 'once' ? count === 1 : clock.mono() < 150_000) ? fault : null;
  };
}

/** Time enough for whatever was set aside. */
const halfDayMs = 12 * 3_600_000;

type End = { readonly wrongs: string[]; readonly isCash: boolean; readonly isLate: boolean };

async function tell(story: Story, fault: Fault, place: Message | 'all', spell: Spell): Promise<End> {
  const clock = createShopClock();
  const world = createWalletWorld(clock);
  const scheme = createFaultyScheme(world, clock, faultOf(clock, fault, place, spell));
  const shop = openWalletShop({ clock, random: seededBytes(7), scheme });
  const sale = shop.ringUp();
  const amount = { minor: 1250n, currency: 'CNY' };
  const started = shop.collecting.start({ saleId: sale, tenderNo: 1, amount, customerCode: story.code });
  await story.play({ shop, clock, sale, payment: started.ok ? started.value.paymentId : '' });
  const isDone = (): boolean => shop.collecting.unresolved().length === 0;
  await clock.until(isDone, halfDayMs);
  // Whatever is still on its way somewhere arrives, and nothing may come of it.
  await clock.advance(120_000);
  await clock.until(isDone, halfDayMs);
  const wrongs = [...wrongsOf(shop, world, [sale]), ...wrongsOfCalls(scheme)];
  const isCash = shop.paidBy(sale) === 'cash';
  shop.close();
  return { wrongs, isCash, isLate: shop.told.notices.includes('payment-late-success') };
}

/** The same payment is the same bytes, and so is the same refund (medusajs/medusa#16681). */
function wrongsOfCalls({ calls }: FaultyScheme): string[] {
  return (['putPayment', 'putRefund'] as const).flatMap((message) => {
    const sent = new Set(
      calls.filter((call) => call.message === message).map(({ id, body }) => `${id} ${body}`),
    );
    return sent.size > 1 ? [`${message} as ${sent.size} different ones`] : [];
  });
}

describe.each(stories)('a customer who $name', (story) => {
  it.each(spells)(
    'with each message wrong in each way, %s: charged once or not at all, and the books agree',
    async (spell) => {
      const wrongs: string[] = [];
      for (const fault of faults) {
        for (const place of places) {
          const end = await tell(story, fault, place, spell);
          wrongs.push(...end.wrongs.map((wrong) => `${place}, ${fault}: ${wrong}`));
        }
      }
      expect(wrongs).toEqual([]);
    },
  );
});

describe('the enumeration itself', () => {
  it('meets cash instead, and a success that came after the cash', async () => {
    const cash = stories.find(({ name }) => name.includes('in cash'));
    if (!cash) throw new Error('the story of the cash is gone');
    const lost = await tell(cash, 'reply lost', 'all', 'for 150 s');
    expect(lost).toEqual({ wrongs: [], isCash: true, isLate: true });
    const never = await tell(cash, 'request lost', 'all', 'for 150 s');
    expect(never).toEqual({ wrongs: [], isCash: true, isLate: false });
  });
});
