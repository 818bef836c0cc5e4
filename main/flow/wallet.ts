import type { Id } from '../../shared/ids.ts';
import type { SchemeClient } from '../scheme/client.ts';
import type { SchemeHint } from '../scheme/events.ts';
import { type Collecting, createCollecting } from './collect.ts';
import type { Counter } from './counter.ts';
import { createGivingBack, type GivingBack } from './give-back.ts';
import { createNetwork, type Network } from './network.ts';
import type { Notices } from './notices.ts';
import { createOffline, type Offline } from './offline.ts';
import type { Selling } from './sell.ts';
import { createRenewal } from './shown-code.ts';
import type { Merchant, WalletParts } from './wallet-parts.ts';

export type Wallet = {
  readonly collecting: Collecting;
  readonly givingBack: GivingBack;
  readonly offline: Offline;
  /** Whether the scheme answers, as all who ask it have seen. */
  readonly network: Network;
  /** Takes up what is unresolved and starts listening for the scheme's hints; before the register opens. */
  readonly recover: () => void;
  readonly close: () => void;
};

type SaleOfWallet = Pick<Selling, 'screen' | 'payable' | 'showCode' | 'settleWallet' | 'settlePass' | 'told'>;

export type WalletOptions = {
  readonly counter: Counter;
  readonly scheme: SchemeClient;
  readonly notices: Notices;
  /** The sale that the money is for; made after this, as it sends codes here. */
  readonly selling: () => SaleOfWallet;
  readonly onChange: () => void;
  readonly onUnknown: () => void;
  readonly onTrouble: (error: unknown) => void;
};

/** Money from wallets and back to them, with one view of whether the scheme answers. */
export function createWallet(options: WalletOptions): Wallet {
  const { counter, scheme, notices, selling } = options;
  const saleOnScreen = (): Id | null => selling().screen()?.saleId ?? null;
  const renewCode = createRenewal({
    clock: counter.clock,
    collecting: () => collecting,
    saleOnScreen,
    showCode: () => selling().showCode(),
  });
  const network = createNetwork(counter.clock, () => {
    if (network.state().state === 'answering') offline.handIn.kick();
    options.onChange();
  });
  const onChange = (): void => {
    selling().told();
    renewCode();
    options.onChange();
  };
  const parts = partsOf(options, saleOnScreen, { network, onChange });
  const givingBack = createGivingBack(parts);
  const collecting = createCollecting({
    ...parts,
    random: counter.random,
    settle: (record, payment) => selling().settleWallet(record, payment),
    givingBack,
    vouchers: scheme,
    requests: scheme,
    onUnknown: options.onUnknown,
  });
  const offline = createOffline({
    ...parts,
    counter,
    client: scheme,
    notices,
    due: () => selling().payable(),
    settle: (saleId, pass) => selling().settlePass(saleId, pass),
  });
  let stopListening: () => void = () => undefined;
  return {
    collecting,
    givingBack,
    offline,
    network,
    recover: () => {
      collecting.recover();
      givingBack.recover();
      offline.recover();
      stopListening = scheme.events({ onHint: (hint) => ask(hint, [collecting, givingBack]) });
    },
    close: () => {
      stopListening();
      collecting.close();
      givingBack.close();
      offline.close();
    },
  };
}

/** What taking money and giving it back stand on. */
function partsOf(
  { counter, scheme, notices, onTrouble }: WalletOptions,
  saleOnScreen: () => Id | null,
  told: Pick<WalletParts, 'network' | 'onChange'>,
): WalletParts {
  return {
    ...told,
    journal: counter.journal,
    db: counter.db,
    scheme,
    clock: counter.clock,
    newId: counter.newId,
    merchant: () => merchantOf(counter),
    onTrouble,
    onNotice: (kind, { id: paymentId, saleId, state }, amount, refundId) => {
      // The pay screen shows what becomes of its sale: that need not be said a second time.
      if (kind === 'payment-ended' && saleOnScreen() === saleId) return;
      notices.say(kind, refundId ?? paymentId, { paymentId, saleId, state }, amount);
    },
  };
}

/** A hint proves nothing; it only makes the next question come sooner. */
function ask({ name, id }: SchemeHint, listeners: readonly { readonly hint: (id?: Id) => void }[]): void {
  for (const listener of listeners) {
    if (name === 'reset') listener.hint();
    else if (id !== null) listener.hint(id);
  }
}

/** Earlier epochs of this machine had other terminal ids; their payments still carry them. */
function merchantOf(counter: Counter): Merchant {
  const { merchantId, terminalId, currency } = counter.terminal();
  const rows = counter.db.all<{ terminal_id: string }>('SELECT terminal_id FROM terminal');
  const former = rows.map((row) => row.terminal_id).filter((id) => id !== terminalId);
  return { merchantId, terminalId, currency, formerTerminalIds: former };
}
