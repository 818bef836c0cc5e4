import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approvalFault,
  isLastOwner,
  lockDueMs,
  maySetPin,
  pinFault,
  triesLeft,
  waitAfter,
} from '../../main/staff/rules.ts';

describe('the wait after wrong PINs', () => {
  it('begins with the fourth and never grows past a quarter of an hour', () => {
    const seconds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000].map((tries) => waitAfter(tries) / 1000);
    expect(seconds).toEqual([0, 0, 0, 0, 30, 60, 120, 300, 900, 900, 900]);
    expect([0, 1, 3, 4, 5].map(triesLeft)).toEqual([4, 3, 1, 0, 0]);
  });

  it('lets nobody try more than a hundred times an hour', () => {
    let spentMs = 0;
    let tries = 0;
    while (spentMs <= 3_600_000) {
      tries += 1;
      spentMs += waitAfter(tries);
    }
    expect(tries).toBeLessThanOrEqual(100);
  });
});

describe('a PIN', () => {
  it.each(['1111', '1234', '9876', '8901', '0987', '1212', '123123', '112112', '77777777', '45674567'])(
    '%s is too easy',
    (pin) => expect(pinFault(pin.length < 6 ? pin : pin, 'cashier')).toBe('pin-too-easy'),
  );

  it.each(['2751', '1123', '1357', '121213', '74019362'])('%s will do', (pin) =>
    expect(pinFault(pin, 'cashier')).toBeNull(),
  );

  it('of an owner or an officer has six digits', () => {
    expect(pinFault('2751', 'owner')).toBe('pin-too-short');
    expect(pinFault('27518', 'officer')).toBe('pin-too-short');
    expect(pinFault('275180', 'owner')).toBeNull();
    expect(pinFault('2751', 'manager')).toBeNull();
  });

  it('is set by its own person, by the manager for cashiers, by the owner for all', () => {
    const who = (role: 'owner' | 'manager' | 'cashier', id = role) => ({ id, role });
    expect(maySetPin(who('cashier'), who('cashier'))).toBe(true);
    expect(maySetPin(who('cashier'), { id: 'other', role: 'cashier' })).toBe(false);
    expect(maySetPin(who('manager'), who('cashier'))).toBe(true);
    expect(maySetPin(who('manager'), { id: 'other', role: 'manager' })).toBe(false);
    expect(maySetPin(who('manager'), who('owner'))).toBe(false);
    expect(maySetPin(who('owner'), who('manager'))).toBe(true);
  });
});

describe('an approval', () => {
  it('comes from another person who may do it themselves', () => {
    expect(approvalFault('a', { id: 'b', role: 'manager' })).toBeNull();
    expect(approvalFault('a', { id: 'a', role: 'owner' })).toBe('approval-own');
    expect(approvalFault('a', { id: 'b', role: 'cashier' })).toBe('not-permitted');
    expect(approvalFault('a', { id: 'b', role: 'support' })).toBe('not-permitted');
    expect(approvalFault('a', null)).toBe('unknown-person');
  });
});

describe('the last owner', () => {
  const owner = { id: 'o', role: 'owner', isActive: true } as const;
  const gone = { id: 'g', role: 'owner', isActive: false } as const;
  const cashier = { id: 'c', role: 'cashier', isActive: true } as const;

  it('neither goes nor becomes something else', () => {
    expect(isLastOwner([owner, gone, cashier], 'o', null)).toBe(true);
    expect(isLastOwner([owner, gone, cashier], 'o', 'manager')).toBe(true);
    expect(isLastOwner([owner, gone, cashier], 'o', 'owner')).toBe(false);
    expect(isLastOwner([owner, gone, cashier], 'c', null)).toBe(false);
    expect(isLastOwner([owner, { ...gone, isActive: true }], 'o', null)).toBe(false);
  });
});

describe('the till locks by itself', () => {
  it('after five minutes, an officer’s after ten, and half a day after signing in', () => {
    expect(lockDueMs('cashier', 299_999, 0)).toBe(1);
    expect(lockDueMs('cashier', 300_000, 0)).toBe(0);
    expect(lockDueMs('officer', 300_000, 0)).toBe(300_000);
    expect(lockDueMs('owner', 0, 12 * 3_600_000 - 5)).toBe(5);
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (idle, seated) => lockDueMs('manager', idle, seated) >= 0),
    );
  });
});
