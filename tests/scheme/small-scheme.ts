import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signAnswer } from '../../platform/http-signatures.ts';
import { makeSigningKey, type SigningKey } from '../../platform/keys.ts';
import { type HttpAnswer, type HttpRequest, splitTarget } from '../../platform/signature-base.ts';
import type { SchemeKey } from '../../shared/scheme-wire.ts';

/** A scheme of one handler, over real HTTP, that can be told to answer wrongly in every way. */
export type SmallScheme = {
  readonly url: string;
  readonly keys: Record<'root' | 'answer' | 'settlement' | 'stranger', SigningKey>;
  /** Every request in the order heard. */
  readonly heard: HttpRequest[];
  handle: (request: HttpRequest, response: ServerResponse) => void;
  readonly keyList: () => SchemeKey[];
  readonly close: () => Promise<void>;
};

export async function startSmallScheme(): Promise<SmallScheme> {
  const keys = {
    root: makeSigningKey(randomBytes),
    answer: makeSigningKey(randomBytes),
    settlement: makeSigningKey(randomBytes),
    stranger: makeSigningKey(randomBytes),
  };
  const heard: HttpRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await requestOf(incoming);
    heard.push(request);
    scheme.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme: SmallScheme = {
    url: `http://127.0.0.1:${portOf(server)}`,
    keys,
    heard,
    handle: (_, response) => response.writeHead(500).end(),
    keyList: () =>
      (['root', 'answer', 'settlement'] as const).map((role) => ({
        ...keys[role].publicJwk,
        kid: keys[role].kid,
        role,
        nbf: 0,
        exp: 4_000_000_000,
      })),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return scheme;
}

/** A right answer, signed by `key`. */
export function sealed(request: HttpRequest, key: SigningKey, status: number, json: unknown): HttpAnswer {
  const body = Buffer.from(JSON.stringify(json));
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return signAnswer({ status, headers: { 'content-type': type }, body }, request, {
    key,
    nowS: 1_790_000_000,
  });
}

export function send(response: ServerResponse, answer: HttpAnswer): void {
  const fields = Object.entries(answer.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  response.writeHead(answer.status, Object.fromEntries(fields)).end(answer.body);
}

export function problem(
  status: number,
  code: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { type: `urn:countertop:${code}`, title: code, status, code, ...more };
}

async function requestOf(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? '',
    authority: incoming.headers.host ?? '',
    ...splitTarget(incoming.url ?? ''),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo;
  return address.port;
}
