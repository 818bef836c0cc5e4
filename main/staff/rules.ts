import type { ProblemCode } from '../../shared/problems.ts';
import { type Role, shopLeads } from '../../shared/roles.ts';
import type { StaffRole } from '../../shared/staff.ts';

/** Wrong PINs in a row before the first wait (trust.md §2). */
const freeTries = 4;

/** From the last free try on, per person; the last repeats. At most 100 an hour (ASVS 4 2.2.1). */
const waitsMs = [30_000, 60_000, 120_000, 300_000, 900_000] as const;

/** How long nobody looks at another PIN of somebody who has `tries` wrong ones in a row. */
export function waitAfter(tries: number): number {
  if (tries < freeTries) return 0;
  return waitsMs[tries - freeTries] ?? 900_000;
}

/** Wrong tries that are left before a wait. */
export function triesLeft(tries: number): number {
  return Math.max(0, freeTries - tries);
}

/** Owners and officers move more than a drawer (trust.md §2). */
function shortestPin(role: Role): number {
  return role === 'owner' || role === 'officer' ? 6 : 4;
}

/** Why nobody of this role may have this PIN; null: they may. 4 to 8 digits were checked before. */
export function pinFault(pin: string, role: Role): ProblemCode | null {
  if (pin.length < shortestPin(role)) return 'pin-too-short';
  return isRun(pin) || isRepeat(pin) ? 'pin-too-easy' : null;
}

/** 1111, 2345, 9876, also over the end: 8901. */
function isRun(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10);
  return [0, 1, 9].some((step) => steps.every((each) => each === step));
}

/** 1212, 123123: a shorter piece over and over. */
function isRepeat(pin: string): boolean {
  const lengths = [1, 2, 3, 4].filter((length) => length < pin.length && pin.length % length === 0);
  return lengths.some((length) => pin === pin.slice(0, length).repeat(pin.length / length));
}

type Someone = { readonly id: string; readonly role: Role };

/** Whose PIN one may set: one's own; a manager the cashiers'; the owner everybody's. */
export function maySetPin(who: Someone, whose: Someone): boolean {
  if (who.id === whose.id || who.role === 'owner') return true;
  return who.role === 'manager' && whose.role === 'cashier';
}

/** Whose approval is worth anything to whoever asks; never one's own. */
export function approvalFault(requesterId: string, approver: Someone | null): ProblemCode | null {
  if (!approver) return 'unknown-person';
  if (approver.id === requesterId) return 'approval-own';
  return shopLeads.includes(approver.role) ? null : 'not-permitted';
}

type Employed = Someone & { readonly isActive: boolean };

/** A shop without an owner could never change its staff again. `role` null: the person goes. */
export function isLastOwner(people: readonly Employed[], id: string, role: StaffRole | null): boolean {
  if (role === 'owner') return false;
  const owners = people.filter((person) => person.isActive && person.role === 'owner');
  return owners.length === 1 && owners[0]?.id === id;
}

/** Register 5 minutes, officer 10, 12 hours in all (trust.md §2, timeouts). */
const idleMs = 300_000;
const officerIdleMs = 600_000;
const signedInMs = 12 * 3_600_000;

/** Milliseconds until the till locks by itself; 0: now. Both times are running time. */
export function lockDueMs(role: Role, idleForMs: number, signedInForMs: number): number {
  const idle = role === 'officer' ? officerIdleMs : idleMs;
  return Math.max(0, Math.min(idle - idleForMs, signedInMs - signedInForMs));
}
