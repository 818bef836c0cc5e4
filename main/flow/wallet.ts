import type { Money } from '../../shared/money.ts';
import { isSettled } from '../../shared/payment.ts';
import { paymentById } from '../payment/records.ts';
import type { SchemeClient } from '../scheme/client.ts';
import type { SchemeHint } from '../scheme/events.ts';
import { type Collecting, type CollectingParts, createCollecting } from './collect.ts';
import type { Counter } from './counter.ts';
import { createGivingBack, type GivingBack } from './give-back.ts';
import { createNetwork, type Network } from './network.ts';
import type { Notices } from './notices.ts';
import { createOffline, type Offline, type OfflineParts } from './offline.ts';
import { createReceiving, type Receiving } from './received.ts';
import { createReceivedVoice } from './received-voice.ts';
import type { Merchant, WalletParts } from './wallet-parts.ts';

export type Wallet = {
  readonly collecting: Collecting;
  readonly givingBack: GivingBack;
  readonly offline: Offline;
  readonly receiving: Receiving;
  /** Whether the scheme answers, as all who ask it have seen. */
  readonly network: Network;
  /** Takes up what is unresolved and starts listening for the scheme's hints; before the register opens. */
  readonly recover: () => void;
  readonly close: () => void;
};

export type WalletOptions = {
  readonly counter: Counter;
  readonly scheme: SchemeClient;
  readonly notices: Notices;
  readonly settle: CollectingParts['settle'];
  readonly due: OfflineParts['due'];
  readonly settlePass: OfflineParts['settle'];
  /** The pay screen shows what becomes of this sale: then it need not be said a second time. */
  readonly isOnScreen: (saleId: string) => boolean;
  readonly onChange: () => void;
  /** Say it aloud: this came in by the printed code. */
  readonly onReceived: (amount: Money) => void;
  readonly onUnknown: () => void;
  readonly onTrouble: (error: unknown) => void;
};

/** Money from wallets and back to them, with one view of whether the scheme answers. */
export function createWallet(options: WalletOptions): Wallet {
  const { counter, scheme, notices } = options;
  const parts: WalletParts = {
    journal: counter.journal,
    db: counter.db,
    scheme,
    clock: counter.clock,
    newId: counter.newId,
    merchant: () => merchantOf(counter),
    network: createNetwork(counter.clock, () => {
      if (parts.network.state().state === 'answering') {
        offline.handIn.kick();
        receiving.hint();
      }
      options.onChange();
    }),
    onChange: () => {
      options.onChange();
      voice.flush();
    },
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
  const { receiving, voice } = createPrinted(options, parts, { collecting, givingBack });
  let stopListening: () => void = () => undefined;
  return {
    collecting,
    givingBack,
    offline,
    receiving,
    network: parts.network,
    recover: () => {
      collecting.recover();
      givingBack.recover();
      offline.recover();
      receiving.recover();
      stopListening = scheme.events({ onHint: hintsTo(counter, { collecting, givingBack, receiving }) });
    },
    close: () => {
      stopListening();
      collecting.close();
      givingBack.close();
      offline.close();
      receiving.close();
    },
  };
}

type Asking = Pick<Wallet, 'collecting' | 'givingBack'>;

/** What comes in by the printed code, said when no payment of the till's own is under way. */
function createPrinted(options: WalletOptions, parts: WalletParts, { collecting, givingBack }: Asking) {
  const { counter, scheme: client, notices } = options;
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

/** A hint proves nothing; it only makes the next question come sooner. */
function hintsTo(
  counter: Counter,
  { collecting, givingBack, receiving }: Asking & Pick<Wallet, 'receiving'>,
): (hint: SchemeHint) => void {
  return ({ name, id }) => {
    if (name !== 'reset' && id === null) return;
    const about = name === 'reset' ? undefined : (id ?? undefined);
    collecting.hint(about);
    givingBack.hint(about);
    // A payment that nobody here asked for may have come in by the printed code.
    const isNew = name === 'payment' && id !== null && !paymentById(counter.db, id);
    if (name === 'reset' || isNew) receiving.hint();
  };
}

/** Earlier epochs of this machine had other terminal ids; their payments still carry them. */
function merchantOf(counter: Counter): Merchant {
  const { merchantId, terminalId, currency } = counter.terminal();
  const rows = counter.db.all<{ terminal_id: string }>('SELECT terminal_id FROM terminal');
  const former = rows.map((row) => row.terminal_id).filter((id) => id !== terminalId);
  return { merchantId, terminalId, currency, formerTerminalIds: former };
}
