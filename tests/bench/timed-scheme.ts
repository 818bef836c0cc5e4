import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { machineClock } from '../../main/open-till.ts';
import { systemRandom } from '../../platform/random.ts';
import { createScheme } from '../../sandbox/scheme.ts';

/**
 * The practice scheme as a process of its own (argument: its folder), which tells its parent where it
 * listens, and of every request how long it had it: from the request's arrival to the end of its answer.
 */
const arrived = new WeakMap<IncomingMessage, number>();

subscribe('http.server.request.start', (message) => {
  arrived.set((message as { request: IncomingMessage }).request, performance.now());
});

subscribe('http.server.response.finish', (message) => {
  const { request } = message as { request: IncomingMessage };
  const start = arrived.get(request);
  if (start === undefined) return;
  process.send?.({ method: request.method, path: request.url, ms: performance.now() - start });
});

const [dataDir = ''] = process.argv.slice(2);
const scheme = createScheme({ dataDir, clock: machineClock, random: systemRandom() });
process.send?.(await scheme.listen(0));
process.on('disconnect', () => process.exit());
