import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { eventCommentEveryMs, eventRetryMs } from '../shared/scheme-wire.ts';
import type { Clock } from '../shared/time.ts';

/**
 * Opens a stream of server-sent events and keeps it alive with comments until the listener goes.
 * `begin` says what it has and answers how to stop listening for more.
 */
export function openStream(
  c: Context,
  clock: Clock,
  begin: (stream: SSEStreamingApi) => () => void,
): Response {
  return streamSSE(c, async (stream) => {
    // The first bytes go out at once, so that a listener knows it is connected.
    await stream.write(`retry: ${eventRetryMs}\n\n`);
    const stop = begin(stream);
    let cancel: () => void = () => undefined;
    const comment = () => {
      void stream.write(': here\n\n');
      cancel = clock.after(eventCommentEveryMs, comment);
    };
    cancel = clock.after(eventCommentEveryMs, comment);
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    cancel();
    stop();
  });
}
