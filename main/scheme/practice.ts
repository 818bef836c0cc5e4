import { request } from 'node:http';
import type { z } from 'zod';
import { practiceForeign } from '../../shared/code-wallet-wire.ts';
import { practicePassAnswer } from '../../shared/offline-wire.ts';
import {
  practiceCodeAnswer,
  practiceTerminalAnswer,
  practiceWalletAnswer,
} from '../../shared/scheme-wire.ts';

/**
 * The practice calls of a sandbox scheme on this machine: how a practice shop, a replay or a test gets
 * its activation code and its customers. Unsigned, loopback only; a real scheme has none of them.
 */
export type Practice = {
  readonly terminal: (ask: {
    readonly currency: string;
    readonly zone: string;
    readonly merchantName?: string;
  }) => Promise<Ticket>;
  readonly wallet: (ask: {
    readonly currency: string;
    readonly limit?: string;
    readonly pin?: string;
  }) => Promise<string>;
  readonly code: (walletId: string) => Promise<string>;
  /** The shop's account with the foreign wallet's stand-in, as text for its file, and the customer there. */
  readonly foreign: () => Promise<{ readonly wallet: string; readonly account: string }>;
  /** A fresh code of that customer. */
  readonly foreignCode: (wallet: string) => Promise<string>;
  /** A pass for where there is no network; for one merchant only where it is named. */
  readonly pass: (walletId: string, merchant?: string) => Promise<string>;
};

/** A one-time activation code and the thumbprint of the scheme's root, as an activation QR holds them. */
export type Ticket = { readonly code: string; readonly root: string };

/** `url` is the sandbox's address. Every call throws where the sandbox does not answer as it should. */
export function practiceCalls(url: string): Practice {
  const post = <T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T> =>
    postJson(new URL(path, url), body).then((json) => answer.parse(json));
  return {
    terminal: (ask) => post('/practice/terminals', ask, practiceTerminalAnswer),
    wallet: async (ask) => (await post('/practice/wallets', ask, practiceWalletAnswer)).id,
    code: async (walletId) =>
      (await post(`/practice/wallets/${walletId}/code`, {}, practiceCodeAnswer)).payload,
    foreign: async () => {
      const { wallet, account } = await post(practiceForeign.path, {}, practiceForeign.answer);
      return { wallet, account: JSON.stringify(account) };
    },
    foreignCode: async (wallet) =>
      (await post(`${practiceForeign.path}/${wallet}/code`, {}, practiceCodeAnswer.pick({ payload: true })))
        .payload,
    pass: async (walletId, merchant) =>
      (await post(`/practice/wallets/${walletId}/pass`, merchant ? { merchant } : {}, practicePassAnswer))
        .payload,
  };
}

const answerWithinMs = 10_000;

function postJson(url: URL, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      timeout: answerWithinMs,
    });
    call.on('timeout', () => call.destroy(new Error(`no answer from ${url.pathname}`)));
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode !== 200 && response.statusCode !== 201) {
          return reject(new Error(`${url.pathname} answered ${response.statusCode}: ${text.slice(0, 200)}`));
        }
        try {
          resolve(JSON.parse(text));
        } catch (error) {
          reject(error);
        }
      });
    });
    call.end(JSON.stringify(body));
  });
}
