import type { Context } from 'hono';
import { openStream } from './open-stream.ts';
import type { Parts } from './parts.ts';
import { eventsAfter, hasAllAfter, lastEvent } from './records/event.ts';

/**
 * A merchant's events as they come, first those since `lastEventId`. Where some of these are gone the
 * stream begins with `reset`: query everything that is open. Without an id it begins with now.
 */
export function streamEvents(
  c: Context,
  parts: Parts,
  merchant: string,
  lastEventId: string | null,
): Response {
  const { database, events, clock } = parts;
  const asked = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : null;
  const isWhole = lastEventId === null || (asked !== null && hasAllAfter(database, merchant, asked));
  let sent = isWhole && asked !== null ? asked : lastEvent(database, merchant);
  return openStream(c, clock, (stream) => {
    if (!isWhole) void stream.writeSSE({ event: 'reset', id: String(sent), data: '{}' });
    const flush = () => {
      for (const event of eventsAfter(database, merchant, sent)) {
        sent = event.seq;
        const data = JSON.stringify({ id: event.resource });
        void stream.writeSSE({ event: event.name, id: String(event.seq), data });
      }
    };
    const stop = events.listen(merchant, flush);
    flush();
    return stop;
  });
}
