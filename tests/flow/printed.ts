import { expect } from 'vitest';
import type { RegisterView } from '../../shared/views.ts';
import { practise } from '../sandbox/counter.ts';
import type { Shop } from './shop.ts';

/** The text under the code that this shop prints. */
export async function printedCode(shop: Shop): Promise<string> {
  const outcome = await shop.scheme.merchantCode();
  if (outcome.kind !== 'answer') throw new Error(`no code: ${outcome.kind}`);
  return outcome.value.payload;
}

/** A customer scans the printed code and types an amount; answers the payment's id. */
export async function payPrinted(shop: Shop, amount: string, wallet?: string): Promise<string> {
  const payer = wallet ?? (await shop.practice.wallet({ currency: 'CNY' }));
  const payload = await printedCode(shop);
  const paid = await practise(shop.schemeUrl, `/practice/wallets/${payer}/printed-code`, {
    payload,
    amount,
  });
  expect(paid).toMatchObject({ state: 'succeeded' });
  return (paid as { payment: string }).payment;
}

/** Waits until so many payments without a sale are shown, newest first. */
export async function received(shop: Shop, count: number): Promise<RegisterView['received']> {
  await expect.poll(() => shop.view().received.length, { timeout: 10_000 }).toBe(count);
  return shop.view().received;
}
