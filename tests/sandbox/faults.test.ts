import { expect, it } from 'vitest';
import { createFaultLine, type FaultKind, parseFaults, planOf } from '../../sandbox/faults.ts';
import type { SchemeOptions } from '../../sandbox/scheme.ts';
import { openCustomer, openPlace, standingClock, Till } from './counter.ts';

it('faults are read as the command line writes them', () => {
  expect(parseFaults('drop-request=0.1,delay=0.2:3000,reorder=.5,crash=1')).toEqual({
    'drop-request': { share: 0.1, ms: 0 },
    delay: { share: 0.2, ms: 3000 },
    reorder: { share: 0.5, ms: 1000 },
    crash: { share: 1, ms: 0 },
  });
  expect(parseFaults('')).toEqual({});
});

it.each(['drop=0.1', 'delay=2', 'delay=-0.1', 'delay', 'delay=0.1:x'])(
  '"%s" is refused by its name',
  (text) => {
    expect(() => parseFaults(text)).toThrow(text);
  },
);

const everything = parseFaults(
  'drop-request=0.1,drop-reply=0.1,delay=0.2:3000,duplicate=0.05,reorder=0.05,error=0.05,crash=0.01',
);
const plans = (seed: number, boot: number, count = 500) =>
  Array.from({ length: count }, (_, sequence) => planOf(everything, seed, boot, sequence));

it('the same seed misbehaves the same way, another seed and another start differently', () => {
  expect(plans(7, 1)).toEqual(plans(7, 1));
  expect(plans(8, 1)).not.toEqual(plans(7, 1));
  expect(plans(7, 2)).not.toEqual(plans(7, 1));
});

it('faults come as often as they were asked for', () => {
  const many = plans(1, 1, 20_000);
  const share = (hit: (plan: (typeof many)[number]) => boolean) => many.filter(hit).length / many.length;
  expect(share((plan) => plan.dropRequest)).toBeCloseTo(0.1, 1);
  expect(share((plan) => plan.delayMs > 0)).toBeCloseTo(0.2, 1);
  expect(share((plan) => plan.crash !== 'none')).toBeGreaterThan(0.007);
  expect(share((plan) => plan.crash !== 'none')).toBeLessThan(0.013);
});

it('turning one fault on leaves the others where they were', () => {
  const only = parseFaults('drop-reply=0.1');
  const drops = (faults: typeof only) =>
    Array.from({ length: 200 }, (_, sequence) => planOf(faults, 3, 1, sequence).dropReply);
  expect(drops({ ...only, delay: { share: 0.5, ms: 10 } })).toEqual(drops(only));
});

/** A scheme that does one thing wrong to every request, once the till is active. */
async function misbehaving(fault: FaultKind, options: Partial<SchemeOptions> = {}) {
  const faults: { [kind in FaultKind]?: { share: number; ms: number } } = {};
  const place = await openPlace({ ...options, faults, seed: 1 });
  const till = await new Till(place).activate();
  const customer = await openCustomer(place.url, { balance: 1000 });
  const code = await customer.code();
  faults[fault] = { share: 1, ms: 0 };
  const calm = () => {
    delete faults[fault];
  };
  return { place, till, customer, code, calm };
}

it('a dropped request has no effect, and the socket closes at once', async () => {
  const { till, customer, code, calm } = await misbehaving('drop-request');
  const id = till.newId();
  await expect(till.pay(400, code, id)).rejects.toThrow();
  calm();
  expect((await till.send('GET', `/payments/${id}`)).status).toBe(404);
  expect(await customer.balance()).toBe('¥10.00');
});

it('a dropped reply has had its effect, which a query finds', async () => {
  const { till, customer, code, calm } = await misbehaving('drop-reply');
  const id = till.newId();
  await expect(till.pay(400, code, id)).rejects.toThrow();
  calm();
  expect(await till.query(id)).toMatchObject({ state: 'succeeded' });
  expect(await till.pay(400, code, id)).toMatchObject({ state: 'succeeded' });
  expect(await customer.balance()).toBe('¥6.00');
});

it('an error is a 503 that nobody signed, before or after the effect', async () => {
  const { till } = await misbehaving('error');
  const replies = await Promise.all(Array.from({ length: 10 }, () => till.send('GET', '/witness')));
  for (const reply of replies) expect(reply).toMatchObject({ status: 503, signedBy: null });
});

it('a duplicated request is answered as if it had come once', async () => {
  const { till, customer, code } = await misbehaving('duplicate');
  expect(await till.pay(400, code)).toMatchObject({ state: 'succeeded' });
  expect(await customer.balance()).toBe('¥6.00');
});

it('a crash ends the request without an answer', async () => {
  let crashes = 0;
  const { till, code } = await misbehaving('crash', {
    onCrash: () => {
      crashes += 1;
    },
  });
  await expect(till.pay(400, code)).rejects.toThrow();
  expect(crashes).toBe(1);
});

it('practice calls are never touched', async () => {
  const { place, customer } = await misbehaving('drop-request');
  expect(await customer.balance()).toBe('¥10.00');
  expect((await fetch(`${place.url}/phone`)).status).toBe(200);
});

function line(faults: string) {
  const clock = standingClock();
  const made = createFaultLine({
    faults: parseFaults(faults),
    seed: 1,
    boot: 1,
    clock,
    onCrash: () => undefined,
  });
  return { clock, run: made.run };
}

const settled = async (promise: Promise<unknown>) => {
  let isSettled = false;
  void promise.then(() => {
    isSettled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
};

it('a delay is as long as it was asked for', async () => {
  const { clock, run } = line('delay=1:3000');
  const answer = run(async () => 'done');
  clock.move(2999);
  expect(await settled(answer)).toBe(false);
  clock.move(1);
  expect(await answer).toEqual({ kind: 'answer', answer: 'done' });
});

it('a request held back is overtaken by the next one', async () => {
  const clock = standingClock();
  const faults: { reorder?: { share: number; ms: number } } = { reorder: { share: 1, ms: 1000 } };
  const { run } = createFaultLine({ faults, seed: 1, boot: 1, clock, onCrash: () => undefined });
  const order: string[] = [];
  const first = run(async () => order.push('first'));
  delete faults.reorder;
  await run(async () => order.push('second'));
  await first;
  expect(order).toEqual(['second', 'first']);
});

it('a request held back with nobody behind it is served when its time is over', async () => {
  const { clock, run } = line('reorder=1:1000');
  const answer = run(async () => 'done');
  expect(await settled(answer)).toBe(false);
  clock.move(1000);
  expect(await answer).toEqual({ kind: 'answer', answer: 'done' });
});
