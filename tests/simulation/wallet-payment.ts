import { follow } from './following.ts';
import { amountIsNamed, type Came, openPay } from './pay-screen.ts';
import { must, type Visit } from './truth.ts';
import type { World } from './world.ts';

/** A customer's code is scanned, at the register or on the pay screen, once or in a hurry twice. */
export async function payByWallet(world: World, visit: Visit): Promise<Came> {
  const code = await codeOf(world);
  if (code === null) return 'unpaid';
  const atRegister = world.look().pay === null && world.dice.chance(0.4);
  if (atRegister) return sendHeld(world, visit, code);
  if (!(await openPay(world, visit))) return 'unpaid';
  await world.wait(world.dice.between(500, 8000));
  const times = world.dice.chance(0.15) ? 2 : 1;
  if (times === 2) world.tally.add('scanned twice at once');
  const before = attemptsMade(world);
  const scannedMs = world.timeline.nowMs();
  const scans = Array.from({ length: times }, () =>
    world.ask('register.scan', { text: code, device: 'keyboard' }),
  );
  const heard = (await Promise.all(scans)).map((result) => (result.ok ? result.value.heard : 'nothing'));
  must(attemptsMade(world) <= before + 1, 'a code that was scanned twice at once became two payments');
  must(
    heard.every((one) => one === 'payment-sent' || one === 'ignored'),
    `a payment code was heard as ${heard}`,
  );
  if (heard[0] !== 'payment-sent') return 'unpaid';
  const boots = world.host.boots();
  const came = await follow(world, visit);
  if (came === 'unpaid' && world.dice.chance(0.2) && world.host.boots() === boots)
    await tryAgain(world, code, scannedMs);
  return came;
}

/** How long a code counts as the same payment: as long as it lives (design, "single-use"). */
const codeLifeMs = 120_000;

/** "Try once more": a code that was declined is not asked about again, however often it is scanned. */
async function tryAgain(world: World, code: string, scannedMs: number): Promise<void> {
  const { dice, timeline, tally } = world;
  const { pay } = world.look();
  if (pay?.attempt?.state !== 'declined') return;
  await world.wait(dice.between(500, 9_000));
  const before = attemptsMade(world);
  await world.ask('register.scan', { text: code, device: 'keyboard' });
  const isAlive = timeline.nowMs() - scannedMs < codeLifeMs;
  must(!isAlive || attemptsMade(world) === before, 'a declined code became another payment');
  tally.add('scanned again');
}

/** Looked up in the books, since the screen shows one payment at a time. */
function attemptsMade({ host }: World): number {
  const { db } = host.till().counter;
  return Number(db.get<{ count: bigint }>('SELECT count(*) AS count FROM payment')?.count);
}

/** Scanned before the pay screen was open: held until F12. */
async function sendHeld(world: World, visit: Visit, code: string): Promise<Came> {
  await world.wait(world.dice.between(500, 3000));
  const heard = await world.ask('register.scan', { text: code, device: 'keyboard' });
  must(heard.ok && heard.value.heard === 'code-held', 'a payment code at the register is not held');
  amountIsNamed(world.look(), visit);
  await world.wait(world.dice.between(300, 3000));
  const presses = world.dice.chance(0.2)
    ? [world.ask('pay.sendHeldCode', {}), world.ask('pay.sendHeldCode', {})]
    : [world.ask('pay.sendHeldCode', {})];
  const results = await Promise.all(presses);
  return results.some((result) => result.ok) ? follow(world, visit) : 'unpaid';
}

const wallets = { plain: 55, pin: 28, poor: 9, old: 8 };

/** What the customer holds up; null where the phone shows nothing, since the scheme is away. */
async function codeOf(world: World): Promise<string | null> {
  const { dice, phones, truth, tally } = world;
  const kind = dice.weighted(wallets);
  if (kind === 'old' && truth.oldCodes.length > 0) {
    tally.add('an old code');
    return dice.pick(truth.oldCodes.slice(-20));
  }
  const currency = 'CNY';
  const wallet = await phones.openWallet(
    kind === 'pin'
      ? { currency, pin: '1234', limit: '1500' }
      : { currency, ...(kind === 'poor' ? { balance: '400' } : {}) },
  );
  const code = wallet && (await phones.code(wallet, dice.pick(['emv-cpm', 'digits'])));
  if (!wallet || !code) return null;
  if (kind === 'pin') answerLater(world, wallet);
  truth.oldCodes.push(code);
  return code;
}

/** What a customer does when the phone asks for the PIN. */
export function answerLater(world: World, wallet: string): void {
  const { dice } = world;
  const way = dice.weighted({ approve: 60, refuse: 10, late: 10, wrong: 8, never: 12 });
  if (way === 'never') return;
  const afterMs = way === 'late' ? dice.between(50_000, 75_000) : dice.between(5_000, 40_000);
  const pins = { approve: ['1234'], late: ['1234'], refuse: [null], wrong: ['0000', '1234'] }[way];
  typePins(world, wallet, pins, afterMs, 15);
}

/** Looks at the phone again every few seconds, until something waits there. */
function typePins(
  world: World,
  wallet: string,
  [pin, ...more]: readonly (string | null)[],
  afterMs: number,
  looks: number,
): void {
  const { timeline, wire, phones, steps, tally } = world;
  if (pin === undefined || looks === 0) return;
  const answer = async (): Promise<void> => {
    const state = await phones.answer(wallet, pin);
    if (state === null) return typePins(world, wallet, [pin, ...more], 5_000, looks - 1);
    steps.say(`the customer's phone: ${state}`);
    tally.add(`phone: ${state}`);
    typePins(world, wallet, more, 4_000, looks);
  };
  timeline.after(afterMs, () => wire.during(answer()));
}
