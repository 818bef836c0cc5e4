import { newId } from '../../shared/ids.ts';

/** Names one thing that is about to be done, so that the core can tell a second tap from a second wish. */
export function newWindowId(): string {
  return newId(Date.now(), (length) => crypto.getRandomValues(new Uint8Array(length)));
}
