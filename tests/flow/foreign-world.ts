import { accountOf } from '../../main/code-wallet/account.ts';
import { type CodeWallet, createCodeWallet } from '../../main/code-wallet/client.ts';
import type { WalletScheme } from '../../main/flow/wallet-parts.ts';
import { balances } from '../../main/ledger/records.ts';
import { paymentsOfDay } from '../../main/payment/records.ts';
import type { Exchanged } from '../../main/scheme/exchange.ts';
import { dark } from '../../main/scheme/outcome.ts';
import { ordersHold } from '../../main/store/verify-orders.ts';
import { membersAsWritten } from '../../platform/members-as-written.ts';
import { rsaPrivateKey, signRsa2 } from '../../platform/rsa2.ts';
import type { HttpRequest } from '../../platform/signature-base.ts';
import { foreignImbalances } from '../../sandbox/foreign/audit.ts';
import { addBuyer, addCode } from '../../sandbox/foreign/buyers.ts';
import { answerTrade } from '../../sandbox/foreign/customers.ts';
import { returnedOf } from '../../sandbox/foreign/movements.ts';
import { openStandIn, type StandIn } from '../../sandbox/foreign/stand-in.ts';
import { tradeOf } from '../../sandbox/foreign/trades.ts';
import { orderNumber, type WalletAsk, walletMethods } from '../../shared/code-wallet-wire.ts';
import type { JournalEvent } from '../../shared/events.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import { accounts, walletAccount } from '../../shared/posting.ts';
import type { Clock } from '../../shared/time.ts';
import type { WalletShop } from './wallet-shop.ts';

/** The stand-in's real books behind a network that does to each call what it is told. */

export const orderFaults = [
  'request lost',
  'reply lost',
  'reply cut',
  'error before',
  'error after',
  'delayed request',
  'delayed reply',
  'duplicated',
  'held back for a minute',
  'never answered',
  'not sent',
  'their system is in trouble',
  'not recognised',
  'redirected',
  'no JSON',
  'unsigned',
  'wrong key',
  'other order',
  'other amount',
  'old answer',
  'no order named',
] as const;
export type OrderFault = (typeof orderFaults)[number];

export const orderMessages = Object.keys(walletMethods) as WalletAsk[];

export type OrderCall = { readonly ask: WalletAsk; readonly order: string; readonly body: string };

export type ForeignWorld = {
  readonly standIn: StandIn;
  readonly wallet: CodeWallet;
  /** Every call that was made, in order. */
  readonly calls: OrderCall[];
  /** A code of a customer who does what the story's code says (`wallet-world.ts`). */
  readonly codeOf: (story: string) => string;
  readonly close: () => void;
};

/** Customers as in `wallet-world.ts`; each acts on the phone 7 s after being asked. */
const customers = {
  pay: { balance: 10_000_000n, withoutPin: 1_000_000n },
  poor: { balance: 1n, withoutPin: 1_000_000n },
  pin: { balance: 10_000_000n, withoutPin: 0n },
  shy: { balance: 10_000_000n, withoutPin: 0n },
  gone: { balance: 10_000_000n, withoutPin: 0n },
} as const;
type Customer = keyof typeof customers;

/** The keys of the first stand-in of this run; a pair takes longer to make than a story. */
const keys = new Map<string, string>();

export function openForeignWorld(
  clock: Clock,
  random: RandomBytes,
  faultOf: (call: OrderCall) => OrderFault | null = () => null,
): ForeignWorld {
  // Short keys, and the same ones again: what is tried here is the engine, and each call is signed twice.
  const standIn = openStandIn({ dataDir: null, clock, random, bits: 1024 });
  for (const [name, value] of keys)
    standIn.database.run('INSERT INTO setting (name, value) VALUES (?, ?)', name, value);
  for (const [id, { balance, withoutPin }] of Object.entries(customers))
    addBuyer(standIn.database, { id, balance, withoutPin, pin: '1234' });
  const account = accountOf(JSON.stringify(standIn.account('http://127.0.0.1:1')), 'alipay');
  for (const row of standIn.database.all<{ name: string; value: string }>('SELECT name, value FROM setting'))
    keys.set(row.name, row.value);
  const calls: OrderCall[] = [];
  const codes = new Map<string, Customer>();
  const exchange = async (_: URL, request: HttpRequest): Promise<Exchanged> => {
    const call = callOf(request);
    calls.push(call);
    const fault = faultOf(call);
    await Promise.resolve();
    const effect = (): string => {
      const text = standIn.answer(request.query, Buffer.from(request.body).toString('utf8'), 'none');
      actLater(standIn, clock, call.order);
      return text;
    };
    return fault === null ? answered(effect()) : underFault(standIn, clock, call.ask, fault, effect);
  };
  return {
    standIn,
    calls,
    wallet: createCodeWallet({ account, clock, exchange }),
    codeOf: (story) => {
      const customer =
        (Object.keys(customers) as Customer[]).find((name) => story.startsWith(name)) ?? 'gone';
      const digits = `28${String(codes.size + 1).padStart(16, '0')}`;
      codes.set(digits, customer);
      addCode(standIn.database, { digits, buyer: customer, expiresAt: clock.now() + 60_000 });
      return digits;
    },
    close: standIn.close,
  };
}

function callOf(request: HttpRequest): OrderCall {
  const method = new URLSearchParams(request.query).get('method');
  const ask = orderMessages.find((name) => walletMethods[name] === method);
  const body = new URLSearchParams(Buffer.from(request.body).toString('utf8')).get('biz_content') ?? '';
  if (!ask) throw new Error(`no call of this wallet: ${method}`);
  return { ask, body, order: String(JSON.parse(body).out_trade_no) };
}

/** Customers act on their phones while nobody asks. */
function actLater(standIn: StandIn, clock: Clock, order: string): void {
  const buyer = tradeOf(standIn.database, order)?.buyer;
  if (buyer !== 'pin' && buyer !== 'shy') return;
  clock.after(7_000, () => answerTrade(standIn, buyer, order, buyer === 'pin' ? '1234' : null));
}

function answered(text: string, status = 200): Exchanged {
  return { kind: 'answered', answer: { status, headers: {}, body: Buffer.from(text, 'utf8') } };
}

function underFault(
  standIn: StandIn,
  clock: Clock,
  ask: WalletAsk,
  fault: OrderFault,
  effect: () => string,
): Exchanged | Promise<Exchanged> {
  const after = (ms: number, what: () => Exchanged): Promise<Exchanged> =>
    new Promise((resolve) => clock.after(ms, () => resolve(what())));
  const timeout = (): Promise<Exchanged> => after(10_000, () => dark('timeout'));
  const ways: Readonly<Record<OrderFault, () => Exchanged | Promise<Exchanged>>> = {
    'request lost': timeout,
    'reply lost': () => {
      effect();
      return timeout();
    },
    'reply cut': () => {
      effect();
      return dark('cut');
    },
    'error before': () => answered('', 502),
    'error after': () => answered(effect(), 500),
    'delayed request': () => after(9_000, () => answered(effect())),
    'delayed reply': () => {
      const text = effect();
      return after(9_000, () => answered(text));
    },
    duplicated: () => {
      effect();
      return answered(effect());
    },
    'held back for a minute': () => {
      clock.after(60_000, effect);
      return timeout();
    },
    'never answered': () => {
      effect();
      return new Promise<never>(() => undefined);
    },
    'not sent': () => ({ kind: 'not-sent', why: 'unreachable' }),
    'their system is in trouble': () =>
      answered(signed(standIn, ask, { code: '20000', sub_code: 'isp.unknow-error' })),
    'not recognised': () =>
      answered('{"error_response":{"code":"40002","sub_code":"isv.invalid-signature"},"sign":"x"}'),
    redirected: () => answered('', 302),
    'no JSON': () => answered('<html>Welcome to the hotel</html>'),
    unsigned: () => answered(bare(effect(), ask)),
    'wrong key': () => answered(effect().replace(/"sign":"..../, '"sign":"AAAA')),
    'other order': () => answered(bent(standIn, ask, effect(), { out_trade_no: 'f'.repeat(32) })),
    'other amount': () =>
      answered(bent(standIn, ask, effect(), { total_amount: '9999.99', refund_amount: '9999.99' })),
    'old answer': () =>
      answered(bent(standIn, ask, effect(), { out_trade_no: 'e'.repeat(32), total_amount: '1.00' })),
    'no order named': () => answered(bent(standIn, ask, effect(), { out_trade_no: undefined })),
  };
  return ways[fault]();
}

function memberName(ask: WalletAsk): string {
  return `${walletMethods[ask].replaceAll('.', '_')}_response`;
}

function bare(text: string, ask: WalletAsk): string {
  return `{"${memberName(ask)}":${membersAsWritten(text)?.get(memberName(ask))}}`;
}

function signed(standIn: StandIn, ask: WalletAsk, fields: object): string {
  const row = standIn.database.get<{ value: string }>(
    "SELECT value FROM setting WHERE name = 'provider key'",
  );
  const key = rsaPrivateKey(row?.value.split(' ')[0] ?? '');
  const text = JSON.stringify(fields);
  return `{"${memberName(ask)}":${text},"sign":"${signRsa2(key, text)}"}`;
}

/** A good signature over the wrong thing: money that moved, of some other order or amount. */
function bent(standIn: StandIn, ask: WalletAsk, text: string, change: object): string {
  const said = JSON.parse(membersAsWritten(text)?.get(memberName(ask)) ?? '{}') as Record<string, string>;
  const paid = {
    code: '10000',
    ...(ask === 'query' ? { trade_status: 'TRADE_SUCCESS' } : {}),
    ...(ask === 'refund-query' ? { refund_status: 'REFUND_SUCCESS' } : {}),
  };
  return signed(standIn, ask, { ...said, ...paid, ...change });
}

/** Nobody asks the scheme: this is another party's money. */
export const nobody: WalletScheme = {
  putPayment: () => Promise.reject(new Error('the scheme was asked')),
  getPayment: () => Promise.reject(new Error('the scheme was asked')),
  cancelPayment: () => Promise.reject(new Error('the scheme was asked')),
  putRefund: () => Promise.reject(new Error('the scheme was asked')),
  getRefund: () => Promise.reject(new Error('the scheme was asked')),
};

/** What the provider keeps of an order: paid, less what went back. */
export function keptOf(standIn: StandIn, paymentId: string): bigint {
  const trade = tradeOf(standIn.database, orderNumber(paymentId));
  const isPaid =
    standIn.database.get(
      "SELECT 1 FROM movement WHERE kind = 'pay' AND out_trade_no = ?",
      orderNumber(paymentId),
    ) !== null;
  return trade && isPaid ? trade.total - returnedOf(standIn.database, trade.outTradeNo) : 0n;
}

/** As `wrongsOf` of the scheme's own wallet: nothing is open, and shop and provider say the same. */
export function wrongsWithForeign(shop: WalletShop, world: ForeignWorld, sales: readonly string[]): string[] {
  const wrongs = foreignImbalances(world.standIn.database).map((name) => `the provider's books: ${name}`);
  for (const open of shop.collecting.unresolved()) wrongs.push(`open: ${open.state}/${open.refund}`);
  const payments = paymentsOfDay(shop.db, shop.counter.today());
  let all = 0n;
  for (const saleId of sales) {
    const isReturned = shop.db.get('SELECT id FROM sale WHERE refund_of = ?', saleId) !== null;
    const booked = shop.paidBy(saleId) === 'wallet' && !isReturned ? 1250n : 0n;
    const kept = payments
      .filter((payment) => payment.saleId === saleId)
      .reduce((sum, { id }) => sum + keptOf(world.standIn, id), 0n);
    all += kept;
    if (booked !== kept) wrongs.push(`sale booked ${booked} by wallet, the provider keeps ${kept}`);
  }
  const balance = new Map(balances(shop.db).map(({ account, minor }) => [account, minor]));
  const clearing = balance.get(walletAccount('alipay')) ?? 0n;
  if (clearing !== all) wrongs.push(`clearing account ${clearing}, the provider keeps ${all}`);
  for (const account of [accounts.walletReceivable, accounts.owedToCustomers])
    if ((balance.get(account) ?? 0n) !== 0n) wrongs.push(`${account} is ${balance.get(account)}`);
  return [...wrongs, ...wrongsOfAnswers(shop)];
}

/** The auditor that looks at the books years later finds each success signed by the provider. */
function wrongsOfAnswers(shop: WalletShop): string[] {
  const audit = ordersHold();
  return shop.db
    .all<{ event: string; epoch: bigint; seq: bigint; hash: string }>(
      'SELECT * FROM journal ORDER BY epoch, seq',
    )
    .flatMap((row) => {
      const event = JSON.parse(row.event) as JournalEvent;
      const link = { epoch: Number(row.epoch), seq: Number(row.seq), hash: row.hash };
      return (
        audit(event, { ...link, prev: '', terminal: '' } as unknown as Parameters<typeof audit>[1]) ?? []
      );
    });
}
