import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type HttpAnswer, type HttpRequest, splitTarget } from '../platform/signature-base.ts';
import { streamEvents } from './event-stream.ts';
import type { FaultLine, Lie, Outcome } from './faults.ts';
import { pageFile } from './files.ts';
import { gatewayPath } from './foreign/stand-in.ts';
import type { Gate } from './gate.ts';
import { openApi } from './openapi.ts';
import { isOwnHost, isOwnOrigin } from './origin.ts';
import type { Parts } from './parts.ts';
import { practiceRoutes } from './practice/routes.ts';
import type { Reach } from './reach.ts';
import type { ScanHub } from './scan-hub.ts';

type Served = { Bindings: HttpBindings };

/** trust.md §7: no message of the scheme is larger. */
const bodyLimitBytes = 64 * 1024;

/** Nothing but our own files, nothing inline, no frame around us. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Everything that the scheme serves: signed calls, practice calls, the two pages, its description. */
export function createApp(
  parts: Parts,
  gate: Gate,
  faults: FaultLine,
  scans: ScanHub,
  reach: Reach,
): Hono<Served> {
  const app = new Hono<Served>();
  app.use(async (c, next) => {
    if (!isOwnHost(c.req.header('host') ?? ''))
      return c.text('this scheme answers on this machine only', 403);
    if (!isOwnOrigin(c.req.header('origin') ?? null)) return c.text('other pages may not ask here', 403);
    return next();
  });
  app.use(bodyLimit({ maxSize: bodyLimitBytes, onError: (c) => unsigned(c, 'too-large', 413) }));
  app.onError((error, c) => {
    // A request that broke off has nobody to tell; anything else is a fault of ours, said on stderr.
    if (!c.env.incoming.destroyed) console.error(error);
    return unsigned(c, 'internal', 500);
  });
  app.route('/', practiceRoutes(parts, scans, reach));
  app.get('/openapi.json', (c) => c.json(openApi(`http://${c.req.header('host')}`)));
  app.get('/', (c) => c.redirect('/phone'));
  for (const page of ['phone', 'sheet']) app.get(`/${page}`, (c) => servePage(c, `${page}.html`));
  app.get('/pages/*', (c) => servePage(c, c.req.path.slice('/pages/'.length)));
  app.get('/events', (c) => serveEvents(c, parts, gate, faults));
  app.post(gatewayPath, (c) => serveForeign(c, parts, faults));
  app.all('*', async (c) => {
    const request = await requestOf(c);
    return deliver(c, await faults.run(async (lie) => told(gate.answer(request), lie)));
  });
  return app;
}

function servePage(c: Context, name: string): Response {
  const file = pageFile(name);
  if (!file) return unsigned(c, 'not-found', 404);
  return c.body(file.text, 200, {
    'content-type': file.type,
    'content-security-policy': pagePolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
}

/** An answer that nobody signed. A lie about the amount is not the scheme's: it signs what it has booked. */
function told(answer: HttpAnswer, lie: Lie): HttpAnswer {
  if (lie !== 'unsigned') return answer;
  const { signature: _, 'signature-input': _input, ...headers } = answer.headers;
  return { ...answer, headers };
}

/** The foreign wallet's gateway: behind the same bad network, and the same one that can be taken away. */
async function serveForeign(c: Context<Served>, { foreign }: Parts, faults: FaultLine): Promise<Response> {
  const { query, body } = await requestOf(c);
  const form = Buffer.from(body).toString('utf8');
  const headers = { 'content-type': 'application/json;charset=utf-8' };
  return deliver(
    c,
    await faults.run(async (lie) => ({
      status: 200,
      headers,
      body: Buffer.from(foreign.answer(query, form, lie), 'utf8'),
    })),
  );
}

async function serveEvents(
  c: Context<Served>,
  parts: Parts,
  gate: Gate,
  faults: FaultLine,
): Promise<Response> {
  const request = await requestOf(c);
  const outcome = await faults.run(async () => gate.admitListener(request));
  if (outcome.kind !== 'answer') return deliver(c, outcome);
  const { answer } = outcome;
  if (!('merchant' in answer)) return deliver(c, { kind: 'answer', answer });
  return streamEvents(c, parts, answer.merchant, c.req.header('last-event-id') ?? null);
}

/** The request as it came over the wire: what the signature covers is the raw target and bytes. */
async function requestOf(c: Context<Served>): Promise<HttpRequest> {
  const { incoming } = c.env;
  return {
    method: incoming.method ?? '',
    authority: incoming.headers.host ?? '',
    ...splitTarget(incoming.url ?? '/'),
    headers: incoming.headers,
    body: new Uint8Array(await c.req.arrayBuffer()),
  };
}

function deliver(c: Context<Served>, outcome: Outcome<HttpAnswer>): Response {
  if (outcome.kind === 'error') return unsigned(c, 'unavailable', 503);
  if (outcome.kind === 'drop') {
    c.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const { status, headers, body } = outcome.answer;
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(Buffer.from(body), { status, headers: fields });
}

/** A problem that nobody signed: to a till it is as good as no answer at all. */
function unsigned(c: Context, code: string, status: 404 | 413 | 500 | 503): Response {
  const body = { type: `urn:countertop:problem:${code}`, title: code.replaceAll('-', ' '), status, code };
  return c.json(body, status, { 'content-type': 'application/problem+json' });
}
