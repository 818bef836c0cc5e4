import type { Page } from 'playwright';
import { button, schemeUrl } from './counter.ts';
import { until } from './until.ts';
import type { OpenTill } from './window.ts';

/** Opens one of the practice windows by its button on the till and waits until it shows something. */
export async function openPractice(till: OpenTill, page: 'phone' | 'sheet'): Promise<Page> {
  const opening = till.electron.waitForEvent('window');
  await button(till.page, `practice.open-${page}`).click();
  const opened = await opening;
  await opened
    .locator(page === 'phone' ? '#hold' : '#goods li')
    .first()
    .waitFor();
  if (page === 'phone') await codeOn(opened);
  return opened;
}

/** The digits of the code that the phone shows. */
export async function codeOn(phone: Page): Promise<string> {
  const digits = phone.locator('#code-digits');
  const shown = async () => ((await digits.textContent()) ?? '').replace(/\s/g, '');
  return until(shown);
}

/** A fresh payment code of a made-up customer, for journeys that need no phone to look at. */
export type Customer = {
  readonly code: () => Promise<string>;
  /** A pass for where there is no network, for one merchant only where it is named. */
  readonly pass: (merchant?: string) => Promise<string>;
  /** From now on the wallet takes part in nothing, not even a refund. */
  readonly block: () => Promise<void>;
  readonly wallet: string;
};

export async function customerOf(
  till: OpenTill,
  wallet: { readonly pin?: string; readonly limit?: number; readonly balance?: number } = {},
): Promise<Customer> {
  const url = await schemeUrl(till);
  const made = await post<{ readonly id: string }>(`${url}/practice/wallets`, { currency: 'CNY', ...wallet });
  const code = async () => {
    const fresh = await post<{ readonly payload: string }>(`${url}/practice/wallets/${made.id}/code`, {});
    return fresh.payload;
  };
  const pass = async (merchant?: string) => {
    const asked = merchant ? { merchant } : {};
    const fresh = await post<{ readonly payload: string }>(`${url}/practice/wallets/${made.id}/pass`, asked);
    return fresh.payload;
  };
  const block = async () => {
    await post(`${url}/practice/wallets/${made.id}/block`, { blocked: true });
  };
  return { code, pass, block, wallet: made.id };
}

async function post<Answer>(url: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  const answer: Answer = await reply.json();
  return answer;
}
