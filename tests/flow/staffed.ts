import { answerCall } from '../../main/shell/serve.ts';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import type { Result } from '../../shared/result.ts';
import type { StaffRole } from '../../shared/staff.ts';
import type { PracticeTill, PracticeTillOptions } from '../practice-till.ts';
import { openShop, type Shop } from './shop.ts';

/** Long enough to stand out: nothing in books, logs or exports is these eight digits by chance. */
export const pins = { owner: '74019362', manager: '58203714', cashier: '93640275' } as const;

/** A call as the window makes it: with whoever is really at the till, locked or not. */
export async function call<K extends AskName>(
  { till }: PracticeTill,
  name: K,
  input: AskInput<K>,
): Promise<Result<AskAnswer<K>>> {
  const answer = await answerCall(till, name, input, (problem) => {
    throw problem;
  });
  return answer as Result<AskAnswer<K>>;
}

/** The code of the refusal; `ok` where there was none. */
export async function codeFrom<K extends AskName>(
  shop: PracticeTill,
  name: K,
  input: AskInput<K>,
): Promise<string> {
  const answer = await call(shop, name, input);
  return answer.ok ? 'ok' : answer.problem.code;
}

export type StaffedShop = Shop & {
  readonly owner: string;
  readonly manager: string;
  readonly cashier: string;
};

/** A shop with an owner, a manager and a cashier, each with a PIN; the owner is at the till. */
export async function openStaffedShop(options: Partial<PracticeTillOptions> = {}): Promise<StaffedShop> {
  const shop = await openShop(options);
  const owner = shop.view().staff.id;
  await must(shop, 'staff.setPin', { personId: owner, pin: pins.owner, ownPin: null });
  const manager = await hire(shop, 'manager', 'Li', pins.manager);
  const cashier = await hire(shop, 'cashier', 'Mei', pins.cashier);
  return { ...shop, owner, manager, cashier };
}

/** The owner, who is at the till, adds a person; answers their id. */
export async function hire(shop: PracticeTill, role: StaffRole, name: string, pin: string): Promise<string> {
  const id = shop.till.counter.newId();
  await must(shop, 'staff.add', { id, name, role, pin, ownPin: pins.owner });
  return id;
}

export async function must<K extends AskName>(
  shop: PracticeTill,
  name: K,
  input: AskInput<K>,
): Promise<AskAnswer<K>> {
  const answer = await call(shop, name, input);
  if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.problem)}`);
  return answer.value;
}
