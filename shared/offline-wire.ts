import { z } from 'zod';
import { answeredResource, askedAmount, instant, practiceMinor, reference } from './wire-parts.ts';

/* Passes taken without network (payments.md §5). Asks are strict, answers tolerant, as in scheme-wire.ts. */

/** Why a pass that was handed in is not paid. */
export const offlineReasons = [
  'pass-invalid',
  'pass-used',
  'wrong-merchant',
  'wrong-currency',
  'over-limit',
  'expired',
  'not-yet-valid',
  'too-late',
  'merchant-blocked',
  'wallet-blocked',
  'insufficient-funds',
] as const;
export type OfflineReason = (typeof offlineReasons)[number];

export const lossBearers = ['scheme', 'merchant'] as const;
export type LossBearer = (typeof lossBearers)[number];

/** `pass` as it was scanned; `takenAt` by the scheme's clock as the till knew it; `seq` counts up per terminal. */
export const offlineAsk = z.strictObject({
  pass: z.string().min(5).max(1024),
  amount: askedAmount,
  takenAt: instant,
  seq: z.int().min(1),
});
export type OfflineAsk = z.infer<typeof offlineAsk>;

/** Final at once. `reason` is one of `offlineReasons`, `bearer` one of `lossBearers`: with a refused one only. */
export const offlineAnswer = z.object({
  ...answeredResource,
  state: z.enum(['succeeded', 'declined']),
  bearer: z.string().max(64).optional(),
});
export type OfflineAnswer = z.infer<typeof offlineAnswer>;

/** A wallet's signed pass for where there is no network; without `merchant` anybody may take it. */
export const practicePassAsk = z.strictObject({
  merchant: reference.optional(),
  limit: practiceMinor.optional(),
});
export const practicePassAnswer = z.object({ payload: z.string() });

/** Whether tills reach the scheme; without, every signed call's connection is closed at once. */
export const practiceNetwork = z.strictObject({ reachable: z.boolean() });

const signed = { signed: true, signedBy: 'answer' } as const;

/** Part of `routes`. */
export const offlineRoutes = {
  putOffline: {
    method: 'PUT',
    path: '/offline-payments/{id}',
    ask: offlineAsk,
    answer: offlineAnswer,
    ...signed,
  },
  getOffline: { method: 'GET', path: '/offline-payments/{id}', ask: null, answer: offlineAnswer, ...signed },
  practiceNetwork: {
    method: 'POST',
    path: '/practice/network',
    ask: practiceNetwork,
    answer: practiceNetwork,
    signed: false,
    signedBy: 'answer',
  },
  practicePass: {
    method: 'POST',
    path: '/practice/wallets/{id}/pass',
    ask: practicePassAsk,
    answer: practicePassAnswer,
    signed: false,
    signedBy: 'answer',
  },
} as const;
