import type { SchemeClient } from '../scheme/client.ts';
import type { CodeWallets } from './code-wallets.ts';
import { type Collecting, type CollectingParts, createCollecting } from './collect.ts';
import type { Counter } from './counter.ts';
import { createGivingBack, type GivingBack } from './give-back.ts';
import { createNetwork, type Network } from './network.ts';
import type { Notices } from './notices.ts';
import { createOffline, type Offline, type OfflineParts } from './offline.ts';
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

export type WalletOptions = {
  readonly counter: Counter;
  /** Whom the till can ask for money. */
  readonly reach: { readonly scheme: SchemeClient; readonly codeWallets: CodeWallets };
  readonly notices: Notices;
  readonly settle: CollectingParts['settle'];
  readonly due: OfflineParts['due'];
  readonly settlePass: OfflineParts['settle'];
  /** The pay screen shows what becomes of this sale: then it need not be said a second time. */
  readonly isOnScreen: (saleId: string) => boolean;
  readonly onChange: () => void;
  readonly onUnknown: () => void;
  readonly onTrouble: (error: unknown) => void;
};

/** Money from wallets and back to them, with one view of whether the scheme answers. */
export function createWallet(options: WalletOptions): Wallet {
  const { counter, notices } = options;
  const { scheme, codeWallets } = options.reach;
  const parts: WalletParts = {
    journal: counter.journal,
    db: counter.db,
    scheme,
    codeWallets,
    clock: counter.clock,
    newId: counter.newId,
    merchant: () => merchantOf(counter),
    network: createNetwork(counter.clock, () => {
      if (parts.network.state().state === 'answering') offline.handIn.kick();
      options.onChange();
    }),
    onChange: options.onChange,
    onTrouble: options.onTrouble,
    onNotice: (kind, { id: paymentId, saleId, state }, amount, refundId) => {
      if (kind === 'payment-ended' && options.isOnScreen(saleId)) return;
      notices.say(kind, refundId ?? paymentId, { paymentId, saleId, state }, amount);
    },
  };
  const givingBack = createGivingBack(parts);
  const collecting = createCollecting({
    ...parts,
    random: counter.random,
    settle: options.settle,
    givingBack,
    vouchers: scheme,
    onUnknown: options.onUnknown,
  });
  const { due, settlePass: settle } = options;
  const offline = createOffline({ ...parts, counter, client: scheme, notices, due, settle });
  let stopListening: () => void = () => undefined;
  return {
    collecting,
    givingBack,
    offline,
    network: parts.network,
    recover: () => {
      collecting.recover();
      givingBack.recover();
      offline.recover();
      stopListening = scheme.events({
        // A hint proves nothing; it only makes the next question come sooner.
        onHint: (hint) => {
          if (hint.name === 'reset') {
            collecting.hint();
            givingBack.hint();
          } else if (hint.id !== null) {
            collecting.hint(hint.id);
            givingBack.hint(hint.id);
          }
        },
      });
    },
    close: () => {
      stopListening();
      collecting.close();
      givingBack.close();
      offline.close();
    },
  };
}

/** Earlier epochs of this machine had other terminal ids; their payments still carry them. */
function merchantOf(counter: Counter): Merchant {
  const { merchantId, terminalId, currency, shop } = counter.terminal();
  const rows = counter.db.all<{ terminal_id: string }>('SELECT terminal_id FROM terminal');
  const former = rows.map((row) => row.terminal_id).filter((id) => id !== terminalId);
  return { merchantId, terminalId, currency, shop, formerTerminalIds: former };
}
