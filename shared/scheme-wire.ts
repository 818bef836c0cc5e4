import { z } from 'zod';
import { moneyWire } from './money.ts';
import { offlineRoutes } from './offline-wire.ts';
import { taxRate } from './tax.ts';
import {
  answeredMoney,
  answeredResource,
  askedAmount,
  instant,
  practiceMinor,
  reference,
  resourceId,
  terminalId,
} from './wire-parts.ts';

export { resourceId } from './wire-parts.ts';

/*
 * The scheme's messages, one schema each. The sandbox serves them, the till speaks them, and the
 * OpenAPI document is generated from `routes` at the end of this file and those of `voucher-wire.ts`.
 * What is asked is strict, so that a misspelt field is refused and not ignored; what is answered is tolerant, so that a scheme
 * may add a field without breaking tills in shops. Closed lists in answers are therefore plain
 * strings here, with the list beside them for whoever writes the answer.
 */

/** Says on every message which version of this page is spoken; it stands in the signature's tag. */
export const requestTag = 'countertop-1';
export const answerTag = 'countertop-answer-1';

/** `created` may be this far from the scheme's clock; beyond, it answers `clock-skew`. */
export const clockToleranceS = 300;

/** How long the scheme remembers a (keyid, nonce), which outlives any request it would still accept. */
export const nonceKeptS = 600;

/** The most an answer may weigh; a till reads no further. */
export const answerLimitBytes = 1_048_576;

/** Lists are served in pages of at most this many rows (`?limit=&after=`). */
export const pageLimit = 200;

const day = z.iso.date();

/** RFC 7638 thumbprint with SHA-256, base64url: 43 characters. Names every key on the wire. */
export const thumbprint = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const signedMinor = z.string().regex(/^(0|-?[1-9]\d{0,17})$/);
const answeredSignedMoney = z.object({ minor: signedMinor, currency: moneyWire.shape.currency });

// --- Keys (RFC 8037, RFC 7638) ---

/** An Ed25519 public key; `x` is 32 bytes in base64url. */
export const publicJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type PublicJwk = z.infer<typeof publicJwk>;

/** What a key of the scheme may sign; a signature by a key of another role counts as none. */
export const keyRoles = ['root', 'answer', 'pass', 'settlement'] as const;
export type KeyRole = (typeof keyRoles)[number];

/** `nbf` and `exp` in seconds since 1970, as in RFC 7519. */
export const schemeKey = z.object({
  ...publicJwk.shape,
  kid: thumbprint,
  role: z.string(),
  nbf: z.int(),
  exp: z.int(),
});
export type SchemeKey = z.infer<typeof schemeKey>;

/** The list contains the root itself; its answer is signed by the root. */
export const keyList = z.object({ keys: z.array(schemeKey) });
export type KeyList = z.infer<typeof keyList>;

// --- Activation ---

/** Twelve Crockford characters, good for ten minutes and five tries. */
export const activationCode = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{12}$/);

/** `jwk` is the terminal's new key; the request is signed by it, which proves possession. */
export const activateAsk = z.strictObject({
  code: activationCode,
  jwk: z.strictObject(publicJwk.shape),
  device: z.strictObject({ name: z.string().min(1).max(64), software: z.string().min(1).max(64) }),
});
export type ActivateAsk = z.infer<typeof activateAsk>;

/** What this terminal may do, until when: kept whole, in the signed answer that brought it. */
export const grant = z.object({
  id: reference,
  issuedAt: instant,
  expiresAt: instant,
  merchant: z.object({
    id: reference,
    name: z.string(),
    /** ISO 18245 merchant category code. */
    category: z.string().optional(),
  }),
  limits: z.object({
    /** The most one payment may take. */
    payment: answeredMoney,
    /** payments.md §5: a pass, a wallet's passes, a terminal's passes, and how many, for how long. */
    offline: z.object({
      pass: answeredMoney,
      wallet: answeredMoney,
      terminal: answeredMoney,
      sales: z.int(),
      hours: z.int(),
    }),
  }),
  programmes: z.array(z.string()),
  /** What is on for this shop, such as `wallet` or `refunds`; a till ignores names it doesn't know. */
  features: z.array(z.string()),
  /** Tax classes and their dated rates: they change by a new grant, never by a release. */
  taxRates: z.array(taxRate).min(1),
});
export type Grant = z.infer<typeof grant>;

/** `root` is the thumbprint that the till pinned; `rootKey` the key itself, signing this answer. */
export const activateAnswer = z.object({
  terminalId,
  merchantId: reference,
  currency: moneyWire.shape.currency,
  /** IANA name: days of settlement end at its midnight. */
  zone: z.string(),
  root: thumbprint,
  rootKey: publicJwk,
  grant,
});
export type ActivateAnswer = z.infer<typeof activateAnswer>;

// --- Payments ---

/** `sent` is being worked on; the last three are final. */
export const paymentStates = ['sent', 'awaiting-customer', 'succeeded', 'declined', 'cancelled'] as const;

export const declineReasons = [
  'insufficient-funds',
  'code-expired',
  'code-used',
  'code-unknown',
  'wallet-blocked',
  'limit-exceeded',
  'customer-refused',
  'customer-timeout',
  'merchant-blocked',
] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** `customerCode` is the scanned text as the till trimmed it; `saleRef` the sale's id. */
export const paymentAsk = z.strictObject({
  amount: askedAmount,
  customerCode: z.string().min(1).max(1024),
  saleRef: reference,
});
export type PaymentAsk = z.infer<typeof paymentAsk>;

export const cancelReasons = ['cashier', 'timeout', 'unresolved', 'cash-instead'] as const;
export const cancelAsk = z.strictObject({ reason: z.enum(cancelReasons) });
export type CancelAsk = z.infer<typeof cancelAsk>;

/**
 * `amount` is zero where a cancel came before its payment: the scheme keeps the id as a tombstone
 * and answers `cancelled` to the payment that comes late.
 */
export const paymentAnswer = z.object({
  ...answeredResource,
  state: z.enum(paymentStates),
  /** While waiting for the customer: when the scheme gives up. */
  expiresAt: instant.optional(),
});
export type PaymentAnswer = z.infer<typeof paymentAnswer>;

// --- Refunds ---

export const refundStates = ['sent', 'refunding', 'refunded', 'refused'] as const;

/** `paymentId` is a payment's or a voucher redemption's; `lines` names the sale's lines (from 1) that the money belongs to. */
export const refundAsk = z.strictObject({
  paymentId: resourceId,
  amount: askedAmount,
  reason: z.string().min(1).max(200),
  lines: z
    .array(z.strictObject({ line: z.int().min(1), amount: askedAmount }))
    .max(1000)
    .optional(),
});
export type RefundAsk = z.infer<typeof refundAsk>;

/** `refundedTotal` is what the payment has given back so far, this refund included once it is done. */
export const refundAnswer = z.object({
  ...answeredResource,
  state: z.enum(refundStates),
  paymentId: resourceId,
  refundedTotal: answeredMoney,
  /** Of a redemption: `voucher`, or `programme` where the voucher can't be used any more. */
  to: z.string().max(64).optional(),
});
export type RefundAnswer = z.infer<typeof refundAnswer>;

// --- Settlement (payments.md §6) ---

/** Minor units; a refund's gross and net are negative. `net` = `gross` − `fee`. */
export const settlementLine = z.object({
  seq: z.int().min(1),
  kind: z.string(),
  id: reference,
  schemeRef: reference,
  gross: signedMinor,
  fee: signedMinor,
  net: signedMinor,
  currency: moneyWire.shape.currency,
  at: instant,
  terminalId,
});
export type SettlementLine = z.infer<typeof settlementLine>;

/**
 * One day of one merchant. The head is of the whole day whatever page it stands on; `hash` is the
 * SHA-256, in hex, of the RFC 8785 JSON of all lines in order of `seq`. `next` is the `after` of
 * the following page, absent or null on the last. `final` is false for a day that still runs:
 * good for matching, never for cancelling.
 */
export const settlementAnswer = z.object({
  date: day,
  zone: z.string(),
  from: instant,
  to: instant,
  count: z.int().min(0),
  gross: answeredSignedMoney,
  fee: answeredSignedMoney,
  net: answeredSignedMoney,
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  final: z.boolean(),
  lines: z.array(settlementLine),
  next: z.string().nullish(),
});
export type SettlementAnswer = z.infer<typeof settlementAnswer>;

// --- Witness ---

/** A head of the till's journal, as the `countertop-journal` header of some request carried it. */
export const journalHead = z.object({
  epoch: z.int().min(0),
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type JournalHead = z.infer<typeof journalHead>;

/** Before activation: nothing has been written yet. */
export const genesisHead: JournalHead = { epoch: 0, seq: 0, hash: '0'.repeat(64) };

/** The different heads heard from the asking terminal, in order of epoch and seq, first heard `at`. */
export const witnessAnswer = z.object({
  heads: z.array(z.object({ ...journalHead.shape, at: instant })),
  next: z.string().nullish(),
});
export type WitnessAnswer = z.infer<typeof witnessAnswer>;

// --- Events (SSE): hints, never proof ---

/** `reset` comes first where events were missed for good: query everything that is open. */
export const eventNames = ['payment', 'refund', 'voucher', 'settlement', 'keys', 'reset'] as const;
export type EventName = (typeof eventNames)[number];

/** The data line of an event; `id` is the resource to ask about (the day, for a settlement). */
export const eventData = z.object({ id: z.string().optional() });

/** A till reconnects after this long; the scheme sends `retry:` with the same figure. */
export const eventRetryMs = 3000;
export const eventCommentEveryMs = 15_000;
export const eventDeadAfterMs = 45_000;

// --- Problems (RFC 9457) ---

/** Every code a problem may carry, with the status it comes under. A decline is no problem: it is a 200. */
export const problemStatus = {
  malformed: 400,
  'version-unsupported': 400,
  'signature-invalid': 401,
  'key-unknown': 401,
  'clock-skew': 401,
  'nonce-replayed': 401,
  'terminal-suspended': 403,
  'not-permitted': 403,
  'not-found': 404,
  'not-ready': 404,
  'id-reused': 409,
  'state-conflict': 409,
  'code-used': 409,
  'too-large': 413,
  'field-invalid': 422,
  'slow-down': 429,
  internal: 500,
  unavailable: 503,
} as const;
export type SchemeProblemCode = keyof typeof problemStatus;

/**
 * Served as application/problem+json. `field` names what was invalid; `serverTime` comes with
 * `clock-skew`; `rootKey` with any problem that the root signed, as a till before its activation
 * knows only the root's thumbprint.
 */
export const schemeProblem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  field: z.string().optional(),
  serverTime: instant.optional(),
  rootKey: publicJwk.optional(),
});
export type SchemeProblem = z.infer<typeof schemeProblem>;

// --- Practice: served on loopback only, unsigned, untouched by faults ---

export const practiceTerminalAsk = z.strictObject({
  currency: moneyWire.shape.currency,
  zone: z.string().min(1).max(64),
  merchantName: z.string().min(1).max(64).optional(),
  /** A merchant whose payments are all declined with `merchant-blocked`. */
  blocked: z.boolean().optional(),
});
export const practiceTerminalAnswer = z.object({ code: activationCode, root: thumbprint });

/**
 * Minor units. With a `pin`, payments above `limit` (without one: all) wait for the customer; without
 * a `pin`, `limit` is the most one payment may take. `balance` is made up, and large if not given.
 */
export const practiceWalletAsk = z.strictObject({
  currency: moneyWire.shape.currency,
  limit: practiceMinor.optional(),
  pin: z
    .string()
    .regex(/^\d{4,8}$/)
    .optional(),
  balance: practiceMinor.optional(),
  blocked: z.boolean().optional(),
});
export const practiceWalletAnswer = z.object({ id: z.string() });

/** A fresh single-use code of a wallet: EMV CPM text (the default), or the 20 digits of a bar code. */
export const practiceCodeAsk = z.strictObject({ format: z.enum(['emv-cpm', 'digits']).optional() });
export const practiceCodeAnswer = z.object({ payload: z.string() });

/** "Hold to the scanner": the text comes out at every listener of `GET /practice/scans`. */
export const practiceScan = z.strictObject({ text: z.string().min(1).max(4096) });
export const practiceScanAnswer = z.object({ listeners: z.int().min(0) });

/** The event name on `GET /practice/scans`; its data line is a `practiceScan`. */
export const practiceScanEvent = 'scan';

// --- Routes ---

/**
 * One call. `signed` asks carry the till's signature and get a signed answer, by a key of the role
 * in `signedBy`; problems of every signed call are signed too, by the root where `signedBy` is
 * `root`, else by an `answer` key. `answer` is null for a stream of server-sent events, whose data
 * lines are `streams`.
 */
export type Route = {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly ask: z.ZodType | null;
  readonly answer: z.ZodType | null;
  readonly streams?: z.ZodType;
  readonly query?: readonly string[];
  readonly signed: boolean;
  readonly signedBy: KeyRole;
};

const signed = { signed: true, signedBy: 'answer' } as const;
const practice = { signed: false, signedBy: 'answer' } as const;
const paged = ['limit', 'after'] as const;

export const routes = {
  activate: {
    method: 'POST',
    path: '/terminals/activate',
    ask: activateAsk,
    answer: activateAnswer,
    signed: true,
    signedBy: 'root',
  },
  putPayment: { method: 'PUT', path: '/payments/{id}', ask: paymentAsk, answer: paymentAnswer, ...signed },
  getPayment: { method: 'GET', path: '/payments/{id}', ask: null, answer: paymentAnswer, ...signed },
  cancelPayment: {
    method: 'POST',
    path: '/payments/{id}/cancel',
    ask: cancelAsk,
    answer: paymentAnswer,
    ...signed,
  },
  putRefund: { method: 'PUT', path: '/refunds/{id}', ask: refundAsk, answer: refundAnswer, ...signed },
  getRefund: { method: 'GET', path: '/refunds/{id}', ask: null, answer: refundAnswer, ...signed },
  settlement: {
    method: 'GET',
    path: '/settlements/{date}',
    ask: null,
    answer: settlementAnswer,
    query: paged,
    signed: true,
    signedBy: 'settlement',
  },
  keys: { method: 'GET', path: '/keys', ask: null, answer: keyList, signed: true, signedBy: 'root' },
  witness: { method: 'GET', path: '/witness', ask: null, answer: witnessAnswer, query: paged, ...signed },
  events: { method: 'GET', path: '/events', ask: null, answer: null, streams: eventData, ...signed },
  practiceTerminal: {
    method: 'POST',
    path: '/practice/terminals',
    ask: practiceTerminalAsk,
    answer: practiceTerminalAnswer,
    ...practice,
  },
  practiceWallet: {
    method: 'POST',
    path: '/practice/wallets',
    ask: practiceWalletAsk,
    answer: practiceWalletAnswer,
    ...practice,
  },
  practiceCode: {
    method: 'POST',
    path: '/practice/wallets/{id}/code',
    ask: practiceCodeAsk,
    answer: practiceCodeAnswer,
    ...practice,
  },
  practiceScan: {
    method: 'POST',
    path: '/practice/scans',
    ask: practiceScan,
    answer: practiceScanAnswer,
    ...practice,
  },
  practiceScans: {
    method: 'GET',
    path: '/practice/scans',
    ask: null,
    answer: null,
    streams: practiceScan,
    ...practice,
  },
  ...offlineRoutes,
} as const satisfies Record<string, Route>;
