import {
  type PracticeProgrammeAsk,
  type PracticeVoucherAsk,
  practiceProgrammeAnswer,
  practiceVoucherAnswer,
  type RedemptionAnswer,
  redemptionAnswer,
  type VoucherLine,
  type VoucherState,
} from '../../shared/voucher-wire.ts';
import { openPlace, practise, type Reply, Till } from './counter.ts';

export const rice = '06952032902088';
export const soda = '06928804011142';
export const cny = (minor: number | bigint) => ({ minor: String(minor), currency: 'CNY' });

/** A line of a sale; rice at 100.00 where nothing else is said. */
export const line = (more: Partial<VoucherLine> = {}): VoucherLine => ({
  gtin: rice,
  category: 'staples',
  amount: cny(10_000),
  quantity: '1000',
  ...more,
});

export const food: PracticeProgrammeAsk = {
  id: '7E57',
  names: { 'zh-CN': '试验', en: 'Trial' },
  currency: 'CNY',
  group: 'households',
  expires: '2027-11-23T00:00:00.000Z',
  goods: [{ gtin: rice, category: 'staples' }],
  shopWord: ['by-weight'],
  paysTax: true,
  priceCut: null,
};

export async function publish(url: string, more: Partial<PracticeProgrammeAsk> = {}): Promise<number> {
  const made = await practise(url, '/practice/programmes', { ...food, ...more });
  return practiceProgrammeAnswer.parse(made).listVersion;
}

export async function issue(url: string, more: Partial<PracticeVoucherAsk> = {}): Promise<string> {
  const ask = { programme: food.id, balance: 5000, currency: 'CNY', ...more };
  return practiceVoucherAnswer.parse(await practise(url, '/practice/vouchers', ask)).code;
}

export async function setState(url: string, code: string, state: VoucherState): Promise<void> {
  await practise(url, '/practice/vouchers/state', { code, state });
}

/** A shop with its till, and a programme for rice. */
export async function openShop() {
  const place = await openPlace();
  await publish(place.url);
  return { place, url: place.url, till: await new Till(place).activate() };
}

export type Ask = {
  readonly id?: string;
  readonly lines?: readonly VoucherLine[];
  readonly listVersion?: number;
};

export function put(till: Till, code: string, minor: number, ask: Ask = {}): Promise<Reply> {
  const { id = till.newId(), lines = [line()], listVersion = 1 } = ask;
  return till.send('PUT', `/voucher-redemptions/${id}`, { code, amount: cny(minor), lines, listVersion });
}

export async function redeem(
  till: Till,
  code: string,
  minor: number,
  ask: Ask = {},
): Promise<RedemptionAnswer> {
  return redemptionAnswer.parse((await put(till, code, minor, ask)).value);
}

export async function look(till: Till, id: string): Promise<RedemptionAnswer> {
  return redemptionAnswer.parse((await till.send('GET', `/voucher-redemptions/${id}`)).value);
}

export async function undo(till: Till, id: string): Promise<RedemptionAnswer> {
  const reply = await till.send('POST', `/voucher-redemptions/${id}/cancel`, { reason: 'cashier' });
  return redemptionAnswer.parse(reply.value);
}

export function check(till: Till, code: string, lines: readonly VoucherLine[] = [line()]): Promise<Reply> {
  return till.send('POST', `/vouchers/${code}/check`, { lines });
}

/** What a voucher holds, in minor units, as its check says. */
export async function balanceOf(till: Till, code: string): Promise<string> {
  const { value } = await check(till, code);
  return (value as { balance: { minor: string } }).balance.minor;
}
