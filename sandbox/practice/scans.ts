import type { Context } from 'hono';
import { practiceScanEvent } from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';
import { openStream } from '../open-stream.ts';
import type { ScanHub } from '../scan-hub.ts';

/** The till's end of the practice scanner's wire: every text that is held to it, as it comes. */
export function streamScans(c: Context, clock: Clock, scans: ScanHub): Response {
  return openStream(c, clock, (stream) =>
    scans.listen((text) => {
      void stream.writeSSE({ event: practiceScanEvent, data: JSON.stringify({ text }) });
    }),
  );
}
