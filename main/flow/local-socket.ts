import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * How a command on the same machine asks the till that has the folder open: one JSON line there, one
 * JSON line back, over a socket that only its own user can reach.
 */

/** Linux takes 107 bytes for a socket's path (unix(7)); other systems a little less. */
const longestPath = 100;

/** `DIR/till.sock`, or a name derived from it where that would be too long, or isn't how the system does it. */
export function localSocketPath(dataDir: string): string {
  const path = join(resolve(dataDir), 'till.sock');
  const short = `countertop-${createHash('sha256').update(path).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${short}`;
  return Buffer.byteLength(path) <= longestPath ? path : join(tmpdir(), `${short}.sock`);
}

/** What was asked, as JSON holds it; throws what shall be told to the asker in one line. */
export type LocalAnswer = (question: unknown) => Promise<unknown>;

/** Longer than any question; whoever sends more is not one of our commands. */
const longestQuestion = 65_536;

/**
 * Answers questions at a path until the answered function is called. Call it only while holding the
 * folder's lock: a socket that is there already is one that a killed till left behind.
 */
export function serveLocally(path: string, answer: LocalAnswer): () => void {
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    hear(socket, (question) => {
      answerLine(question, answer).then((line) => socket.end(`${line}\n`));
    });
  });
  // The socket is made while listen runs, so this is the mode it is made with: 0600.
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    if (process.platform !== 'win32') rmSync(path, { force: true });
  };
}

function hear(socket: Socket, onLine: (line: string) => void): void {
  let heard = '';
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => {
    heard += piece;
    const end = heard.indexOf('\n');
    if (end < 0 && heard.length > longestQuestion) socket.destroy();
    if (end < 0) return;
    socket.removeAllListeners('data');
    onLine(heard.slice(0, end));
  });
}

async function answerLine(question: string, answer: LocalAnswer): Promise<string> {
  try {
    return JSON.stringify({ ok: true, value: await answer(JSON.parse(question)) });
  } catch (error) {
    return JSON.stringify({ ok: false, why: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Asks the till that holds the folder. Null where nobody listens. Throws what the till answered as its
 * refusal, and after `limitMs` without an answer.
 */
export async function askLocally(
  path: string,
  question: unknown,
  limitMs: number,
): Promise<{ readonly value: unknown } | null> {
  const line = await exchangeLine(path, JSON.stringify(question), limitMs);
  if (line === null) return null;
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== 'object' || answer === null) throw new Error('the running till answered nonsense');
  if ('value' in answer) return { value: answer.value };
  throw new Error('why' in answer ? String(answer.why) : 'the running till did not answer');
}

function exchangeLine(path: string, question: string, limitMs: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let heard = '';
    socket.setEncoding('utf8');
    socket.setTimeout(limitMs, () => socket.destroy(new Error('the running till does not answer')));
    socket.on('connect', () => socket.write(`${question}\n`));
    socket.on('data', (piece: string) => {
      heard += piece;
    });
    socket.on('end', () => {
      if (heard.endsWith('\n')) resolve(heard);
      else reject(new Error('the running till broke off'));
    });
    socket.on('error', (error) => (isNobodyThere(error) ? resolve(null) : reject(error)));
  });
}

function isNobodyThere(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
}
