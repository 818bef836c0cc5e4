import { writeSync } from 'node:fs';
import { productByGtin } from '../../main/catalogue/records.ts';
import { openTill } from '../../main/open-till.ts';
import { practiceCalls } from '../../main/scheme/practice.ts';
import type { Task } from './ringing.ts';

/*
 * A till that rings up sale after sale until it is killed, in a process of its own:
 *   node --import tsx tests/durability/ringing-child.ts TASK
 * What it says is written at once, past all buffers of Node, so that an `ACK` that was read was said
 * after the till had answered ok. `NEXT` is where the counter stands after the step that now begins,
 * `STATE` where it stands.
 */

const task: Task = JSON.parse(process.argv[2] ?? '{}');
const say = (word: string, value: unknown): void => {
  writeSync(1, `${word} ${JSON.stringify(value)}\n`);
};

const practice = practiceCalls(task.schemeUrl);
const opened = await openTill({
  dataDir: task.dataDir,
  schemeUrl: task.schemeUrl,
  practice: true,
  stock: true,
  ticket: () => practice.terminal({ currency: 'CNY', zone: 'Asia/Shanghai' }),
});
if (!opened.ok) throw new Error(`the till did not open: ${opened.problem.code}`);
const { till, db } = opened.value;
if (task.synchronous) db.exec(`PRAGMA synchronous = ${task.synchronous}`);
const code = '6921168509256';
if (!productByGtin(db, code)) throw new Error(`nobody sells ${code}`);
const wallet = await practice.wallet({ currency: 'CNY' });

let sales = till.view().nextReceiptNumber - 1;

function state() {
  const { basket, held } = till.view();
  return { pieces: basket.pieces, held: held.length, sales };
}

async function step(change: Partial<ReturnType<typeof state>>, work: () => unknown): Promise<void> {
  say('NEXT', { ...state(), ...change });
  await work();
  say('STATE', state());
}

async function scan(): Promise<void> {
  await step({ pieces: state().pieces + 1 }, () => {
    const { problem } = till.scanned({ text: code });
    return problem ? refusedWith(problem) : undefined;
  });
}

/** Says `REFUSED` and goes on with the same goods where the till said no. */
async function pay(kind: 'cash' | 'wallet'): Promise<void> {
  const { held, pieces } = state();
  // Where no scan found room there is nothing to pay for.
  if (pieces === 0) return;
  const total = till.view().basket.total.minor;
  const fresh = kind === 'wallet' ? await practice.code(wallet) : '';
  await till.handlers['pay.open']({});
  await step({ pieces: 0, held, sales: sales + 1 }, async () => {
    if (kind === 'wallet') await payByWallet(fresh);
    else {
      const answer = await till.handlers['pay.cash']({ tendered: '1000' });
      if (!answer.ok) return refusedWith(answer.problem.code);
    }
    const { paid } = till.view();
    if (!paid) return refusedWith('not-paid');
    say('ACK', { sale: paid.saleId, receipt: paid.number, totalMinor: Number(total), tender: kind });
    sales += 1;
  });
}

async function refusedWith(code: string): Promise<void> {
  say('REFUSED', code);
  await new Promise((resolve) => setTimeout(resolve, 20));
}

async function payByWallet(fresh: string): Promise<void> {
  till.scanned({ text: fresh });
  await till.collecting.idle(30_000);
}

/** Steps aside and comes back with the next customer, now and then. */
async function change(number: number): Promise<void> {
  const [first] = till.view().held;
  if (first && number % 5 === 1) {
    // Goods that a kill has left on the counter step aside for the ones that come back.
    const held = state().pieces > 0 ? state().held : state().held - 1;
    await step({ held, pieces: first.pieces }, () => till.baskets.recall(first.basketId));
  }
  if (number % 5 === 0) {
    await step({ held: state().held + 1, pieces: 0 }, () => till.baskets.hold());
    await scan();
  }
}

say('READY', state());
for (let number = 1; task.sales === null || number <= task.sales; number += 1) {
  for (let pieces = 0; pieces < 1 + (number % 3); pieces += 1) await scan();
  await change(number);
  await pay(task.pay[number % task.pay.length] ?? 'cash');
  if (task.checkpointEvery && number % task.checkpointEvery === 0) db.checkpoint();
  await new Promise((resolve) => setImmediate(resolve));
}
say('DONE', state());
process.exit(0);
