import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { eventDeadAfterMs, eventRetryMs } from '../shared/scheme-wire.ts';
import type { Clock } from '../shared/time.ts';

/** One server-sent event (WHATWG HTML §9.2); `id` is the last one the stream gave, null before any. */
export type StreamEvent = { readonly id: string | null; readonly name: string; readonly data: string };

export type StreamOptions = {
  readonly url: URL;
  /** Asked for each connection anew, since a signed request is good once. */
  readonly headers: (lastEventId: string | null) => Record<string, string>;
  readonly clock: Clock;
  readonly onEvent: (event: StreamEvent) => void;
  /** The stream stands, or doesn't any more. */
  readonly onState?: (isOpen: boolean) => void;
  /** Another status than 200; the next try waits for what this does about it. */
  readonly onRefused?: (status: number) => Promise<void>;
  readonly lastEventId?: string | undefined;
};

/** No event of ours is longer; a stream that goes on without a line end is cut. */
const lineLimit = 65_536;

/**
 * Follows a stream of server-sent events until the answered function is called: again after 3 s
 * when it breaks, when it is refused, and when it stayed silent, comments too, for 45 s.
 */
export function followEventStream(options: StreamOptions): () => void {
  let lastEventId = options.lastEventId ?? null;
  let isStopped = false;
  let leave: () => void = () => undefined;

  const connect = () => {
    if (isStopped) return;
    const parser = createEventParser(lastEventId, (event) => {
      lastEventId = event.id;
      options.onEvent(event);
    });
    leave = followOnce(options, lastEventId, parser, (refusedStatus) => {
      options.onState?.(false);
      const settled = refusedStatus === null ? Promise.resolve() : options.onRefused?.(refusedStatus);
      Promise.resolve(settled).finally(() => {
        if (!isStopped) leave = options.clock.after(eventRetryMs, connect);
      });
    });
  };
  connect();
  return () => {
    isStopped = true;
    leave();
  };
}

/** One connection. `ended` is called once, with the status where that wasn't 200, and not after leaving. */
function followOnce(
  options: StreamOptions,
  lastEventId: string | null,
  parser: (text: string) => boolean,
  ended: (refusedStatus: number | null) => void,
): () => void {
  const outgoing = open(options, lastEventId);
  let isOver = false;
  let cancelDeath: () => void = () => undefined;
  const leave = () => {
    isOver = true;
    cancelDeath();
    outgoing.destroy();
  };
  const end = (refusedStatus: number | null) => {
    if (isOver) return;
    leave();
    ended(refusedStatus);
  };
  const alive = () => {
    cancelDeath();
    cancelDeath = options.clock.after(eventDeadAfterMs, () => end(null));
  };
  alive();
  outgoing.on('error', () => end(null));
  outgoing.on('response', (incoming) => {
    if (incoming.statusCode !== 200) return end(incoming.statusCode ?? 0);
    options.onState?.(true);
    read(incoming, (text) => {
      alive();
      if (!isOver && !parser(text)) end(null);
    });
    incoming.on('close', () => end(null));
  });
  outgoing.end();
  return leave;
}

function open(options: StreamOptions, lastEventId: string | null): ClientRequest {
  const { url } = options;
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { ...options.headers(lastEventId), host: url.host, accept: 'text/event-stream' };
  const resumed = lastEventId === null ? headers : { ...headers, 'last-event-id': lastEventId };
  return start({
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname + url.search,
    headers: resumed,
    agent: false,
  });
}

function read(incoming: IncomingMessage, take: (text: string) => void): void {
  incoming.setEncoding('utf8');
  incoming.on('data', take);
  incoming.on('error', () => undefined);
}

/** Takes the stream piece by piece as it arrives; answers false for a line beyond the limit. */
export function createEventParser(
  firstId: string | null,
  onEvent: (event: StreamEvent) => void,
): (text: string) => boolean {
  let rest = '';
  let id = firstId;
  let name = '';
  let data: string[] = [];
  const takeLine = (line: string) => {
    if (line === '') {
      if (data.length > 0) onEvent({ id, name: name === '' ? 'message' : name, data: data.join('\n') });
      name = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
  };
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) takeLine(line);
    return rest.length <= lineLimit;
  };
}
