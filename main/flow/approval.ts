import type { EventData } from '../../shared/events.ts';
import type { Id } from '../../shared/ids.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { shopLeads } from '../../shared/roles.ts';
import { type ApprovalNeed, approvalSeconds, needsApproval } from '../../shared/staff.ts';
import { personById } from '../staff/records.ts';
import { approvalFault } from '../staff/rules.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { Counter } from './counter.ts';
import type { PinCheck } from './pin-check.ts';

/** What was allowed and not used yet. In memory: a restart ends every grant, no clock prolongs one. */
export type Grants = Map<Id, EventData<'approval-granted'> & { readonly untilMono: number }>;

/** Written in the transaction of the act itself: the approval is then used up. */
export type Permit = { readonly write: (record: RecordEvent) => void };

const nothing: Permit = { write: () => undefined };

/**
 * The one place that decides whether whoever is at the till may do what goes beyond limits: by their
 * role, or because somebody else has allowed exactly this. Refused: the act's own problem, which says
 * for what to ask; `approval-over` for an approval that is used, too old or for something else.
 */
export function permitFor(counter: Counter, need: ApprovalNeed, approvalId: Id | undefined): Result<Permit> {
  const { actor, role } = counter.session();
  if (shopLeads.includes(role)) return done(nothing);
  if (approvalId === undefined) return needsApproval(need);
  const grant = counter.grants.get(approvalId);
  const isGood =
    grant !== undefined &&
    grant.untilMono > counter.clock.mono() &&
    grant.requesterId === actor &&
    isSameNeed(grant.need, need);
  if (!isGood) return refused('approval-over');
  const { untilMono, ...granted } = grant;
  return done({
    write: (record) => {
      counter.grants.delete(approvalId);
      record('approval-used', granted);
    },
  });
}

function isSameNeed(left: ApprovalNeed, right: ApprovalNeed): boolean {
  return (
    left.action === right.action &&
    left.subject === right.subject &&
    left.amount?.minor === right.amount?.minor &&
    left.amount?.currency === right.amount?.currency
  );
}

export type ApprovalAsked = ApprovalNeed & { readonly approverId: Id; readonly pin: string };

/**
 * Another person allows one act of whoever is at the till, by their PIN. Answers the approval's id.
 * Refused: `approval-own`, `not-permitted` (who may not do it either), `unknown-person`, `till-locked`
 * (whoever asked has left meanwhile), and what the PIN is refused with.
 */
export async function approve(counter: Counter, pins: PinCheck, asked: ApprovalAsked): Promise<Result<Id>> {
  const { approverId, pin, ...need } = asked;
  const { actor: requesterId } = counter.session();
  const fault = approvalFault(requesterId, personById(counter.db, approverId));
  if (fault) return refused(fault);
  const approvalId = counter.newId();
  const granted = { approvalId, need, requesterId, approverId };
  const passed = await pins.pass(approverId, pin, 'approval', (record) => {
    if (counter.session().actor !== requesterId) return refused('till-locked');
    record('approval-granted', granted);
    return done(approvalId);
  });
  if (passed.ok)
    counter.grants.set(approvalId, {
      ...granted,
      untilMono: counter.clock.mono() + approvalSeconds * 1000,
    });
  return passed;
}
