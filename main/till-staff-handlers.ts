import type { Handlers } from '../shared/contract.ts';
import { done, type Result } from '../shared/result.ts';
import type { RegisterView } from '../shared/views.ts';
import { refusal } from './flow/counter.ts';
import type { Till } from './till.ts';

type StaffHandlers = { [K in keyof Handlers as K extends `staff.${string}` ? K : never]: Handlers[K] };

type Core = Pick<Till, 'people' | 'keptScans' | 'scanned' | 'view' | 'tellRegister' | 'autoLock'>;

/** The calls about who is at the till, who works here, and what one allows another. */
export function staffHandlers(core: Core): StaffHandlers {
  const { people } = core;
  /** Told also where it was refused: a wrong PIN may have begun a wait. */
  const told = <T>(result: Result<T>): Result<T> => {
    core.tellRegister();
    return result;
  };
  const changed = (result: Result<null>): Result<RegisterView> => {
    told(result);
    return result.ok ? done(core.view()) : refusal(result.problem);
  };
  return {
    'staff.signIn': async ({ personId, pin }) => {
      const signedIn = await people.signIn(personId, pin);
      if (signedIn.ok) for (const scan of core.keptScans.take()) core.scanned(scan);
      return changed(signedIn);
    },
    'staff.lock': async () => changed(people.lock('locked')),
    'staff.stillHere': async () => {
      core.autoLock.touch();
      return done({});
    },
    'staff.approve': async (asked) => {
      const approved = told(await people.approve(asked));
      return approved.ok ? done({ approvalId: approved.value }) : approved;
    },
    'staff.list': async () => done({ people: people.list() }),
    'staff.add': async (asked) => changed(await people.add(asked)),
    'staff.change': async (asked) => changed(await people.change(asked)),
    'staff.setPin': async (asked) => changed(await people.setPin(asked)),
    'staff.deactivate': async (asked) => changed(await people.deactivate(asked)),
  };
}
