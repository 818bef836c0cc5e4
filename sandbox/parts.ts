import type { Database } from '../platform/database.ts';
import type { RandomBytes } from '../shared/ids.ts';
import type { Clock } from '../shared/time.ts';
import type { EventHub } from './event-hub.ts';
import type { StandIn } from './foreign/stand-in.ts';
import type { SchemeKeys } from './scheme-keys.ts';

/** What every call of the scheme works with; built once in `scheme.ts`. */
export type Parts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keys: SchemeKeys;
  readonly events: EventHub;
  /** Another party's wallet, on books of its own beside the scheme's. */
  readonly foreign: StandIn;
  /** Calls a terminal may make in a second; beyond, it is asked to slow down. */
  readonly ratePerS: number;
};
