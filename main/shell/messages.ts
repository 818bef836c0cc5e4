import type { PrintedSheet, SheetSaved } from '../../shared/printed-code.ts';
import type { Result } from '../../shared/result.ts';
import type { SettingsView } from '../../shared/views.ts';

/**
 * Every message between the shell, the core and the window, in one place. The contract's calls and
 * events travel inside `PortAsk`, `PortReply` and `PortTell`; the rest is the shell's own.
 */

/** What the core is told at its birth, as JSON in its first argument. No secret: arguments can be read by others. */
export type CoreStart = {
  readonly dataDir: string;
  /** The scheme's address; in the practice shop the sandbox beside it, which may still be starting. */
  readonly scheme: string;
  /** As given on the command line; null: as last chosen, at first the system's. */
  readonly language: 'zh-CN' | 'en' | null;
  readonly systemLanguage: 'zh-CN' | 'en';
  readonly version: string;
  /** `Electron 25.1.1, Chrome 114`, for the About page. */
  readonly runtime: string;
  readonly supportedRuntime: boolean;
};

export type ToCore =
  /** Carries one port: the window's end is already on its way to the window. */
  | { readonly kind: 'window' }
  /** Carries the port of the customer's display. */
  | { readonly kind: 'display' }
  /** The display's window was closed by hand. */
  | { readonly kind: 'display-closed' }
  /** null: the system has no keystore, or the bytes are not its own. */
  | { readonly kind: 'secret'; readonly id: number; readonly bytes: Uint8Array | null }
  | { readonly kind: 'sheet'; readonly id: number; readonly saved: SheetSaved }
  | { readonly kind: 'stop' };

export type FromCore =
  /** The register may be used. `phone` is the address of the customer's page in the practice shop. */
  | { readonly kind: 'ready'; readonly phone: string | null }
  /** In one line why this folder can't be worked on (another process holds it, a newer release wrote it). */
  | { readonly kind: 'cannot-start'; readonly line: string }
  /** Where the customer's display is wanted: told at the start and after each change. */
  | { readonly kind: 'display'; readonly wanted: SettingsView['customerDisplay'] }
  | { readonly kind: 'open'; readonly page: PracticePage; readonly url: string }
  | { readonly kind: 'sheet'; readonly id: number; readonly sheet: PrintedSheet }
  | {
      readonly kind: 'secret';
      readonly id: number;
      readonly work: 'wrap' | 'unwrap';
      readonly bytes: Uint8Array;
    };

export type PracticePage = 'phone' | 'sheet';

export type PortAsk = { readonly id: number; readonly ask: string; readonly input: unknown };
export type PortReply = { readonly id: number; readonly answer: Result<unknown> };
export type PortTell = { readonly tell: string; readonly value: unknown };

/** The display's whole contract: one question, whose answer is told anew after every change. It changes nothing. */
export const displayCalls = { ask: 'display.get', tell: 'display' } as const;

/** Channels between preload and shell. The window's own script never sees them. */
export const channels = {
  /** Preload asks for its port; the answer carries it. */
  port: 'till:port',
  /** The core is gone; calls in flight will not be answered. */
  coreDown: 'till:core-down',
} as const;

/** As much of Electron's MessagePortMain and parentPort as the core needs, without electron. */
export type Port = {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports?: readonly Port[] }) => void,
  ): unknown;
  on(event: 'close', listener: () => void): unknown;
  start?(): void;
};
