import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Problem } from '../shared/result.ts';
import type { RegisterView } from '../shared/views.ts';
import { ask, onTell } from './api.ts';

/** What the counter looks like, and when the window heard so (`performance.now()`, for countdowns). */
export type Heard = { readonly view: RegisterView; readonly heardAt: number };

type StoreState = { readonly heard: Heard | null; readonly problem: Problem | null };

let state: StoreState = { heard: null, problem: null };
const listeners = new Set<() => void>();

function put(next: StoreState): void {
  state = next;
  for (const listener of listeners) listener();
}

function hear(view: RegisterView): void {
  put({ heard: { view, heardAt: performance.now() }, problem: null });
}

/** Follows the core from the first render on. The core tells the whole register after every change. */
export function useRegisterStore(): StoreState {
  useEffect(() => {
    const stops = [
      onTell('register', hear),
      // What the one before was showing is of no account any more.
      onTell('core', ({ up }) => (up ? void askAnew() : undefined)),
    ];
    void askAnew();
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return useSyncExternalStore(subscribe, () => state);
}

async function askAnew(): Promise<void> {
  const result = await ask('register.get', {});
  if (result.ok) hear(result.value);
  else if (state.heard === null) put({ heard: null, problem: result.problem });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const RegisterContext = createContext<Heard | null>(null);

/** The register inside the frame; there is no frame before the first answer. */
export function useRegister(): RegisterView {
  return useHeard().view;
}

export function useHeard(): Heard {
  const heard = useContext(RegisterContext);
  if (heard === null) throw new Error('the register is used outside the frame');
  return heard;
}
