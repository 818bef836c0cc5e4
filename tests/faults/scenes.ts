import type { Message } from './line.ts';
import type { Fault } from './mischief.ts';
import type { Stage } from './stage.ts';

/**
 * Every money message in every state that it is sent in. `set` brings the counter to where the message is
 * the next of its kind; what it answers makes that happen, by whatever a cashier or a customer does then.
 */
export type Scene = {
  readonly message: Message;
  readonly when: string;
  readonly set: (stage: Stage) => Promise<() => Promise<unknown>>;
  /** What the scheme keeps of the customer for this sale, in minor units, once nothing is open. */
  readonly keeps: bigint;
  /** Where a fault may end it otherwise; with why. */
  readonly but?: Partial<Record<Fault, bigint>>;
};

const price = '12.50';
const all = 1250n;

/** After a restart a payment is asked about and cancelled, never sent again: what did not arrive is not taken. */
const notSentAgain = { 'till killed before it is heard': 0n } as const;

/** A signed no of any other kind: it is not asked for again but cancelled. */
const refusedOnce = { 'terminal suspended': 0n } as const;

/** It is sent twice at most, and the scheme was away both times. */
const firstSent = { ...notSentAgain, ...refusedOnce, 'scheme killed before': 0n } as const;

/** It is sent twice at most: what did not arrive the second time is cancelled. */
const lastSent = {
  ...firstSent,
  'request lost': 0n,
  'request cut': 0n,
  'error before': 0n,
  'overtaken: held until the till has given up': 0n,
  'overtaken: held for a minute': 0n,
  'clock a day forward, unheard': 0n,
  'sent elsewhere': 0n,
} as const;

const payments: readonly Scene[] = [
  {
    message: 'PUT /payments/{id}',
    when: 'sent',
    keeps: all,
    but: firstSent,
    set: async (stage) => {
      await stage.ringUp(price);
      const code = await stage.code();
      return () => stage.scan(code);
    },
  },
  {
    message: 'PUT /payments/{id}',
    when: 'sent, a part of a sale that has another',
    keeps: 500n,
    but: firstSent,
    set: async (stage) => {
      await stage.ringUp(price);
      await stage.must('pay.cash', { tendered: '3', part: true });
      await stage.must('pay.part', { amount: '5' });
      const code = await stage.code();
      return () => stage.scan(code);
    },
  },
  {
    message: 'PUT /payments/{id}',
    when: 'unknown, sent again',
    keeps: all,
    but: lastSent,
    set: async (stage) => {
      await stage.ringUp(price);
      const code = await stage.code();
      return async () => {
        stage.steer('PUT /payments/{id}', 'request cut', 1);
        await stage.scan(code);
      };
    },
  },
  {
    message: 'GET /payments/{id}',
    when: 'unknown',
    keeps: all,
    set: async (stage) => {
      await stage.ringUp(price);
      const code = await stage.code();
      return async () => {
        stage.steer('PUT /payments/{id}', 'reply cut before a byte', 2);
        await stage.scan(code);
      };
    },
  },
  {
    message: 'GET /payments/{id}',
    when: 'awaiting the customer',
    keeps: all,
    but: refusedOnce,
    set: async (stage) => {
      await stage.ringUp(price);
      const { code, type } = await stage.codeWithPin();
      return async () => {
        type(8_000);
        await stage.scan(code);
      };
    },
  },
  {
    message: 'GET /payments/{id}',
    when: 'stopped while the customer is asked',
    keeps: 0n,
    set: async (stage) => {
      await stage.awaiting(price);
      return () => stage.stop();
    },
  },
  {
    message: 'POST /payments/{id}/cancel',
    when: 'stopped while the customer is asked',
    keeps: 0n,
    set: async (stage) => {
      await stage.awaiting(price);
      return () => stage.stop();
    },
  },
  {
    message: 'POST /payments/{id}/cancel',
    when: 'given up: the scheme has never seen it',
    keeps: 0n,
    set: async (stage) => {
      await stage.ringUp(price);
      const code = await stage.code();
      return async () => {
        stage.steer('PUT /payments/{id}', 'request cut', 2);
        await stage.scan(code);
      };
    },
  },
  {
    message: 'POST /payments/{id}/cancel',
    when: 'given up: paid, and nobody heard',
    keeps: all,
    set: async (stage) => {
      await stage.ringUp(price);
      const code = await stage.code();
      return async () => {
        stage.steer('PUT /payments/{id}', 'reply cut before a byte', 2);
        stage.steer('GET /payments/{id}', 'reply cut before a byte', 20);
        await stage.scan(code);
      };
    },
  },
  {
    message: 'POST /payments/{id}/cancel',
    when: 'set aside: paid, and nobody heard',
    keeps: all,
    set: async (stage) => {
      await stage.setAside(price);
      return () => stage.mend();
    },
  },
  {
    message: 'POST /payments/{id}/cancel',
    when: 'cash was taken instead: paid, and nobody heard',
    keeps: 0n,
    set: async (stage) => {
      await stage.cashInstead(price);
      return () => stage.mend();
    },
  },
];

const refunds: readonly Scene[] = [
  {
    message: 'PUT /refunds/{id}',
    when: 'owed after cash instead',
    keeps: 0n,
    set: async (stage) => {
      await stage.cashInstead(price);
      return () => stage.mend();
    },
  },
  {
    message: 'PUT /refunds/{id}',
    when: 'a part of a paid sale goes back',
    keeps: 850n,
    set: async (stage) => {
      await stage.soldByWallet(price);
      return () => stage.refund('4');
    },
  },
  {
    message: 'GET /refunds/{id}',
    when: 'a part of a paid sale went back, and nobody heard',
    keeps: 850n,
    set: async (stage) => {
      await stage.soldByWallet(price);
      return async () => {
        stage.steer('PUT /refunds/{id}', 'reply cut before a byte', 1);
        await stage.refund('4');
      };
    },
  },
  {
    message: 'GET /refunds/{id}',
    when: 'it never arrived',
    keeps: 850n,
    set: async (stage) => {
      await stage.soldByWallet(price);
      return async () => {
        stage.steer('PUT /refunds/{id}', 'request cut', 1);
        await stage.refund('4');
      };
    },
  },
  {
    message: 'PUT /refunds/{id}',
    when: 'a sale in parts is cancelled',
    keeps: 0n,
    set: async (stage) => {
      await stage.ringUp(price);
      await stage.must('pay.part', { amount: '5' });
      await stage.scan(await stage.code());
      await stage.settle();
      return () => stage.cancelSale();
    },
  },
];

const offline: readonly Scene[] = [
  {
    message: 'PUT /offline-payments/{id}',
    when: 'taken without network, handed in',
    keeps: all,
    set: async (stage) => {
      await stage.takenOffline(price);
      return () => stage.mend();
    },
  },
];

const vouchers: readonly Scene[] = [
  ...(['GET /programmes', 'POST /vouchers/{id}/check'] as const).map(
    (message): Scene => ({
      message,
      when: 'a voucher is shown',
      keeps: 0n,
      set: async (stage) => {
        const code = await stage.voucherSale();
        return () => stage.scan(code);
      },
    }),
  ),
  {
    message: 'PUT /voucher-redemptions/{id}',
    when: 'sent',
    keeps: 1000n,
    but: firstSent,
    set: async (stage) => {
      await stage.voucherShown();
      return () => stage.redeem();
    },
  },
  {
    message: 'GET /voucher-redemptions/{id}',
    when: 'unknown',
    keeps: 1000n,
    // Cancelling a redemption gives it back; cancelling a payment that was paid does not.
    but: refusedOnce,
    set: async (stage) => {
      await stage.voucherShown();
      return async () => {
        stage.steer('PUT /voucher-redemptions/{id}', 'reply cut before a byte', 2);
        await stage.redeem();
      };
    },
  },
  {
    message: 'POST /voucher-redemptions/{id}/cancel',
    when: 'given up: the scheme has never seen it',
    keeps: 0n,
    set: async (stage) => {
      await stage.voucherShown();
      return async () => {
        stage.steer('PUT /voucher-redemptions/{id}', 'request cut', 2);
        await stage.redeem();
      };
    },
  },
  {
    message: 'PUT /refunds/{id}',
    when: "a voucher's part goes back with its sale",
    keeps: 0n,
    set: async (stage) => {
      await stage.voucherShown();
      await stage.redeem();
      await stage.settle();
      return () => stage.cancelSale();
    },
  },
];

export const scenes = { payments, refunds, offline, vouchers };
