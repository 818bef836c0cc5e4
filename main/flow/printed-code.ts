import type { AskAnswer } from '../../shared/contract.ts';
import type { SaveSheet } from '../../shared/printed-code.ts';
import { readMpm } from '../../shared/qr/emv-mpm.ts';
import { readShopCode } from '../../shared/qr/shop-code.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import type { SchemeClient } from '../scheme/client.ts';
import type { Counter } from './counter.ts';
import { grantOf } from './scheme-clock.ts';

/**
 * Has the shop's own code made into a sheet of paper and saved. The code comes signed from the scheme, and
 * is printed only where it pays this very shop: what hangs on a wall is wrong for years. Refused:
 * `printed-code-none` (the scheme gives this shop none), `not-permitted` (nothing here can make a sheet),
 * `scheme-silent`, `printed-code-wrong`, `file-not-written`.
 */
export async function printCode(
  counter: Counter,
  scheme: Pick<SchemeClient, 'merchantCode'>,
  save: SaveSheet | undefined,
): Promise<Result<AskAnswer<'shop.printCode'>>> {
  const isGranted = grantOf(counter)?.features.includes('printed-code') ?? false;
  if (!save) return refused('not-permitted');
  if (!isGranted) return refused('printed-code-none');
  const outcome = await scheme.merchantCode();
  if (outcome.kind === 'refused') return refused('printed-code-none');
  if (outcome.kind !== 'answer') return refused('scheme-silent');
  const { merchantId, shop, terminalId } = counter.terminal();
  const { payload } = outcome.value;
  const isOurs = outcome.value.merchantId === merchantId && outcome.value.terminalId === terminalId;
  if (!isOurs || !isPrintable(counter, payload)) return refused('printed-code-wrong');
  const saved = await save({ shop, merchantId, payload });
  if (saved.kind === 'not-written') return refused('file-not-written');
  return done({ file: saved.kind === 'saved' ? saved.file : null });
}

/** Static, in our currency, and to us alone. */
function isPrintable(counter: Counter, payload: string): boolean {
  const { merchantId, currency } = counter.terminal();
  const code = readShopCode(payload);
  const read = readMpm(payload);
  return (
    code?.merchantId === merchantId &&
    code.amount === null &&
    read.ok &&
    read.value.initiation === 'static' &&
    read.value.currencyCode === currency
  );
}
