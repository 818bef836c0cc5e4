import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpAnswer, type HttpRequest, splitTarget } from '../../platform/signature-base.ts';

/** What a call is, whichever resource it is about: `PUT /payments/{id}`. */
export type Message = string;

/** One signed call on its way from a till to the scheme, in the hands of whoever holds the cable. */
export type Call = {
  readonly message: Message;
  readonly request: HttpRequest;
  /** Lets it through and brings what the scheme said; null where the connection broke. Repeatable. */
  readonly forward: () => Promise<HttpAnswer | null>;
};

/** What the till hears: a whole answer, one that breaks off in the middle, or a connection that closes. */
export type Heard =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'cut'; readonly answer: HttpAnswer }
  | { readonly kind: 'closed' };

export const closed: Heard = { kind: 'closed' };

/** The cable between one till and the scheme: real HTTP on both ends, and anything may happen between. */
export type Line = {
  readonly url: () => string;
  /** Null: everything goes through as it is. */
  readonly setWay: (way: ((call: Call) => Promise<Heard>) | null) => void;
  /** Whether the stream of hints goes through; taking it away breaks the one that runs. */
  readonly setHints: (go: boolean) => void;
  /** What was last said to each kind of call, as it was signed. */
  readonly lastSaid: (message: Message) => HttpAnswer | null;
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export function createLine(schemeUrl: () => string): Line {
  const said = new Map<Message, HttpAnswer>();
  const streams = new Set<ServerResponse>();
  let way: ((call: Call) => Promise<Heard>) | null = null;
  let hintsGo = true;
  let url = '';
  const server = createServer((incoming, outgoing) => {
    // A till that is killed leaves its end of the cable; nobody is told.
    for (const end of [incoming, outgoing]) end.on('error', () => undefined);
    if (incoming.url?.startsWith('/events')) return stream(incoming, outgoing);
    void carry(incoming, outgoing);
  });

  function stream(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (!hintsGo) return void incoming.socket.destroy();
    streams.add(outgoing);
    const { method, headers } = incoming;
    const path = incoming.url ?? '/';
    const asking = httpRequest(new URL(path, schemeUrl()), { method, headers, agent: false }, (answer) => {
      answer.on('error', () => outgoing.destroy());
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    asking.on('error', () => outgoing.destroy());
    outgoing.on('close', () => {
      streams.delete(outgoing);
      asking.destroy();
    });
    asking.end();
  }

  async function carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await requestOf(incoming);
    const message = messageOf(request);
    const forward = async (): Promise<HttpAnswer | null> => send(schemeUrl(), request);
    const heard = way ? await way({ message, request, forward }) : heardOf(await forward());
    if (heard.kind === 'answer' && !said.has(message)) said.set(message, heard.answer);
    deliver(heard, outgoing);
  }

  return {
    url: () => url,
    setWay: (next) => {
      way = next;
    },
    setHints: (go) => {
      hintsGo = go;
      if (!go) for (const outgoing of streams) outgoing.destroy();
    },
    lastSaid: (message) => said.get(message) ?? null,
    open: () =>
      new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          resolve();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function heardOf(answer: HttpAnswer | null): Heard {
  return answer ? { kind: 'answer', answer } : closed;
}

function messageOf({ method, path }: HttpRequest): Message {
  const parts = path.split('/').map((part, index) => (index === 2 ? (part === '' ? '' : '{id}') : part));
  return `${method} ${parts.join('/')}`;
}

async function requestOf(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? '',
    authority: incoming.headers.host ?? '',
    ...splitTarget(incoming.url ?? '/'),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function send(url: string, { method, path, query, headers, body }: HttpRequest): Promise<HttpAnswer | null> {
  return new Promise((resolve) => {
    const fields = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const target = new URL(query === '' ? path : `${path}?${query}`, url);
    const asking = httpRequest(target, { method, headers: fields, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolve(null));
      answer.on('close', () => {
        if (!answer.complete) return resolve(null);
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
      });
    });
    asking.on('error', () => resolve(null));
    asking.end(body);
  });
}

function deliver(heard: Heard, outgoing: ServerResponse): void {
  if (heard.kind === 'closed') return void outgoing.socket?.destroy();
  const { status, headers, body } = heard.answer;
  const fields = Object.entries(headers)
    .filter(([name]) => !/^(transfer-encoding|connection|keep-alive|content-length|date)$/.test(name))
    .map(([name, value]): [string, string] => [name, String(value)]);
  outgoing.writeHead(status, { ...Object.fromEntries(fields), 'content-length': body.length });
  if (heard.kind === 'answer') return void outgoing.end(body);
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroy());
}
