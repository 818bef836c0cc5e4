import { request } from 'node:http';
import { z } from 'zod';
import { practiceShopCodeAnswer } from '../../shared/request-wire.ts';
import { practiceCodeAnswer, practiceWalletAnswer } from '../../shared/scheme-wire.ts';

/** The customers' phones: what people do with the practice calls, over HTTP as the phone page does. */
export type Phones = {
  /** Each answers null where the scheme isn't there right now: the phone shows nothing then. */
  readonly openWallet: (ask: WalletAsk) => Promise<string | null>;
  readonly code: (wallet: string, format: 'emv-cpm' | 'digits') => Promise<string | null>;
  /** Scans what the shop shows. Answers what it came to, or null where it is no code that can be paid. */
  readonly scan: (wallet: string, payload: string) => Promise<string | null>;
  /** Types the PIN into whatever waits on the phone, or refuses with null. Answers what it came to. */
  readonly answer: (wallet: string, pin: string | null) => Promise<string | null>;
};

export type WalletAsk = {
  readonly currency: string;
  readonly pin?: string;
  readonly limit?: string;
  readonly balance?: string;
};

const phoneShows = z.object({ waiting: z.object({ id: z.string() }).nullable() });
const phoneAnswered = z.object({ state: z.string() });

export function createPhones(url: () => string): Phones {
  const ask = async <T>(method: string, path: string, body: unknown, shape: z.ZodType<T>) =>
    shape.safeParse(await call(url(), method, path, body)).data ?? null;
  return {
    openWallet: async (wallet) =>
      (await ask('POST', '/practice/wallets', wallet, practiceWalletAnswer))?.id ?? null,
    code: async (wallet, format) =>
      (await ask('POST', `/practice/wallets/${wallet}/code`, { format }, practiceCodeAnswer))?.payload ??
      null,
    scan: async (wallet, payload) =>
      (await ask('POST', `/practice/wallets/${wallet}/shop-code`, { payload }, practiceShopCodeAnswer))
        ?.state ?? null,
    answer: async (wallet, pin) => {
      const shown = await ask('GET', `/practice/wallets/${wallet}`, null, phoneShows);
      if (!shown?.waiting) return null;
      const path = `/practice/wallets/${wallet}/payments/${shown.waiting.id}`;
      return (await ask('POST', path, { pin }, phoneAnswered))?.state ?? null;
    },
  };
}

/** Answers undefined for whatever is no JSON: a scheme that is down, or goes down in the middle. */
function call(url: string, method: string, path: string, body: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const asking = request(new URL(path, url), { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolve(undefined));
      answer.on('close', () => resolve(jsonOf(Buffer.concat(chunks).toString('utf8'))));
    });
    asking.on('error', () => resolve(undefined));
    asking.end(body === null ? undefined : JSON.stringify(body));
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
