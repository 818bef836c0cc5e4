import type { Id } from '../../shared/ids.ts';
import type { Money } from '../../shared/money.ts';
import { isSettled } from '../../shared/payment.ts';
import type { SchemeClient } from '../scheme/client.ts';
import type { CodeWallets } from './code-wallets.ts';
import { type Collecting, createCollecting } from './collect.ts';
import type { Counter } from './counter.ts';
import { createGivingBack, type GivingBack } from './give-back.ts';
import { merchantOf } from './merchant.ts';
import { createNetwork, type Network } from './network.ts';
import type { Notices } from './notices.ts';
import { createOffline, type Offline } from './offline.ts';
import { createReceiving, type Receiving } from './received.ts';
import { createReceivedVoice } from './received-voice.ts';
import type { Selling } from './sell.ts';
import { createSettlement, type Settlement } from './settlement.ts';
import { createRenewal } from './shown-code.ts';
import { hintsTo } from './wallet-hints.ts';
import type { WalletParts } from './wallet-parts.ts';

export type Wallet = {
  readonly collecting: Collecting;
  readonly givingBack: GivingBack;
  readonly offline: Offline;
  readonly receiving: Receiving;
  /** The scheme's daily files beside the books. */
  readonly settlement: Settlement;
  /** Whether the scheme answers, as all who ask it have seen. */
  readonly network: Network;
  /** Takes up what is unresolved and starts listening for the scheme's hints; before the register opens. */
  readonly recover: () => void;
  readonly close: () => void;
};

type SaleOfWallet = Pick<Selling, 'screen' | 'payable' | 'showCode' | 'settleWallet' | 'settlePass' | 'told'>;

export type WalletOptions = {
  readonly counter: Counter;
  /** Whom the till can ask for money. */
  readonly reach: { readonly scheme: SchemeClient; readonly codeWallets: CodeWallets };
  readonly notices: Notices;
  /** The sale that the money is for; made after this, as it sends codes here. */
  readonly selling: () => SaleOfWallet;
  readonly onChange: () => void;
  /** Say it aloud: this came in by the printed code. */
  readonly onReceived: (amount: Money) => void;
  readonly onUnknown: () => void;
  readonly onTrouble: (error: unknown) => void;
};

/** Money from wallets and back to them, with one view of whether the scheme answers. */
export function createWallet(options: WalletOptions): Wallet {
  const { counter, notices, selling } = options;
  const { scheme } = options.reach;
  const saleOnScreen = (): Id | null => selling().screen()?.saleId ?? null;
  const renewCode = createRenewal({
    clock: counter.clock,
    collecting: () => collecting,
    saleOnScreen,
    showCode: () => selling().showCode(),
  });
  const network = createNetwork(counter.clock, () => {
    if (network.state().state === 'answering') {
      offline.handIn.kick();
      receiving.hint();
      settlement.kick();
    }
    options.onChange();
  });
  const onChange = (): void => {
    selling().told();
    renewCode();
    options.onChange();
    voice.flush();
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
  const { receiving, voice } = createPrinted(options, parts, { collecting, givingBack });
  const settlement = createSettlement({ ...parts, counter, scheme, notices, collecting, givingBack });
  let stopListening: () => void = () => undefined;
  return {
    collecting,
    givingBack,
    offline,
    receiving,
    settlement,
    network,
    recover: () => {
      collecting.recover();
      givingBack.recover();
      offline.recover();
      receiving.recover();
      settlement.start();
      stopListening = scheme.events({
        onHint: hintsTo(counter, { collecting, givingBack, receiving, settlement }),
      });
    },
    close: () => {
      stopListening();
      for (const each of [collecting, givingBack, offline, receiving, settlement]) each.close();
    },
  };
}

/** What taking money and giving it back stand on. */
function partsOf(
  { counter, reach, notices, onTrouble }: WalletOptions,
  saleOnScreen: () => Id | null,
  told: Pick<WalletParts, 'network' | 'onChange'>,
): WalletParts {
  return {
    ...told,
    journal: counter.journal,
    db: counter.db,
    scheme: reach.scheme,
    codeWallets: reach.codeWallets,
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

type Asking = Pick<Wallet, 'collecting' | 'givingBack'>;

/** What comes in by the printed code, said when no payment of the till's own is under way. */
function createPrinted(options: WalletOptions, parts: WalletParts, { collecting, givingBack }: Asking) {
  const { counter, notices } = options;
  const client = options.reach.scheme;
  const voice = createReceivedVoice(options.onReceived, () =>
    collecting.unresolved().some(({ parked, state }) => !parked && !isSettled(state)),
  );
  const onReceived = (amount: Money, isFresh: boolean): void => {
    if (isFresh) voice.received(amount);
  };
  return {
    voice,
    receiving: createReceiving({ ...parts, counter, client, notices, givingBack, onReceived }),
  };
}
