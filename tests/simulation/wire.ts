import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * All sockets between till, customers and scheme, watched from outside. It says when nothing moves any
 * more, so that the clock may jump, and it can pull the till's plug in the middle of an exchange.
 */
export type Wire = {
  /**
   * Resolves once every byte that was written has been read, no connection is being made or torn down,
   * and several turns of the event loop changed nothing. What is left then waits for the clock.
   */
  readonly rest: () => Promise<void>;
  /** Keeps `rest` waiting for work that is not seen on a socket. */
  readonly during: (work: Promise<unknown>) => void;
  /** The till's machine is dead: its connections break, and it hears nothing of them any more. */
  readonly cutTill: () => void;
  /** Called when the scheme has heard a signed request whole, and when it has answered one. */
  readonly onMoment: (run: (moment: 'heard' | 'answered') => void) => void;
  readonly stop: () => void;
};

/** Promises and streams inside the process settle within two or three turns; the rest is for safety. */
const calmTurns = 5;

/** Loopback takes microseconds. Whoever waits this long waits for something that never comes. */
const patienceMs = 10_000;
/** A machine that stood still meanwhile has not looked so often: its time does not count. */
const patienceTurns = 20_000;

export function watchWire(): Wire {
  const clients = new Set<Socket>();
  const servers = new Map<string, Socket>();
  const requests = new Map<ClientRequest, IncomingMessage | null>();
  const works = new Set<Promise<unknown>>();
  let told: (moment: 'heard' | 'answered') => void = () => undefined;
  const unwatch = watch({
    'net.client.socket': (message) => {
      const { socket } = message as { socket: Socket };
      clients.add(socket);
      socket.once('close', () => clients.delete(socket));
    },
    'net.server.socket': (message) => {
      const { socket } = message as { socket: Socket };
      const way = `${socket.remotePort} ${socket.localPort}`;
      servers.set(way, socket);
      socket.once('close', () => servers.delete(way));
    },
    'http.client.request.start': (message) => {
      const { request } = message as { request: ClientRequest };
      if (isPractice(request.path)) return;
      requests.set(request, null);
      request.once('response', (response: IncomingMessage) => requests.set(request, response));
      request.once('close', () => requests.delete(request));
    },
    'http.server.request.start': (message) => {
      const { request } = message as { request: IncomingMessage };
      if (!isPractice(request.url ?? '')) told('heard');
    },
    'http.server.response.finish': (message) => {
      const { request } = message as { request: IncomingMessage };
      if (!isPractice(request.url ?? '')) told('answered');
    },
  });
  return {
    rest: () => restOf(() => stateOf(clients, servers), works),
    during: (work) => {
      works.add(work);
      void work.finally(() => works.delete(work));
    },
    cutTill: () => {
      for (const [request, response] of requests) silence(request, response);
      requests.clear();
    },
    onMoment: (run) => {
      told = run;
    },
    stop: unwatch,
  };
}

function watch(channels: Readonly<Record<string, (message: unknown) => void>>): () => void {
  for (const [name, listener] of Object.entries(channels)) subscribe(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(channels)) unsubscribe(name, listener);
  };
}

/** What people do at phones and at the practice counter: not the till's, and no fault touches it. */
function isPractice(path: string): boolean {
  return path.startsWith('/practice');
}

/** Nobody is left to hear of it: the promise behind this request never settles. */
function silence(request: ClientRequest, response: IncomingMessage | null): void {
  for (const emitter of [request, response]) {
    emitter?.removeAllListeners();
    emitter?.on('error', () => undefined);
  }
  request.destroy();
}

type State = { readonly moves: boolean; readonly text: string };

/**
 * `text` changes with every byte; `moves` while something must still come without the clock's help. Both ends
 * of a connection are known by both its ports: towards two servers the same port of ours may be in use.
 */
function stateOf(clients: ReadonlySet<Socket>, servers: ReadonlyMap<string, Socket>): State {
  const open = new Set<string>();
  const texts: string[] = [];
  let moves = false;
  for (const client of clients) {
    const way = `${client.localPort} ${client.remotePort}`;
    const server = servers.get(way);
    open.add(way);
    texts.push(`${way} ${client.bytesWritten} ${client.bytesRead}`);
    moves ||= client.connecting || client.destroyed || !server || isUnderWay(client, server);
  }
  for (const [way, server] of servers) {
    texts.push(`${way} ${server.bytesWritten}`);
    moves ||= !open.has(way);
  }
  return { moves, text: texts.join() };
}

function isUnderWay(client: Socket, server: Socket): boolean {
  return (
    server.destroyed || client.bytesWritten !== server.bytesRead || server.bytesWritten !== client.bytesRead
  );
}

async function restOf(look: () => State, works: ReadonlySet<Promise<unknown>>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let calm = 0;
  let before = '';
  let turns = 0;
  while (calm < calmTurns) {
    await new Promise((resolve) => setImmediate(resolve));
    const { moves, text } = look();
    calm = !moves && text === before && works.size === 0 ? calm + 1 : 0;
    before = text;
    turns += 1;
    if (performance.now() > deadline && turns > patienceTurns)
      throw new Error(`the wire never came to rest: ${text}`);
  }
}
