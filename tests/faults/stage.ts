import { practiceCalls } from '../../main/scheme/practice.ts';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import type { AttemptView } from '../../shared/views.ts';
import { issue, publish } from '../sandbox/voucher-counter.ts';
import { createPhones } from '../simulation/customers.ts';
import { type Call, closed, type Heard, heardOf, type Message } from './line.ts';
import { type Fault, faults } from './mischief.ts';
import type { Counter, Street } from './street.ts';

/** One counter with a customer at it, and a hand on its cable. */
export type Stage = ReturnType<typeof createStage>;

type Rule = { readonly message: Message; readonly fault: Fault; times: number; struck: number };

export function createStage(street: Street, counter: Counter) {
  const cable = createCable(street, counter);
  const hands = createHands(street, counter);
  const customers = createCustomers(street);
  const plays = createPlays(street, counter, { ...cable, ...hands, ...customers });
  return { street, counter, ...cable, ...hands, ...customers, ...plays };
}

/** What happens to which message, from now on; the first rule that fits is the one that strikes. */
function createCable(street: Street, counter: Counter) {
  let rules: Rule[] = [];
  let isBroken = false;
  const way = async (call: Call): Promise<Heard> => {
    const rule = rules.find(({ message, times }) => message === call.message && times > 0);
    if (isBroken && !rule) return closed;
    if (!rule) return heardOf(await call.forward());
    rule.times -= 1;
    rule.struck += 1;
    return faults[rule.fault]({ street, counter, call });
  };
  const steer = (message: Message, fault: Fault, times: number): Rule => {
    const rule = { message, fault, times, struck: 0 };
    rules.push(rule);
    return rule;
  };
  return {
    steer,
    /** Nothing goes through that no rule lets through. */
    breakLine: () => {
      isBroken = true;
    },
    mend: async () => {
      isBroken = false;
    },
    /** What was to strike at a commit, and did not meet one, never does. */
    disarm: () => {
      counter.host.cutAtCommit(Number.POSITIVE_INFINITY, 'before');
      counter.host.setDiskFull(false);
    },
    /** As it was before anything happened to it. */
    calm: () => {
      rules = [];
      isBroken = false;
      counter.line.setWay(way);
      counter.line.setHints(true);
      counter.host.wall.jump(street.nowMs() - counter.host.wall.nowMs());
    },
  };
}

/** What a cashier does at the screen. */
function createHands(street: Street, counter: Counter) {
  let saleId = '';
  const must = async <K extends AskName>(name: K, input: AskInput<K>): Promise<AskAnswer<K>> => {
    const answer = await counter.ask(name, input);
    if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.problem)}`);
    return answer.value;
  };
  const attempt = (): AttemptView => {
    const found = counter.look().pay?.attempt;
    if (!found) throw new Error('no attempt is on the pay screen');
    return found;
  };
  return {
    must,
    attempt,
    saleId: () => saleId,
    /** The pay screen of a sale of this much. */
    ringUp: async (amount: string): Promise<void> => {
      await must('basket.addAmount', { amount, taxClass: 'standard' });
      const { pay } = await must('pay.open', {});
      saleId = pay?.saleId ?? '';
    },
    scan: (text: string) => counter.ask('register.scan', { text, device: 'keyboard' }),
    stop: () => counter.ask('pay.stop', { attemptId: attempt().id }),
    redeem: () => counter.ask('pay.redeem', {}),
    cancelSale: () => counter.ask('pay.cancelSale', { saleId }),
    refund: (amount: string) => {
      const { newId } = counter.host.till().counter;
      const minor = String(Number(amount) * 100);
      return counter.ask('sales.refund', {
        ...{ id: newId(), saleId, what: { by: 'amount', amount }, reason: 'faulty', note: '' },
        total: { minor, currency: 'CNY' },
      });
    },
    until: async (isSo: () => boolean, what: string): Promise<void> => {
      for (let looks = 0; !isSo(); looks += 1) {
        if (looks > 400) throw new Error(`never: ${what}`);
        await street.pass(500);
      }
    },
    /** What is still due, where anything is: the sale is booked then. */
    payRestInCash: async (): Promise<void> => {
      await must('pay.open', {});
      const { pay } = await must('pay.part', { amount: null });
      const minor = (pay?.rest.minor ?? '0').padStart(3, '0');
      await must('pay.cash', { tendered: `${minor.slice(0, -2)}.${minor.slice(-2)}` });
      await must('pay.next', {});
    },
    settle: async (): Promise<void> => {
      if (!(await street.settle())) throw new Error('something stays open for ever');
    },
  };
}

/** What customers hold up, and type into their phones. */
function createCustomers(street: Street) {
  const phones = createPhones(street.scheme.url);
  const open = async (ask: { pin?: string; limit?: string; balance?: string } = {}): Promise<string> => {
    const wallet = await phones.openWallet({ currency: 'CNY', ...ask });
    if (!wallet) throw new Error('the phone shows no wallet');
    return wallet;
  };
  const codeOf = async (wallet: string): Promise<string> => {
    const code = await phones.code(wallet, 'digits');
    if (!code) throw new Error('the phone shows no code');
    return code;
  };
  /** Looks at the phone every few seconds until something waits there. */
  const typeLater = (wallet: string, afterMs: number, looks = 15): void => {
    const answer = async (): Promise<void> => {
      const state = street.scheme.isUp() ? await phones.answer(wallet, '1234') : null;
      if (state === null && looks > 0) typeLater(wallet, 4_000, looks - 1);
    };
    street.timeline.after(afterMs, () => street.wire.during(answer()));
  };
  return {
    code: async () => codeOf(await open()),
    codeWithPin: async () => {
      const wallet = await open({ pin: '1234', limit: '1' });
      const code = await codeOf(wallet);
      return { code, type: (afterMs: number) => typeLater(wallet, afterMs) };
    },
    /** Of a wallet with next to nothing in it. */
    poorCode: async () => codeOf(await open({ balance: '1' })),
    pass: async () => practiceCalls(street.scheme.url()).pass(await open()),
  };
}

type Tools = ReturnType<typeof createCable> &
  ReturnType<typeof createHands> &
  ReturnType<typeof createCustomers>;

/** How a counter comes into a state that a scene begins with. */
function createPlays(street: Street, counter: Counter, tools: Tools) {
  const { must, ringUp, scan, until, steer } = tools;
  let loose: string | null = null;
  const goods = async (): Promise<string> => {
    if (loose !== null) return loose;
    await publish(street.scheme.url(), { goods: [], shopWord: ['loose'] });
    const names = { 'zh-CN': '面粉', en: 'Flour' };
    const kind = { category: 'loose', taxClass: 'standard', unit: 'each', price: '10' } as const;
    const asked = { id: null, names, barcodes: [], scaleItem: null, ...kind, retired: false };
    loose = (await must('goods.save', asked)).product.id;
    return loose;
  };
  /** Paid at the scheme, and nothing of it heard; then the cable breaks. */
  const paidUnheard = async (price: string): Promise<void> => {
    await ringUp(price);
    const code = await tools.code();
    steer('PUT /payments/{id}', 'reply cut before a byte', 1);
    tools.breakLine();
    await scan(code);
  };
  const voucherSale = async (): Promise<string> => {
    await must('basket.addProduct', { productId: await goods() });
    await ringUp('2.50');
    return issue(street.scheme.url(), { balance: 5000 });
  };
  const voucherShown = async (): Promise<string> => {
    const code = await voucherSale();
    await scan(code);
    await until(() => counter.look().pay?.voucher?.state === 'ready', 'the voucher is checked');
    return code;
  };
  return {
    voucherSale,
    voucherShown,
    soldByVoucher: async (): Promise<void> => {
      await voucherShown();
      await tools.redeem();
      await tools.settle();
      await tools.payRestInCash();
    },
    awaiting: async (price: string): Promise<void> => {
      await ringUp(price);
      await scan((await tools.codeWithPin()).code);
      await until(() => tools.attempt().state === 'awaiting-customer', 'the customer is asked');
    },
    setAside: async (price: string): Promise<void> => {
      await paidUnheard(price);
      await until(() => counter.look().unresolved[0]?.parked === true, 'set aside');
    },
    cashInstead: async (price: string): Promise<void> => {
      await paidUnheard(price);
      await until(() => counter.look().pay?.mayTakeCashInstead === true, 'cash may be taken');
      await must('pay.cashInstead', { attemptId: tools.attempt().id, tendered: price });
    },
    soldByWallet: async (price: string): Promise<void> => {
      await ringUp(price);
      await scan(await tools.code());
      await tools.settle();
      await must('pay.next', {});
    },
    takenOffline: async (price: string): Promise<void> => {
      await ringUp(price);
      const pass = await tools.pass();
      tools.breakLine();
      await scan(pass);
      await until(() => counter.look().paid?.offline === true, 'a pass is taken');
    },
  };
}
