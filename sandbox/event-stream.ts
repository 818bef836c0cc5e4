import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Database } from '../platform/database.ts';
import { eventCommentEveryMs, eventRetryMs } from '../shared/scheme-wire.ts';
import type { EventHub } from './event-hub.ts';
import { eventsAfter, hasAllAfter, lastEvent } from './records/event.ts';

/**
 * A merchant's events as they come, first those since `lastEventId`. Where some of these are gone the
 * stream begins with `reset`: query everything that is open. Without an id it begins with now.
 */
export function streamEvents(
  c: Context,
  from: { readonly database: Database; readonly events: EventHub; readonly merchant: string },
  lastEventId: string | null,
): Response {
  const { database, events, merchant } = from;
  const asked = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : null;
  const isWhole = lastEventId === null || (asked !== null && hasAllAfter(database, merchant, asked));
  let sent = isWhole && asked !== null ? asked : lastEvent(database, merchant);
  return streamSSE(c, async (stream) => {
    await stream.write(`retry: ${eventRetryMs}\n\n`);
    if (!isWhole) await stream.writeSSE({ event: 'reset', id: String(sent), data: '{}' });
    const flush = () => {
      for (const event of eventsAfter(database, merchant, sent)) {
        sent = event.seq;
        const data = JSON.stringify({ id: event.resource });
        void stream.writeSSE({ event: event.name, id: String(event.seq), data });
      }
    };
    const stop = events.listen(merchant, flush);
    flush();
    const comments = setInterval(() => void stream.write(': here\n\n'), eventCommentEveryMs);
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    clearInterval(comments);
    stop();
  });
}
