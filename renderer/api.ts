import type { AskAnswer, AskInput, AskName, TellName, TellValue, TillClient } from '../shared/contract.ts';
import { type Result, refused } from '../shared/result.ts';

declare global {
  interface Window {
    /** Put there by the preload; missing only where the page is opened outside the till. */
    readonly till?: TillClient;
  }
}

/**
 * Asks the core. Never rejects: a core that died on the way answers `core-restarted`, and the register
 * that is told afterwards says what became of the call.
 */
export async function ask<K extends AskName>(name: K, input: AskInput<K>): Promise<Result<AskAnswer<K>>> {
  if (window.till === undefined) return refused('internal');
  try {
    return await window.till.ask(name, input);
  } catch {
    return refused('core-restarted');
  }
}

/** Listens to the core; the answer stops listening. */
export function onTell<K extends TellName>(name: K, listener: (value: TellValue<K>) => void): () => void {
  return window.till?.on(name, listener) ?? (() => {});
}
