import { z } from 'zod';
import { type MoneyWire, moneyWire } from './money.ts';
import type { ProblemCode } from './problems.ts';
import type { Problem } from './result.ts';
import { roles } from './roles.ts';

/** People and what one of them allows another, as window and core speak of it. */

/** Whom a shop employs; officers and support are not the shop's own to add. */
export const staffRole = z.enum(['owner', 'manager', 'cashier']);

/** As typed. What is too short for a role or too easy to guess is refused by the core, with words. */
export const pin = z.string().regex(/^\d{4,8}$/);

/** What a person can be asked to allow in place (trust.md §2, "beyond limits"). */
export const approvalAction = z.enum(['refund', 'discount', 'drawer', 'cash-out', 'pay-out']);

/** One act: which, on what (sale, drawer opening, movement, refund), how much. A grant is for exactly this. */
export const approvalNeed = z.strictObject({
  action: approvalAction,
  subject: z.uuid(),
  /** null: no sum is part of it. */
  amount: moneyWire.nullable(),
});

/** How long a grant can be used, in seconds of running time (trust.md §2). */
export const approvalSeconds = 60;

/** Somebody who may be chosen at the lock screen or asked to allow something. */
export const personAtTill = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(roles),
  hasPin: z.boolean(),
  /** Milliseconds of running time before another PIN of theirs is looked at; 0: now. */
  waitMs: z.int(),
});

export const staffMember = personAtTill.extend({
  role: staffRole,
  isActive: z.boolean(),
  isAtTill: z.boolean(),
});

export type ApprovalAction = z.infer<typeof approvalAction>;
export type ApprovalNeed = z.infer<typeof approvalNeed>;
export type PersonAtTill = z.infer<typeof personAtTill>;
export type StaffMember = z.infer<typeof staffMember>;
export type StaffRole = z.infer<typeof staffRole>;

/** The refusal that asks for another person's approval, for each act that can be allowed. */
export const approvalProblems = {
  refund: 'refund-above-limit',
  discount: 'discount-above-limit',
  drawer: 'drawer-needs-approval',
  'cash-out': 'cash-out-needs-approval',
  'pay-out': 'pay-out-needs-approval',
} as const satisfies Readonly<Record<ApprovalAction, ProblemCode>>;

/** The refusal of an act that somebody else may allow; the detail says for what exactly. */
export function needsApproval({ action, subject, amount }: ApprovalNeed): { ok: false; problem: Problem } {
  const detail = { subject, ...(amount ? { minor: amount.minor, currency: amount.currency } : {}) };
  return { ok: false, problem: { code: approvalProblems[action], detail } };
}

/** What would have to be allowed for a refused act; null where no approval would help. */
export function approvalNeedOf({ code, detail }: Problem): ApprovalNeed | null {
  const action = approvalAction.options.find((each) => approvalProblems[each] === code);
  if (!action || detail?.subject === undefined) return null;
  const { subject, minor, currency } = detail;
  const amount: MoneyWire | null = minor === undefined || currency === undefined ? null : { minor, currency };
  return { action, subject, amount };
}

/** A cashier gives this much off a sale without asking: a tenth, as most price lists leave to the counter. */
const cashierDiscountParts = 10n;

/** Whether what comes off a sale in all is more than a cashier gives alone. */
export function isBeyondDiscountLimit(grossMinor: bigint, discountMinor: bigint): boolean {
  return discountMinor * cashierDiscountParts > grossMinor;
}
