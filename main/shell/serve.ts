import { z } from 'zod';
import {
  type AskAnswer,
  type AskInput,
  type AskName,
  asks,
  type Handlers,
  type TellName,
  type TellValue,
} from '../../shared/contract.ts';
import { type Result, refused } from '../../shared/result.ts';
import type { Role } from '../../shared/roles.ts';
import type { Port, PortReply, PortTell } from './messages.ts';

/** What is served: the core, as far as a window may see it. */
export type Served = {
  readonly handlers: Handlers;
  /** Who stands at the till now. Core state: no argument of a call can change it. */
  readonly session: () => { readonly role: Role; readonly isLocked?: boolean };
  /** Answers a function that stops telling. */
  readonly onTell: (listener: <K extends TellName>(name: K, value: TellValue<K>) => void) => () => void;
};

/** What a window sends; anything else is no call. */
export const portAsk = z.object({ id: z.int(), ask: z.string(), input: z.unknown() });

/**
 * Serves one window over one port until it closes. Every call is answered with `{ok:true,value}` or
 * `{ok:false,problem}`: a wrong name, role or input is refused, a handler that throws is `internal`
 * and goes to `report`. Whether the sender may have a port at all was decided when the port was made
 * (port-handover.ts): a port carries no sender.
 */
export function serve(port: Port, till: Served, report: (problem: unknown) => void): void {
  port.on('message', ({ data }) => {
    const message = portAsk.safeParse(data);
    if (!message.success) return report(new Error('a window sent what is no call'));
    const { id, ask, input } = message.data;
    void answerCall(till, ask, input, report).then((answer) =>
      port.postMessage({ id, answer } satisfies PortReply),
    );
  });
  const stopTelling = till.onTell((tell, value) => port.postMessage({ tell, value } satisfies PortTell));
  port.on('close', stopTelling);
  port.start?.();
}

/** One call by name, as it came from outside: checked, then handled. Never throws. */
export async function answerCall(
  till: Pick<Served, 'handlers' | 'session'>,
  name: string,
  input: unknown,
  report: (problem: unknown) => void,
): Promise<Result<unknown>> {
  if (!isAskName(name)) return refused('unknown-call');
  try {
    return await checkAndHandle(till, name, input);
  } catch (problem) {
    report(problem);
    return refused('internal');
  }
}

/** The contract seen so that the compiler keeps a call's input and its handler together. */
const calls: {
  readonly [K in AskName]: {
    readonly input: z.ZodType<AskInput<K>>;
    readonly roles: readonly Role[];
    readonly whileLocked: boolean;
  };
} = asks;

async function checkAndHandle<K extends AskName>(
  till: Pick<Served, 'handlers' | 'session'>,
  name: K,
  input: unknown,
): Promise<Result<AskAnswer<K>>> {
  const { role, isLocked = false } = till.session();
  if (isLocked && !calls[name].whileLocked) return refused('till-locked');
  if (!calls[name].roles.includes(role)) return refused('not-permitted');
  const checked = calls[name].input.safeParse(input);
  if (!checked.success) return refused('field-invalid', { field: firstField(checked.error) });
  return till.handlers[name](checked.data);
}

function firstField(error: z.ZodError): string {
  return (error.issues[0]?.path ?? []).join('.');
}

function isAskName(name: string): name is AskName {
  return Object.hasOwn(asks, name);
}
