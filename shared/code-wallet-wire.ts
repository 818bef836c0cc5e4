import { z } from 'zod';
import rows from './code-wallet-meanings.json' with { type: 'json' };
import type { Money } from './money.ts';

/**
 * The wire of a foreign wallet of the code-payment family, as Alipay publishes it for `alipay.trade.pay`
 * (barcode payment) and its query, cancel, refund and refund query. Amounts are yuan as text. What each
 * signed answer means to the payment engine is one table: `code-wallet-meanings.json`.
 */

export const walletMethods = {
  pay: 'alipay.trade.pay',
  query: 'alipay.trade.query',
  cancel: 'alipay.trade.cancel',
  refund: 'alipay.trade.refund',
  'refund-query': 'alipay.trade.fastpay.refund.query',
} as const;

export type WalletAsk = keyof typeof walletMethods;

/** The member of an answer that its signature is about: `alipay_trade_pay_response`. */
export function answerMember(ask: WalletAsk): string {
  return `${walletMethods[ask].replaceAll('.', '_')}_response`;
}

/** What an answer may mean: the engine's own happenings, so that nothing has to be thought of twice. */
export const walletMeanings = [
  'paid',
  'wait',
  'no',
  'gone',
  'running',
  'none',
  'dark',
  'refund-done',
  'refund-working',
  'refund-refused',
  'refund-never',
  'refund-absent',
] as const;

export type WalletMeaning = (typeof walletMeanings)[number];

const yuan = z.string().regex(/^(0|[1-9]\d{0,8})(\.\d{1,2})?$/);

/** Tolerant: they add fields at any time. What money hangs on is strict. */
const node = z.looseObject({
  code: z.string().max(16),
  sub_code: z.string().max(128).optional(),
  out_trade_no: z.string().max(64).optional(),
  trade_no: z.string().max(64).optional(),
  trade_status: z.string().max(32).optional(),
  total_amount: yuan.optional(),
  out_request_no: z.string().max(64).optional(),
  refund_amount: yuan.optional(),
  refund_status: z.string().max(32).optional(),
});

/** What a signed answer says, in the engine's words. `order`, `requestNo`, `minor`: what it says it is about. */
export type WalletSaid = {
  readonly means: WalletMeaning;
  readonly reason: string | null;
  readonly order: string | null;
  readonly requestNo: string | null;
  readonly minor: bigint | null;
  readonly tradeNo: string | null;
};

const meaning = z.enum(walletMeanings);

type Row = {
  readonly ask: string;
  readonly code: string;
  /** `trade_status`, `refund_status` or `sub_code`; absent: none of them has a row of its own. */
  readonly detail?: string;
  readonly means: string;
  readonly reason?: string;
};

/** Every answer that has a meaning of its own; `*` stands for any. The first that fits counts. */
export const meaningRows: readonly Row[] = rows;

/** Reads the member that was signed. Null where it is no answer of theirs: then it is as good as none. */
export function walletSaid(ask: WalletAsk, member: unknown): WalletSaid | null {
  const parsed = node.safeParse(member);
  if (!parsed.success) return null;
  const said = parsed.data;
  const isRefund = ask === 'refund' || ask === 'refund-query';
  const detail = (said.code === '10000' ? (said.trade_status ?? said.refund_status) : said.sub_code) ?? '';
  const row = meaningRows.find(
    (one) =>
      (one.ask === '*' || one.ask === ask) &&
      (one.code === '*' || one.code === said.code) &&
      (one.detail === undefined || one.detail === detail),
  );
  const amount = isRefund ? said.refund_amount : said.total_amount;
  return {
    means: meaning.parse(row?.means ?? 'dark'),
    reason: row?.reason ?? (said.sub_code || null),
    order: said.out_trade_no ?? null,
    requestNo: said.out_request_no ?? null,
    minor: amount === undefined ? null : minorOfYuan(amount),
    tradeNo: said.trade_no ?? null,
  };
}

/** `12.5` is 1250 fen. Only of text that the wire's own pattern lets through. */
function minorOfYuan(text: string): bigint {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
}

/** 1250 fen is `12.50`. Throws for what this wire can't say: another currency, nothing, or too much. */
export function yuanOf(amount: Money): string {
  if (amount.currency !== 'CNY' || amount.minor < 1n || amount.minor > 10_000_000_000n)
    throw new Error(`${amount.minor} ${amount.currency} can't be asked of this wallet`);
  return `${amount.minor / 100n}.${(amount.minor % 100n).toString().padStart(2, '0')}`;
}

/** Their numbers take letters, digits and `_`, so an id goes without its dashes. */
export function orderNumber(id: string): string {
  return id.replaceAll('-', '');
}

/** How a practice shop gets its account with the stand-in, and the customer whose phone the page shows. */
export const practiceForeign = {
  path: '/practice/foreign',
  answer: z.object({ wallet: z.string(), account: z.record(z.string(), z.string()) }),
} as const;
