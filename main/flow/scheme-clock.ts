import { type Grant, grant } from '../../shared/scheme-wire.ts';
import { epochMsOf } from '../../shared/time.ts';
import { lastTakenAt } from '../payment/offline-records.ts';
import type { SchemeClient } from '../scheme/client.ts';
import type { Counter } from './counter.ts';

/** The scheme's time as the till may rely on it without network, in milliseconds since 1970. */
export type SchemeClock = {
  readonly nowMs: () => number;
  /** When the scheme was last heard, signed. */
  readonly lastHeardMs: () => number;
};

/**
 * Within a run: what the scheme last signed, and the monotonic clock since. After a restart the machine's
 * own clock, but never earlier than what is known to have been: a clock that was set back revives no pass.
 */
export function createSchemeClock(counter: Counter, scheme: Pick<SchemeClient, 'lastHeard'>): SchemeClock {
  const { clock } = counter;
  const keptMs = keptHeardMs(counter);
  return {
    lastHeardMs: () => scheme.lastHeard()?.schemeMs ?? keptMs,
    nowMs: () => {
      const heard = scheme.lastHeard();
      if (heard) return heard.schemeMs + (clock.mono() - heard.mono);
      const taken = lastTakenAt(counter.db);
      return Math.max(clock.now(), keptMs, taken === null ? 0 : epochMsOf(taken));
    },
  };
}

/** The grant as it was signed at activation; null in books that hold none. */
export function grantOf(counter: Counter): Grant | null {
  const row = counter.db.get<{ grant_json: string }>(
    'SELECT grant_json FROM terminal ORDER BY epoch DESC LIMIT 1',
  );
  try {
    return grant.safeParse(JSON.parse(row?.grant_json ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

/** The newest answer in the books says by its signature when it was made; before one, the grant does. */
function keptHeardMs(counter: Counter): number {
  const row = counter.db.get<{ answer: string }>(
    'SELECT answer FROM scheme_answer ORDER BY epoch DESC, seq DESC LIMIT 1',
  );
  const created = /;created=(\d{1,12})/.exec(row?.answer ?? '')?.[1];
  const issuedAt = grantOf(counter)?.issuedAt;
  return Math.max(created ? Number(created) * 1000 : 0, issuedAt ? epochMsOf(issuedAt) : 0);
}
