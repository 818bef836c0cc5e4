import { refund } from '../../main/flow/refund.ts';
import type { ShopClock } from './shop-clock.ts';
import type { WalletShop } from './wallet-shop.ts';

/** What customers and cashiers do, from the scan on. The code decides what the customer does (`wallet-world.ts`). */
export type Story = {
  readonly name: string;
  readonly code: string;
  /** What the cashier does besides; stops quietly where the till is switched off under the hands. */
  readonly play: (scene: Scene) => Promise<void>;
};

type Scene = {
  readonly shop: WalletShop;
  readonly clock: ShopClock;
  readonly sale: string;
  readonly payment: string;
};

/** Longer than anything takes that isn't set aside. */
const patienceMs = 150_000;

const nothing = async (): Promise<void> => undefined;

export const stories: readonly Story[] = [
  { name: 'pays at once', code: 'pay-1', play: nothing },
  { name: 'has too little', code: 'poor-1', play: nothing },
  { name: 'confirms on the phone', code: 'pin-1', play: nothing },
  { name: 'refuses on the phone', code: 'shy-1', play: nothing },
  { name: 'walks away', code: 'gone-1', play: nothing },
  {
    name: 'is stopped by the cashier at once',
    code: 'pay-1',
    play: async ({ shop, payment }) => {
      shop.collecting.stop(payment);
    },
  },
  {
    name: 'is stopped while confirming',
    code: 'pin-1',
    play: async ({ shop, clock, payment }) => {
      await clock.advance(6_995);
      shop.collecting.stop(payment);
    },
  },
  {
    name: 'pays in cash as soon as that may be',
    code: 'pay-1',
    play: async ({ shop, clock, sale, payment }) => {
      await clock.until(() => shop.collecting.mayReplaceByCash(payment), patienceMs);
      if (shop.collecting.mayReplaceByCash(payment)) shop.takeCashInstead(sale, payment);
    },
  },
  {
    name: 'gets the money back',
    code: 'pay-1',
    play: async ({ shop, clock, sale }) => {
      await clock.until(() => shop.paidBy(sale) === 'wallet', patienceMs);
      if (shop.paidBy(sale) === 'wallet') returnAll(shop, sale);
    },
  },
];

/** The whole sale comes back, and with it the money to where it came from. */
export function returnAll(shop: WalletShop, saleId: string): void {
  refund(shop.counter, shop.givingBack, {
    documentId: shop.counter.newId(),
    returns: [{ of: { saleId, no: 1 }, quantity: 1000n }],
    reason: 'returned',
  });
}
