import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

/** The window's own scheme and its only host: nothing of ours is ever loaded from `file:`. */
export const appScheme = 'till';
const appOrigin = 'till://app';

/** The only pages that are ever loaded: the register's, the customer's display, the sheet that becomes a PDF. */
export const registerPage = `${appOrigin}/index.html`;
export const displayPage = `${appOrigin}/display.html`;
export const sheetPage = `${appOrigin}/printed-code.html`;

/** Where the build left the nonce's place in the page (`html.cspNonce` in build/bundle.ts). */
const nonceMark = 'nonce-of-this-load';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
};

/** Answers a `till:` address out of `folder`; whatever is not plainly a file inside it is 404. */
export async function answerAsset(folder: string, address: string): Promise<Response> {
  const file = assetPath(folder, address);
  const content = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || content === null) return new Response('not here', { status: 404 });
  const nonce = randomBytes(16).toString('base64');
  const isPage = extname(file) === '.html';
  const body = isPage ? content.toString('utf8').replaceAll(nonceMark, nonce) : content;
  return new Response(new Uint8Array(Buffer.from(body)), { headers: headersFor(extname(file), nonce) });
}

/** The file inside `folder` that a `till:` address names, decoded once; null for what would leave it. */
export function assetPath(folder: string, address: string): string | null {
  const url = parsed(address);
  if (url?.protocol !== `${appScheme}:` || url.host !== 'app') return null;
  const path = decoded(url.pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const inside = resolve(folder);
  const file = resolve(inside, `.${path === '/' ? '/index.html' : path}`);
  return file.startsWith(inside + sep) ? file : null;
}

/** The page's policy, word for word; the nonce is fresh per load, since react-aria injects style elements. */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function headersFor(extension: string, nonce: string): Record<string, string> {
  return {
    'content-type': contentTypes[extension] ?? 'application/octet-stream',
    'content-security-policy': contentPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
