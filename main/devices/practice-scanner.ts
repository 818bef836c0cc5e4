import { followEventStream } from '../../platform/event-stream.ts';
import { practiceScan, practiceScanEvent, routes } from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';
import { type Scanner, type ScannerListener, splitAim } from './scanner.ts';

/**
 * Practice without hardware: what is held to the scanner on the phone page or the practice sheet
 * comes from the sandbox as a stream, and out of here as from any scanner. `schemeUrl` is the
 * sandbox's; listening starts again by itself when the sandbox does.
 */
export function startPracticeScanner(
  options: { readonly schemeUrl: string; readonly clock: Clock },
  listener: ScannerListener,
): Scanner {
  let wasThere = false;
  const stop = followEventStream({
    url: new URL(routes.practiceScans.path, options.schemeUrl),
    clock: options.clock,
    headers: () => ({}),
    onEvent: (event) => {
      const text = event.name === practiceScanEvent ? textOf(event.data) : null;
      if (text !== null) listener.onScan({ ...splitAim(text), device: 'practice', at: options.clock.now() });
    },
    onState: (isThere) => {
      if (isThere !== wasThere) listener.onState?.(isThere);
      wasThere = isThere;
    },
  });
  return { stop };
}

function textOf(data: string): string | null {
  try {
    return practiceScan.parse(JSON.parse(data)).text;
  } catch {
    return null;
  }
}
