import { readShopCode } from '../../shared/qr/shop-code.ts';
import { follow } from './following.ts';
import { type Came, openPay } from './pay-screen.ts';
import { must, type Visit } from './truth.ts';
import { answerLater } from './wallet-payment.ts';
import type { World } from './world.ts';

/** The till shows its code, once or in a hurry twice, and the customer scans what is on the screen. */
export async function payByOurCode(world: World, visit: Visit): Promise<Came> {
  const { dice, tally } = world;
  if (!(await openPay(world, visit))) return 'unpaid';
  await world.wait(dice.between(500, 4000));
  const presses = dice.chance(0.15) ? 2 : 1;
  const pressed = Array.from({ length: presses }, () => world.ask('pay.showCode', {}));
  const results = await Promise.all(pressed);
  if (!results.some((result) => result.ok)) return 'unpaid';
  tally.add('our code');
  const way = dice.weighted({ plain: 50, pin: 25, poor: 8, late: 7, never: 10 });
  if (way !== 'never') {
    const wallet = await world.phones.openWallet({
      currency: 'CNY',
      ...(way === 'pin' ? { pin: '1234', limit: '1500' } : {}),
      ...(way === 'poor' ? { balance: '400' } : {}),
    });
    if (wallet) scanLater(world, visit, wallet, way === 'late' ? dice.between(90_000, 130_000) : 0, 20);
    if (wallet && way === 'pin') answerLater(world, wallet);
  }
  return follow(world, visit);
}

/** Looks at the screen every few seconds; scans what stands there, and what is there after that. */
function scanLater(world: World, visit: Visit, wallet: string, afterMs: number, looks: number): void {
  const { dice, timeline, wire, phones, steps, tally } = world;
  if (looks === 0) return;
  const again = (): void => scanLater(world, visit, wallet, 4_000, looks - 1);
  const scan = async (payload: string): Promise<void> => {
    const state = await phones.scan(wallet, payload);
    steps.say(`the phone that scanned our code: ${state}`);
    tally.add(`our code: ${state}`);
    if (state !== 'succeeded' && state !== 'awaiting-customer') again();
  };
  timeline.after(afterMs + dice.between(1_000, 9_000), () => {
    const payload = codeOnScreen(world, visit);
    if (payload === null) return again();
    // A phone needs a moment between its picture of the code and the payment.
    timeline.after(dice.between(0, 3_000), () => wire.during(scan(payload)));
  });
}

/** What a phone sees of it; null where the till is dark, or shows another customer's sale, or no code. */
function codeOnScreen(world: World, visit: Visit): string | null {
  if (!world.host.isOn()) return null;
  const { pay } = world.look();
  if (!pay?.shownCode || pay.saleId !== visit.saleId) return null;
  const asked = readShopCode(pay.shownCode.payload)?.amount?.minor;
  must(asked === BigInt(pay.amount.minor), 'the code that is shown asks for something else than is due');
  return pay.shownCode.payload;
}
