import type { Database } from '../../platform/database.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import type { Clock } from '../../shared/time.ts';

/** What the stand-in works with. */
export type Books = { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes };

/** An order's or an answer's fields, as their documents name them; every one is text, amounts are yuan. */
export type Fields = Readonly<Record<string, string>>;

export const ok = { code: '10000', msg: 'Success' } as const;

export function failed(outTradeNo: string, subCode: string): Fields {
  return { code: '40004', msg: 'Business Failed', sub_code: subCode, out_trade_no: outTradeNo };
}

export function numberOf(biz: Fields): string {
  return biz.out_trade_no ?? '';
}

/** Fen of `12.50`; null for what is no amount of theirs. */
export function fenOf(text: string | undefined): bigint | null {
  const match = /^(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?$/.exec(text ?? '');
  const fen = match ? BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0')) : 0n;
  return fen > 0n ? fen : null;
}

export function yuan(fen: bigint): string {
  return `${fen / 100n}.${(fen % 100n).toString().padStart(2, '0')}`;
}
