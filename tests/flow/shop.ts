import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { verifyFolder } from '../../main/cli/verify.ts';
import { answerCall } from '../../main/shell/serve.ts';
import { type AskAnswer, type AskInput, type AskName, asks } from '../../shared/contract.ts';
import type { Product } from '../../shared/product.ts';
import { mod10Digit } from '../../shared/qr/check-digits.ts';
import type { Result } from '../../shared/result.ts';
import type { Role } from '../../shared/roles.ts';
import type { RegisterView } from '../../shared/views.ts';
import { openPracticeTill, type PracticeTill, type PracticeTillOptions } from '../practice-till.ts';

/** The counter as a shopkeeper's window reaches it: by calls of the contract, and by scanners. */
export type Shop = PracticeTill & {
  /** Answered `ok`, or the test fails with the reason. Every answer must fit the contract's own schema. */
  readonly ask: <K extends AskName>(name: K, input: AskInput<K>) => Promise<AskAnswer<K>>;
  /** The code of the refusal; `ok` where there was none. */
  readonly refusal: <K extends AskName>(name: K, input: AskInput<K>) => Promise<string>;
  readonly view: () => RegisterView;
  readonly basket: () => RegisterView['basket'];
};

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countertop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A shop in a folder of its own, closed when the test ends. */
export async function openShop(options: Partial<PracticeTillOptions> = {}): Promise<Shop> {
  const shop = await openShopIn({ dataDir: temporaryFolder(), ...options });
  onTestFinished(shop.close);
  return shop;
}

/** A shop that its caller closes; closing it twice is closing it once. */
export async function openShopIn(options: PracticeTillOptions): Promise<Shop> {
  return shopOf(await openPracticeTill(options));
}

/** A till that is open already, reached as a window reaches it. */
export function shopOf(opened: PracticeTill): Shop {
  let isOpen = true;
  const call = async <K extends AskName>(name: K, input: AskInput<K>) => callAs(opened, 'owner', name, input);
  return {
    ...opened,
    close: async () => {
      if (isOpen) await opened.close();
      isOpen = false;
    },
    ask: async (name, input) => {
      const answer = await call(name, input);
      if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.problem)}`);
      return answer.value;
    },
    refusal: async (name, input) => {
      const answer = await call(name, input);
      return answer.ok ? 'ok' : answer.problem.code;
    },
    view: opened.till.view,
    basket: () => opened.till.view().basket,
  };
}

/** One call as the window's port carries it; what comes back must fit the contract. */
export async function callAs<K extends AskName>(
  { till }: PracticeTill,
  role: Role,
  name: K,
  input: AskInput<K>,
): Promise<Result<AskAnswer<K>>> {
  const served = { handlers: till.handlers, session: () => ({ role }) };
  const answer = await answerCall(served, name, input, (problem) => {
    throw problem;
  });
  if (!answer.ok) return answer;
  const value = asks[name].answer.parse(answer.value) as AskAnswer<K>;
  expect(value).toEqual(answer.value);
  return { ok: true, value };
}

/**
 * The folder as a kill leaves it: copied while the till has it open, without a word to the till. The old
 * one is closed only at the end of the test, and whatever it then writes doesn't reach the copy.
 */
export async function openAfterKill(
  shop: PracticeTill,
  options: Partial<PracticeTillOptions> = {},
): Promise<Shop> {
  const dataDir = temporaryFolder();
  cpSync(shop.dataDir, dataDir, { recursive: true, filter: (path) => !path.endsWith('-shm') });
  return openShop({ ...options, dataDir });
}

/** A good of the shop's own, at a price that the test says. Its barcode is a real one in form. */
export async function addGoods(
  shop: Shop,
  price: string,
  changes: Partial<AskInput<'goods.save'>> = {},
): Promise<Product> {
  const { product } = await shop.ask('goods.save', {
    id: null,
    names: { 'zh-CN': '茶叶', en: 'Tea' },
    barcodes: [nextBarcode()],
    scaleItem: null,
    category: 'tea',
    taxClass: 'standard',
    unit: 'each',
    price,
    retired: false,
    ...changes,
  });
  return product;
}

let given = 0;

function nextBarcode(): string {
  given += 1;
  const digits = `69999${given.toString().padStart(7, '0')}`;
  return digits + mod10Digit(digits);
}

/** What a scanner reads off a product. */
export function codeOf(product: Product): string {
  const [code] = product.barcodes;
  if (!code) throw new Error('this product has no barcode');
  return code;
}

/** A weighed label as the shop's scale prints it: prefix, item, then price or grams. */
export function labelOf(prefix: string, item: string, value: number): string {
  const digits = `${prefix}${item}${value.toString().padStart(5, '0')}`;
  return digits + mod10Digit(digits);
}

/** Rings up one good and takes cash for it, to the exact sum unless told otherwise. */
export async function sellForCash(shop: Shop, product: Product, tendered?: string): Promise<string> {
  shop.till.scanned({ text: codeOf(product) });
  const { pay } = await shop.ask('pay.open', {});
  const exact = decimal(pay?.amount.minor ?? '0');
  const { paid } = await shop.ask('pay.cash', { tendered: tendered ?? exact });
  if (!paid) throw new Error('nothing was paid');
  return paid.saleId;
}

/** Rings up one good and has a new wallet pay it. */
export async function sellForWallet(shop: Shop, product: Product): Promise<string> {
  shop.till.scanned({ text: codeOf(product) });
  await shop.ask('pay.open', {});
  await payByWallet(shop);
  const { paid } = shop.view();
  if (!paid) throw new Error('nothing was paid');
  return paid.saleId;
}

/** A customer with enough money holds a code to the scanner; returns when the payment has ended. */
export async function payByWallet(shop: Shop): Promise<void> {
  const wallet = await shop.practice.wallet({ currency: shop.view().shop.currency });
  expect(shop.till.scanned({ text: await shop.practice.code(wallet) }).heard).toBe('payment-sent');
  await shop.till.collecting.idle(10_000);
}

/** `1250` minor units as a person types them. */
export function decimal(minor: string): string {
  const digits = minor.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Sum of an account's postings, debit above zero. */
export function balanceOf(shop: PracticeTill, account: string): bigint {
  const row = shop.db.get<{ sum: bigint | null }>(
    'SELECT SUM(amount) AS sum FROM posting WHERE account = ?',
    account,
  );
  return row?.sum ?? 0n;
}

export function seqOf(shop: PracticeTill): number {
  return shop.till.counter.journal.head().seq;
}

/** The whole books hold: chain, sums, numbers, signatures, every table. */
export function expectBooksHold(shop: PracticeTill): void {
  const { ok, firstBad } = verifyFolder(shop.dataDir);
  expect({ ok, firstBad }).toEqual({ ok: true, firstBad: null });
}
