/**
 * Names of this machine that never leave it. Any port, so that a proxy may stand between; no other
 * name, or a page of a stranger could reach the scheme by pointing a name of its own at 127.0.0.1.
 */
const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function isOwnHost(host: string): boolean {
  const match = /^(.+?)(?::\d{1,5})?$/.exec(host);
  return match?.[1] !== undefined && ownNames.has(match[1].toLowerCase());
}

/** True for a request that no page sent (no Origin), or a page of our own. */
export function isOwnOrigin(origin: string | null): boolean {
  if (origin === null) return true;
  const match = /^https?:\/\/(.+)$/.exec(origin);
  return match?.[1] !== undefined && isOwnHost(match[1]);
}
