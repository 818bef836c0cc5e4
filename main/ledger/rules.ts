import type { SaleTender } from '../../shared/events.ts';
import { fromWire, type Money, type MoneyWire, money, negated, toWire } from '../../shared/money.ts';
import { type ForeignWallet, foreignWalletOf, isSchemeMoney, type TenderKind } from '../../shared/payment.ts';
import {
  accounts,
  isBalanced,
  type Posting,
  returnsAccount,
  salesAccount,
  taxAccount,
  walletAccount,
} from '../../shared/posting.ts';

/** Double entry, decided purely: what each event of the counter does to the shop's accounts. */

type TaxPart = {
  readonly taxClass: string;
  readonly rateBasisPoints: number;
  readonly net: MoneyWire;
  readonly tax: MoneyWire;
};

export function debit(account: string, amount: Money): Posting {
  return { account, amount: toWire(amount) };
}

export function credit(account: string, amount: Money): Posting {
  return { account, amount: toWire(negated(amount)) };
}

/**
 * Leaves out what is zero. A sale given away whole moves nothing; its entry still names two accounts,
 * since an entry without postings is none. Throws where it would not balance: never a user's fault.
 */
export function entry(postings: readonly Posting[]): Posting[] {
  if (!isBalanced(postings)) throw new Error(`postings do not balance: ${JSON.stringify(postings)}`);
  const moved = postings.filter(({ amount }) => amount.minor !== '0');
  return moved.length > 0 ? moved : postings.slice(0, 2);
}

/** Where a tender's money stands once it was taken. */
function tenderAccount(kind: TenderKind, wallet: ForeignWallet | null = null): string {
  switch (kind) {
    case 'cash':
      return accounts.cash;
    case 'wallet':
      return walletAccount(wallet);
    case 'elsewhere':
      return accounts.elsewhereClearing;
    case 'voucher':
      return accounts.vouchers;
  }
}

/** Dr each tender, or what is held of it · Cr sales by tax class, net, and the tax inside. */
export function salePostings(
  tenders: readonly Pick<SaleTender, 'kind' | 'how' | 'amount' | 'offline' | 'taken'>[],
  taxes: readonly TaxPart[],
): Posting[] {
  const account = (tender: Pick<SaleTender, 'kind' | 'how' | 'offline' | 'taken'>): string => {
    if (tender.taken) return accounts.heldForSales;
    return tender.offline ? accounts.walletOffline : tenderAccount(tender.kind, foreignWalletOf(tender));
  };
  return entry([
    ...tenders.map((tender) => debit(account(tender), fromWire(tender.amount))),
    ...taxes.map((part) => credit(salesAccount(part.taxClass), fromWire(part.net))),
    ...taxes.map((part) => credit(taxAccount(part.taxClass, part.rateBasisPoints), fromWire(part.tax))),
  ]);
}

/** A part of a sale is in, the sale is not: the money is still the customer's. */
export function takenPostings(tender: Pick<SaleTender, 'kind' | 'how'>, amount: Money): Posting[] {
  const account = tenderAccount(tender.kind, foreignWalletOf(tender));
  return entry([debit(account, amount), credit(accounts.heldForSales, amount)]);
}

/** A part goes back. A wallet's is only owed until the scheme has said that it is there. */
export function tenderReturnedPostings(kind: TenderKind, amount: Money): Posting[] {
  return entry([debit(accounts.heldForSales, amount), credit(returnAccount(kind), amount)]);
}

function returnAccount(kind: TenderKind): string {
  return isSchemeMoney(kind) ? accounts.owedToCustomers : tenderAccount(kind);
}

/**
 * A return: Dr returns and tax · Cr the tender. Wallet money is only owed at this moment; it leaves the
 * wallet account when the scheme has said so (`owedPaidPostings`).
 */
export function refundPostings(
  tenders: readonly Pick<SaleTender, 'kind' | 'amount'>[],
  taxes: readonly TaxPart[],
): Posting[] {
  return entry([
    ...taxes.map((part) => debit(returnsAccount(part.taxClass), fromWire(part.net))),
    ...taxes.map((part) => debit(taxAccount(part.taxClass, part.rateBasisPoints), fromWire(part.tax))),
    ...tenders.map((tender) => credit(returnAccount(tender.kind), fromWire(tender.amount))),
  ]);
}

/** Owed to a customer since the return, and now paid out of the drawer. */
export function payOutPostings(amount: Money): Posting[] {
  return entry([debit(accounts.owedToCustomers, amount), credit(accounts.cash, amount)]);
}

/** A wrong pick between cash and elsewhere, put right. */
export function correctionPostings(from: TenderKind, to: TenderKind, amount: Money): Posting[] {
  return entry([debit(tenderAccount(to), amount), credit(tenderAccount(from), amount)]);
}

const purposeAccounts = {
  'change-money': accounts.safe,
  stock: accounts.purchases,
  expense: accounts.shopExpenses,
  owner: accounts.ownersCash,
  bank: accounts.bank,
  other: accounts.suspense,
} as const;

export type CashPurpose = keyof typeof purposeAccounts;

/** Cash put into or taken out of the drawer without a sale. */
export function cashMovedPostings(direction: 'in' | 'out', purpose: CashPurpose, amount: Money): Posting[] {
  const other = purposeAccounts[purpose];
  return direction === 'in'
    ? entry([debit(accounts.cash, amount), credit(other, amount)])
    : entry([debit(other, amount), credit(accounts.cash, amount)]);
}

/** The float comes out of the safe. Nothing to post for a float of zero. */
export function floatPostings(float: Money): Posting[] {
  return float.minor === 0n ? [] : entry([debit(accounts.cash, float), credit(accounts.safe, float)]);
}

/**
 * Closing: what is over or short goes to its own account, and what was counted goes to the safe, so
 * that the drawer's account stands at zero between shifts.
 */
export function closingPostings(expected: Money, counted: Money): Posting[] {
  const over = money(counted.minor - expected.minor, counted.currency);
  const postings = [
    debit(accounts.cash, over),
    credit(accounts.cashOverShort, over),
    debit(accounts.safe, counted),
    credit(accounts.cash, counted),
  ].filter(({ amount }) => amount.minor !== '0');
  return postings.length === 0 ? [] : entry(postings);
}
