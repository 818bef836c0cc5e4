import { describe, expect, it } from 'vitest';
import { createFaultyScheme, type Fault, faults, type Message, requestMessages } from './faulty-scheme.ts';
import { createShopClock, seededBytes } from './shop-clock.ts';
import { openWalletShop, wrongsOf } from './wallet-shop.ts';
import { returnAll, type Story } from './wallet-stories.ts';
import { createWalletWorld, type Scanning } from './wallet-world.ts';

/** payments.md §7 for a code that the till shows: each fault × each message × each story, then the end of the day. */

const places = [...requestMessages, 'all'] as const;
const spells = ['once', 'for 250 s'] as const;
const halfDayMs = 12 * 3_600_000;

type ShownStory = {
  readonly name: string;
  readonly scanning: Scanning;
  readonly play: Story['play'];
};

const nothing = async (): Promise<void> => undefined;
const patienceMs = 250_000;

const stories: readonly ShownStory[] = [
  { name: 'scans and pays', scanning: 'pay', play: nothing },
  { name: 'scans and says no', scanning: 'shy', play: nothing },
  { name: 'never scans', scanning: 'gone', play: nothing },
  {
    name: 'scans what is being taken back at once',
    scanning: 'pay',
    play: async ({ shop, payment }) => {
      shop.collecting.stop(payment);
    },
  },
  {
    name: 'pays in the moment in which it is taken back',
    scanning: 'pin',
    play: async ({ shop, clock, payment }) => {
      await clock.advance(6_995);
      shop.collecting.stop(payment);
    },
  },
  {
    name: 'pays in cash as soon as that may be',
    scanning: 'pin',
    play: async ({ shop, clock, sale, payment }) => {
      await clock.until(() => shop.collecting.mayReplaceByCash(payment), patienceMs);
      if (shop.collecting.mayReplaceByCash(payment)) shop.takeCashInstead(sale, payment);
    },
  },
  {
    name: 'gets the money back',
    scanning: 'pay',
    play: async ({ shop, clock, sale }) => {
      await clock.until(() => shop.paidBy(sale) === 'wallet', patienceMs);
      if (shop.paidBy(sale) === 'wallet') returnAll(shop, sale);
    },
  },
];

async function tell(
  story: ShownStory,
  fault: Fault,
  place: Message | 'all',
  spell: (typeof spells)[number],
): Promise<{ readonly wrongs: string[]; readonly told: readonly string[] }> {
  const clock = createShopClock();
  const world = createWalletWorld(clock, story.scanning);
  let count = 0;
  const scheme = createFaultyScheme(world, clock, (call) => {
    if (place !== 'all' && call.message !== place) return null;
    count += 1;
    return (spell === 'once' ? count === 1 : clock.mono() < 250_000) ? fault : null;
  });
  const shop = openWalletShop({ clock, random: seededBytes(7), scheme });
  const sale = shop.ringUp();
  const amount = { minor: 1250n, currency: 'CNY' };
  const started = shop.collecting.startShown({ saleId: sale, tenderNo: 1, amount });
  const payment = started.ok ? started.value.paymentId : '';
  await story.play({ shop, clock, sale, payment });
  const isDone = (): boolean => shop.collecting.unresolved().length === 0;
  await clock.until(isDone, halfDayMs);
  await clock.advance(120_000);
  await clock.until(isDone, halfDayMs);
  const wrongs = wrongsOf(shop, world, [sale]);
  if (shop.collecting.shownCode(payment)) wrongs.push('a code is shown after its end');
  const sent = new Set(
    scheme.calls.filter(({ message }) => message === 'putRequest').map(({ body }) => body),
  );
  if (sent.size > 1) wrongs.push(`asked for in ${sent.size} ways`);
  shop.close();
  return { wrongs, told: shop.told.notices };
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
  it('meets a success that came after the cash', async () => {
    const cash = stories.find(({ name }) => name.includes('in cash'));
    if (!cash) throw new Error('the story of the cash is gone');
    const end = await tell(cash, 'reply lost', 'all', 'for 250 s');
    expect(end).toEqual({ wrongs: [], told: expect.arrayContaining(['payment-late-success']) });
  });
});
