import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { eventCommentEveryMs, eventRetryMs, practiceScanEvent } from '../../shared/scheme-wire.ts';
import type { ScanHub } from '../scan-hub.ts';

/** The till's end of the practice scanner's wire: every text that is held to it, as it comes. */
export function streamScans(c: Context, scans: ScanHub): Response {
  return streamSSE(c, async (stream) => {
    // The first bytes go out at once, so that a listener knows it is connected.
    await stream.write(`retry: ${eventRetryMs}\n\n`);
    const stop = scans.listen((text) => {
      void stream.writeSSE({ event: practiceScanEvent, data: JSON.stringify({ text }) });
    });
    const comments = setInterval(() => void stream.write(': here\n\n'), eventCommentEveryMs);
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    clearInterval(comments);
    stop();
  });
}
