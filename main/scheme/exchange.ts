import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HttpAnswer, HttpRequest } from '../../platform/signature-base.ts';
import { timers } from '../../shared/payment-timers.ts';
import { answerLimitBytes } from '../../shared/scheme-wire.ts';
import type { Clock } from '../../shared/time.ts';
import { type Dark, type DarkReason, dark, type NotSent } from './outcome.ts';

export type Exchanged = { readonly kind: 'answered'; readonly answer: HttpAnswer } | NotSent | Dark;

type Settle = (outcome: Exchanged) => void;

/**
 * One request over one connection of its own, one answer, nothing retried and no redirect followed.
 * A connection is never reused: one that died in the meantime would make it a guess whether the
 * scheme got the request, and guessing is what asks a customer twice.
 */
export function exchange(origin: URL, request: HttpRequest, clock: Clock): Promise<Exchanged> {
  return new Promise((resolve) => {
    const cancels: (() => void)[] = [];
    const outgoing = open(origin, request);
    let connected = false;
    const settle: Settle = (outcome) => {
      for (const cancel of cancels.splice(0)) cancel();
      resolve(outcome);
      outgoing.destroy();
    };
    const cancelConnect = clock.after(timers.connect.ms, () =>
      settle({ kind: 'not-sent', why: 'connect-timeout' }),
    );
    cancels.push(cancelConnect);
    // Node holds back what is written until the connection stands, so before this nothing has left.
    whenConnected(outgoing, origin, () => {
      connected = true;
      cancelConnect();
      cancels.push(clock.after(timers.answer.ms, () => settle(dark('timeout'))));
    });
    outgoing.on('error', (error) =>
      settle(connected ? dark(reasonOf(error)) : { kind: 'not-sent', why: 'unreachable' }),
    );
    outgoing.on('response', (incoming) => collect(incoming, settle));
    outgoing.end(request.body);
  });
}

function open(origin: URL, request: HttpRequest): ClientRequest {
  const start = origin.protocol === 'https:' ? httpsRequest : httpRequest;
  return start({
    hostname: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port,
    method: request.method,
    path: request.query === '' ? request.path : `${request.path}?${request.query}`,
    headers: {
      ...fieldsOf(request),
      host: request.authority,
      'content-length': request.body.length,
      'accept-encoding': 'identity',
    },
    agent: false,
  });
}

function fieldsOf(request: HttpRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

function whenConnected(outgoing: ClientRequest, origin: URL, run: () => void): void {
  outgoing.once('socket', (socket) =>
    socket.once(origin.protocol === 'https:' ? 'secureConnect' : 'connect', run),
  );
}

function collect(incoming: IncomingMessage, settle: Settle): void {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > answerLimitBytes) settle(dark('too-large'));
    else chunks.push(chunk);
  });
  incoming.on('error', () => settle(dark('cut')));
  incoming.on('close', () => {
    if (!incoming.complete) return settle(dark('cut'));
    settle({
      kind: 'answered',
      answer: { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) },
    });
  });
}

/** Whatever isn't HTTP is named by the parser `HPE_…`; all else is a connection that broke. */
function reasonOf(error: Error): DarkReason {
  return 'code' in error && String(error.code).startsWith('HPE_') ? 'malformed' : 'cut';
}
