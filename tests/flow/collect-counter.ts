import { createFaultyScheme, type FaultOf } from './faulty-scheme.ts';
import { createShopClock, seededBytes } from './shop-clock.ts';
import { openWalletShop, wrongsOf } from './wallet-shop.ts';
import { createWalletWorld } from './wallet-world.ts';

/** A counter in one line: clock, scheme and shop, and a customer who shows a code. */
export function openCounter(faultOf: FaultOf = () => null) {
  const clock = createShopClock();
  const world = createWalletWorld(clock);
  const network = { faultOf };
  const scheme = createFaultyScheme(world, clock, (call) => network.faultOf(call));
  const shop = openWalletShop({ clock, random: seededBytes(7), scheme });
  const sales: string[] = [];
  return {
    clock,
    world,
    scheme,
    shop,
    collecting: shop.collecting,
    /** Changes what the network does from now on. */
    network: (next: FaultOf) => {
      network.faultOf = next;
    },
    ringUp: () => {
      const sale = shop.ringUp();
      sales.push(sale);
      return sale;
    },
    scan: (saleId: string, customerCode: string, minor = 1250n) =>
      shop.collecting.start({
        saleId,
        tenderNo: 1,
        amount: { minor, currency: 'CNY' },
        customerCode,
      }),
    /** As `scan`, for a scan that must be taken; answers the payment's id. */
    pay: (saleId: string, customerCode: string): string => {
      const amount = { minor: 1250n, currency: 'CNY' };
      const started = shop.collecting.start({ saleId, tenderNo: 1, amount, customerCode });
      if (!started.ok) throw new Error(started.problem.code);
      return started.value.paymentId;
    },
    sent: (message: string) => scheme.calls.filter((call) => call.message === message),
    wrongs: () => wrongsOf(shop, world, sales),
    kinds: () =>
      shop.db
        .all<{ kind: string }>("SELECT json_extract(event, '$.kind') AS kind FROM journal ORDER BY seq")
        .map(({ kind }) => kind),
  };
}
