import { z } from 'zod';
import { moneyWire } from './money.ts';

/* What several messages of the scheme are made of (scheme-wire.ts). */

export const instant = z.iso.datetime();
export const reference = z.string().min(1).max(64);

/** UUIDv7 (RFC 9562) made by the till: payments and refunds are named by it in their path. */
export const resourceId = z.uuidv7();

/** Six Crockford base32 characters, as they stand in receipt codes. */
export const terminalId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{6}$/);

/** Money in an answer: as `moneyWire`, with room for fields this till doesn't know. */
export const answeredMoney = z.object(moneyWire.shape);
export const askedAmount = z.strictObject({ ...moneyWire.shape, minor: z.string().regex(/^[1-9]\d{0,17}$/) });

/** What every payment, refund and pass that was handed in is answered with. */
export const answeredResource = {
  id: resourceId,
  amount: answeredMoney,
  merchantId: reference,
  terminalId,
  /** The scheme's own number, printed on the receipt and in the settlement file. */
  schemeRef: reference,
  /** When the state was reached, by the scheme's clock. */
  at: instant,
  /** Of a declined payment one of `declineReasons`; of a cancelled one, one of `cancelReasons`. */
  reason: z.string().max(64).optional(),
  fee: answeredMoney.optional(),
};

/** Minor units as practice calls take them. */
export const practiceMinor = z.union([
  z.strictObject(moneyWire.shape),
  moneyWire.shape.minor,
  z.int().min(0),
]);
