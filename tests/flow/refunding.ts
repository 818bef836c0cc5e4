import type { AskInput } from '../../shared/contract.ts';
import type { RefundDocument, RefundWhat } from '../../shared/refund.ts';
import { addGoods, codeOf, type Shop } from './shop.ts';

/** Pieces of lines, by their numbers. */
export function pieces(...lines: readonly (readonly [no: number, quantity: string])[]): RefundWhat {
  return { by: 'lines', lines: lines.map(([no, quantity]) => ({ no, quantity })) };
}

export function sum(amount: string): RefundWhat {
  return { by: 'amount', amount };
}

type Ask = AskInput<'sales.refund'>;

/** What the sheet sends once the cashier has seen the preview; every field may be bent by the test. */
export async function refundAsk(
  shop: Shop,
  saleId: string,
  what: RefundWhat,
  bent: Partial<Ask> = {},
): Promise<Ask> {
  const { total } = await shop.ask('sales.refundPreview', { saleId, what });
  return { id: shop.till.counter.newId(), saleId, what, reason: 'faulty', note: '', total, ...bent };
}

export async function refundOf(shop: Shop, saleId: string, what: RefundWhat): Promise<RefundDocument> {
  return shop.ask('sales.refund', await refundAsk(shop, saleId, what));
}

/** The code of the refusal; `ok` where there was none. */
export async function refusalOf(
  shop: Shop,
  saleId: string,
  what: RefundWhat,
  bent: Partial<Ask> = {},
): Promise<string> {
  return shop.refusal('sales.refund', await refundAsk(shop, saleId, what, bent));
}

/** Tea at 6.00 three times and coffee at 10.01 once, on the pay screen: 28.01. */
export async function ringUpTwoLines(shop: Shop): Promise<void> {
  const tea = await addGoods(shop, '6');
  const coffee = await addGoods(shop, '10.01', { names: { 'zh-CN': '咖啡', en: 'Coffee' } });
  for (const product of [tea, tea, tea, coffee]) shop.till.scanned({ text: codeOf(product) });
  await shop.ask('pay.open', {});
}

export async function sellTwoLines(shop: Shop): Promise<string> {
  await ringUpTwoLines(shop);
  const { paid } = await shop.ask('pay.cash', { tendered: '28.01' });
  return paid?.saleId ?? '';
}

/** A sale of 28.01 that a wallet of its own has paid. */
export async function sellByWallet(
  shop: Shop,
): Promise<{ readonly saleId: string; readonly wallet: string }> {
  await ringUpTwoLines(shop);
  const wallet = await shop.practice.wallet({ currency: 'CNY' });
  shop.till.scanned({ text: await shop.practice.code(wallet) });
  await shop.till.collecting.idle(30_000);
  return { saleId: shop.view().paid?.saleId ?? '', wallet };
}

/** From now on the scheme refuses to give this customer money back; `blocked` false: it takes some again. */
export async function blockWallet(shop: Shop, wallet: string, blocked = true): Promise<void> {
  const answer = await fetch(`${shop.schemeUrl}/practice/wallets/${wallet}/block`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ blocked }),
  });
  if (answer.status !== 200) throw new Error(`the wallet was not blocked: ${answer.status}`);
}
